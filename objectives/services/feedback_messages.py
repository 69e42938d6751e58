"""Sending the messages that ask for feedback.

A link is made as its message is sent, and is kept nowhere: the request keeps only its digest. Each
message makes a new link and so ends the one before.
"""

import datetime as dt
import secrets

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse

from csplan.accounts.choices import Role
from csplan.accounts.selectors import holders_of
from csplan.core.periods import london_day
from csplan.notices.choices import NoticeKind
from csplan.notices.content import Message, Paragraph
from csplan.notices.rules import MOST_ATTEMPTS
from csplan.notices.services import tell
from objectives.choices_feedback import MessageKind
from objectives.dispatch import FEEDBACK_TASK
from objectives.models import FeedbackMessage, FeedbackRequest
from objectives.selectors.feedback import digest

TOKEN_BYTES = 32
UNSENT = Message(
    "Messages could not be sent: requests for feedback",
    (
        Paragraph(
            "csplan has given up sending one or more messages that ask for feedback on the holder"
            f" of a set of objectives: it tried {MOST_ATTEMPTS} times over half a day."
        ),
        Paragraph(
            "Whom they were for is in confidence. The private office sees that on its own page"
            " and can ask again. Why they could not be sent is in the log of the workers, under"
            f" {FEEDBACK_TASK}: no mail server, or one that refuses an address."
        ),
    ),
    "csplan knows you as administrator",
)


def send_message(*, message_id: int, at: dt.datetime) -> bool:
    """Send one message, unless it was sent, is being sent or is out of attempts.

    The attempt is counted before anything is sent. Nothing is sent to somebody who has answered
    meanwhile, or was sent a later message. Returns whether there was anything to do.
    """
    if not _claim(message_id, at):
        return False
    message = FeedbackMessage.objects.select_related(
        "request__round__objective_set", "request__round__category", "request__round__asked_by"
    ).get(pk=message_id)
    token = "" if _is_overtaken(message) else _new_link(message.request, at)
    if token:
        _send(message, token)
    FeedbackMessage.objects.waiting().filter(pk=message_id).update(done_at=at)
    return True


def forgotten_messages(*, at: dt.datetime) -> list[int]:
    """Messages that a queue or a worker has lost, to be asked for again."""
    return list(FeedbackMessage.objects.forgotten_at(at).values_list("pk", flat=True))


@transaction.atomic
def give_up(*, at: dt.datetime) -> int:
    """Note which messages cannot be sent; how many. Administrators are told of it once a day.

    They are not told whom it was about: what is said of feedback is not for them.
    """
    given_up = FeedbackMessage.objects.hopeless_at(at).update(failed_at=at)
    if given_up:
        tell(
            kind=NoticeKind.UNSENT,
            about=f"feedback-{london_day(at)}",
            to=holders_of(Role.ADMINISTRATOR, on=london_day(at)),
            message=lambda grant: UNSENT,
            at=at,
        )
    return given_up


def _claim(message_id: int, at: dt.datetime) -> bool:
    waiting = FeedbackMessage.objects.to_claim(at).filter(pk=message_id)
    return bool(waiting.update(attempts=F("attempts") + 1, claimed_at=at))


def _is_overtaken(message: FeedbackMessage) -> bool:
    """Whether a later one was sent, whose link this one's would end."""
    later = FeedbackMessage.objects.filter(request=message.request_id, pk__gt=message.pk)
    return later.filter(done_at__isnull=False).exists()


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
