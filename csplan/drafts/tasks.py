"""Work that beat starts."""

from celery import shared_task

from csplan.core import clock
from csplan.drafts.services import prune_drafts


@shared_task(name="drafts.prune_drafts")
def prune() -> None:
    prune_drafts(at=clock.now())
