"""Names of the programme's tasks, and putting reminders on the queue."""

from collections.abc import Sequence

from csplan.core.queueing import enqueue

NUDGE_TASK = "programme.send_nudge"
SWEEP_NUDGES_TASK = "programme.sweep_nudges"
KEEP_QUARTERS_TASK = "programme.keep_quarters"


def enqueue_nudges(nudge_ids: Sequence[int]) -> bool:
    """Ask a worker to send the reminders; nothing is lost when the queue does not answer."""
    return enqueue(NUDGE_TASK, nudge_ids)
