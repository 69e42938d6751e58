"""Names of the tasks, and putting notices on the queue."""

from collections.abc import Sequence

from csplan.core.queueing import enqueue

SEND_TASK = "notices.send_notice"
SWEEP_TASK = "notices.sweep_notices"


def enqueue_notices(notice_ids: Sequence[int]) -> bool:
    """Ask a worker to send the notices; nothing is lost when the queue does not answer."""
    return enqueue(SEND_TASK, notice_ids)
