"""What workers do for the objectives. An id in, one service call."""

import datetime as dt

from celery import shared_task
from django.conf import settings

from csplan.core import clock
from csplan.core.printing import pdf
from objectives.dispatch import (
    FEEDBACK_TASK,
    PRINT_TASK,
    SWEEP_FEEDBACK_TASK,
    SWEEP_TASK,
    enqueue_feedback,
    enqueue_prints,
)
from objectives.services.feedback import remind_automatically
from objectives.services.feedback_messages import forgotten_messages, give_up, send_message
from objectives.services.printing import print_file, sweep_prints


@shared_task(name=PRINT_TASK)
def print_one(file_id: int) -> None:
    """Make one attempt at the file."""
    print_file(file_id=file_id, moment=clock.now, printer=pdf)


@shared_task(name=SWEEP_TASK)
def sweep() -> None:
    """Queue again what has been forgotten; runs every 30 seconds."""
    enqueue_prints(sweep_prints(at=clock.now()))


@shared_task(name=FEEDBACK_TASK)
def send_feedback_message(message_id: int) -> None:
    """Send one message; one that fails is asked for again by the sweep."""
    send_message(message_id=message_id, at=clock.now())


@shared_task(name=SWEEP_FEEDBACK_TASK)
def sweep_feedback() -> None:
    """Remind those whose time is nearly up, queue lost messages, give up others; every minute."""
    at = clock.now()
    remind_automatically(at=at, lead=dt.timedelta(days=settings.CSPLAN_FEEDBACK_REMINDER_DAYS))
    enqueue_feedback(forgotten_messages(at=at))
    give_up(at=at)
