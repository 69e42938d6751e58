"""Names of the programme's tasks, and putting reminders on the queue."""

from collections.abc import Sequence

from csplan.core.queueing import enqueue

NUDGE_TASK = "programme.send_nudge"
SWEEP_NUDGES_TASK = "programme.sweep_nudges"
KEEP_QUARTERS_TASK = "programme.keep_quarters"
REMIND_OWNERS_TASK = "programme.remind_owners"
DRAFT_PACK_TASK = "reporting.request_draft"
"""Reporting's own: the programme says that a quarter is complete, and knows no more of packs."""


def enqueue_nudges(nudge_ids: Sequence[int]) -> bool:
    """Ask a worker to send the reminders; nothing is lost when the queue does not answer."""
    return enqueue(NUDGE_TASK, nudge_ids)


def enqueue_draft(period_id: int) -> bool:
    """Ask for the draft of a quarter's pack; beat asks again when the queue does not answer."""
    return enqueue(DRAFT_PACK_TASK, [period_id])
