"""What workers do for the objectives. An id in, one service call."""

from celery import shared_task

from csplan.core import clock
from csplan.core.printing import pdf
from objectives.dispatch import PRINT_TASK, SWEEP_TASK, enqueue_prints
from objectives.services.printing import print_file, sweep_prints


@shared_task(name=PRINT_TASK)
def print_one(file_id: int) -> None:
    """Make one attempt at the file."""
    print_file(file_id=file_id, moment=clock.now, printer=pdf)


@shared_task(name=SWEEP_TASK)
def sweep() -> None:
    """Queue again what has been forgotten; runs every 30 seconds."""
    enqueue_prints(sweep_prints(at=clock.now()))
