"""What workers do for the programme. An id in, one service call."""

from celery import shared_task

from csplan.core import clock
from programme.dispatch import (
    KEEP_QUARTERS_TASK,
    NUDGE_TASK,
    REMIND_OWNERS_TASK,
    SWEEP_NUDGES_TASK,
    enqueue_nudges,
)
from programme.services.calendar import open_due_periods, record_closings
from programme.services.nudges import forgotten_nudges
from programme.services.nudges import send_nudge as send
from programme.services.reminding import remind_owners as remind


@shared_task(name=NUDGE_TASK)
def send_nudge(nudge_id: int) -> None:
    """Send one reminder; one that fails is asked for again by the sweep."""
    send(nudge_id=nudge_id, at=clock.now())


@shared_task(name=SWEEP_NUDGES_TASK)
def sweep_nudges() -> None:
    """Queue reminders that were lost; runs every minute."""
    enqueue_nudges(forgotten_nudges(at=clock.now()))


@shared_task(name=KEEP_QUARTERS_TASK)
def keep_quarters() -> None:
    """Open the quarters whose moment has come, and note those that have closed."""
    at = clock.now()
    open_due_periods(at=at)
    record_closings(at=at)


@shared_task(name=REMIND_OWNERS_TASK)
def remind_owners() -> None:
    """Tell people of their actions that are due soon or late; asked for often, done once."""
    remind(at=clock.now())
