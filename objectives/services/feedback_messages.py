"""Sending the messages that ask for feedback.

A link is made as its message is sent, and is kept nowhere: the request keeps only its digest. Each
message makes a new link and so ends the one before.
"""

import datetime as dt
import secrets

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse

from objectives.choices_feedback import MessageKind
from objectives.models import FeedbackMessage, FeedbackRequest
from objectives.selectors.feedback import digest

TOKEN_BYTES = 32


def send_message(*, message_id: int, at: dt.datetime) -> bool:
    """Send one message, unless it was sent, is being sent or is out of attempts.

    The attempt is counted before anything is sent. Nothing is sent to somebody who has answered
    meanwhile. Returns whether there was anything to do.
    """
    if not _claim(message_id, at):
        return False
    message = FeedbackMessage.objects.select_related(
        "request__round__objective_set", "request__round__category", "request__round__asked_by"
    ).get(pk=message_id)
    token = _new_link(message.request, at)
    if token:
        _send(message, token)
    FeedbackMessage.objects.filter(pk=message_id).update(done_at=at)
    return True


def forgotten_messages(*, at: dt.datetime) -> list[int]:
    """Messages that a queue or a worker has lost, to be asked for again."""
    return list(FeedbackMessage.objects.forgotten_at(at).values_list("pk", flat=True))


def _claim(message_id: int, at: dt.datetime) -> bool:
    waiting = FeedbackMessage.objects.to_claim(at).filter(pk=message_id)
    return bool(waiting.update(attempts=F("attempts") + 1, claimed_at=at))


def _new_link(request: FeedbackRequest, at: dt.datetime) -> str:
    """The secret part of a new link, which ends the link before; "" when it is over."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    waiting = FeedbackRequest.objects.open_at(at).filter(pk=request.pk)
    return token if waiting.update(token_digest=digest(token)) else ""


def _send(message: FeedbackMessage, token: str) -> None:
    """Send the link; where nothing would take it, the link before goes on."""
    try:
        _email(message, token).send()
    except Exception:
        mine = FeedbackRequest.objects.filter(pk=message.request_id, token_digest=digest(token))
        mine.update(token_digest=message.request.token_digest)
        raise


def _email(message: FeedbackMessage, token: str) -> EmailMessage:
    request, round_ = message.request, message.request.round
    path = reverse("objectives:feedback-answer", args=[token])
    context = {
        "request": request,
        "round": round_,
        "set": round_.objective_set,
        "is_reminder": message.kind == MessageKind.REMINDER,
        "url": f"{settings.CSPLAN_ADDRESS}{path}",
    }
    start = "Reminder: feedback" if context["is_reminder"] else "Feedback"
    return EmailMessage(
        subject=f"{start} on {round_.objective_set.holder_name}",
        body=render_to_string("objectives/email/feedback.txt", context),
        to=[request.email],
    )
