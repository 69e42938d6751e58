"""What beat starts."""

from celery import shared_task

from csplan.core import clock
from csplan.home.services import send_digests as send


@shared_task(name="home.send_digests")
def send_digests() -> None:
    """Send everybody's list for the day; asked for several times in a morning, done once."""
    send(at=clock.now())
