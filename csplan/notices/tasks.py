"""What workers do. An id in, one service call."""

from celery import shared_task

from csplan.core import clock
from csplan.notices.dispatch import SEND_TASK, SWEEP_TASK, enqueue_notices
from csplan.notices.services import claim_forgotten
from csplan.notices.services import send_notice as send


@shared_task(name=SEND_TASK)
def send_notice(notice_id: int) -> None:
    """Send one e-mail; one that fails is asked for again by the sweep."""
    send(notice_id=notice_id, at=clock.now())


@shared_task(name=SWEEP_TASK)
def sweep_notices() -> None:
    """Queue what was lost or could not be sent; runs every minute."""
    enqueue_notices(claim_forgotten(at=clock.now()))
