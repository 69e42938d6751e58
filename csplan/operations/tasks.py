"""Work that beat starts."""

from celery import shared_task

from csplan.core import clock
from csplan.operations.services.retention import apply_retention


@shared_task(name="operations.apply_retention")
def keep_to_the_schedule() -> None:
    """Delete what the retention schedule says; runs once a day."""
    apply_retention(at=clock.now(), is_dry_run=False)
