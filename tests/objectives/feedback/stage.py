"""A round of feedback on an agreed set, asked by the private office."""

import datetime as dt
from typing import Any

from csplan.accounts.actors import Actor
from csplan.accounts.selectors import actor_for
from objectives.models import FeedbackMessage, FeedbackRequest, FeedbackRound
from objectives.rules.feedback import Person
from objectives.selectors.feedback import digest
from objectives.services.feedback import ask
from tests.conftest import NOW, Cast
from tests.objectives.progress.stage import agreed_set

QUESTION = "How does the holder lead the reform?"
SECRET = "Zebra-striped and in confidence"
LAST_DAY = NOW.date() + dt.timedelta(days=21)
LINK = "a-link-that-nobody-guesses"
PEOPLE = (
    Person("minister", "The Minister for Trams", "minister@example.com"),
    Person("staff", "Director of Trains", "trains@example.com"),
    Person("staff", "Director of Boats", "boats@example.com"),
    Person("staff", "Director of Planes", "planes@example.com"),
)


def office(cast: Cast) -> Actor:
    return actor_for(cast.private_office, on=NOW.date())


def asked(
    cast: Cast, *, department: Any = None, actor: Actor | None = None, **more: Any
) -> FeedbackRound:
    """A round, without names unless told otherwise; nothing is sent before the commit."""
    usual: dict[str, Any] = {
        "objective_set": agreed_set(cast, department=department).objective_set,
        "people": PEOPLE,
        "question": QUESTION,
        "is_attributed": False,
        "last_day": LAST_DAY,
        "actor": actor or office(cast),
        "at": NOW,
    }
    return ask(**usual | more)


def linked(request: FeedbackRequest, link: str = LINK) -> FeedbackRequest:
    """The request, with a link that a test knows."""
    FeedbackRequest.objects.filter(pk=request.pk).update(token_digest=digest(link))
    return FeedbackRequest.objects.select_related("round__objective_set").get(pk=request.pk)


def messages_of(round_: FeedbackRound) -> list[FeedbackMessage]:
    return list(FeedbackMessage.objects.filter(request__round=round_))
