"""Feedback as those entitled may read it: with names only where that was promised."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Count, Q, QuerySet

from csplan.accounts.actors import Actor
from objectives.models import (
    Category,
    Example,
    FeedbackAnswer,
    FeedbackMessage,
    FeedbackRequest,
    FeedbackRound,
    Objective,
    ObjectiveSet,
    Review,
)
from objectives.rules.feedback import author_words, kinds_told, may_be_told


def visible_sets(actor: Actor) -> QuerySet[ObjectiveSet]:
    """Sets whose feedback and examples ``actor`` may read.

    The private office's own, all for the Head and the auditor, and those one reviews.
    """
    reviewed = Review.objects.visible_to(actor).values("objective_set")
    visible = ObjectiveSet.objects.visible_to(actor)
    return visible | ObjectiveSet.objects.filter(pk__in=reviewed)


@dataclass(frozen=True)
class RoundLine:
    """A round with how many were asked and how many answered."""

    round: FeedbackRound
    asked: int
    answered: int
    is_open: bool

    @property
    def answered_words(self) -> str:
        return f"{self.answered} of {self.asked} answered"


def round_lines(objective_set: ObjectiveSet, *, at: dt.datetime) -> list[RoundLine]:
    """Newest first. One query."""
    answered = Count("requests", filter=Q(requests__answered_at__isnull=False))
    waiting = Count(
        "requests",
        filter=Q(requests__answered_at__isnull=True, requests__withdrawn_at__isnull=True),
    )
    rounds = objective_set.feedback_rounds.select_related("category", "asked_by").annotate(
        asked=Count("requests"), answered=answered, waiting=waiting
    )
    rounds = rounds.order_by("-asked_at", "-pk")
    return [
        RoundLine(row, row.asked, row.answered, bool(row.waiting) and row.expires_at > at)
        for row in rounds
    ]


@dataclass(frozen=True)
class PersonLine:
    """Somebody asked. Of an unattributed round, the state tells nothing of answers."""

    request: FeedbackRequest
    state: str
    colour: str


@dataclass(frozen=True)
class AnswerLine:
    """An answer, and whose it is as far as may be told. ``at`` is None without a name."""

    author: str
    answer: FeedbackAnswer
    at: dt.datetime | None


@dataclass(frozen=True)
class RoundPage:
    """A round with everybody asked in it and everything said."""

    line: RoundLine
    people: tuple[PersonLine, ...]
    answers: tuple[AnswerLine, ...]
    is_held_back: bool

    @property
    def round(self) -> FeedbackRound:
        return self.line.round


def round_page(objective_set: ObjectiveSet, pk: int, *, at: dt.datetime) -> RoundPage | None:
    """Four queries; None for a round that is not of the set."""
    rows = objective_set.feedback_rounds.select_related("category", "asked_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        return None
    requests = list(found.requests.select_related("answer"))
    lost = _unreached(found)
    reached = Counter(each.kind for each in requests if each.pk not in lost)
    is_told = found.is_attributed or may_be_told(reached)
    return RoundPage(
        line=_line(found, requests, at),
        people=tuple(_person(found, each, lost, at) for each in requests),
        answers=tuple(_answers(found, requests, reached)) if is_told else (),
        is_held_back=not is_told,
    )


def _unreached(found: FeedbackRound) -> dict[int, bool]:
    """The requests of which no message was sent, though it was tried; whether it is tried yet."""
    messages = FeedbackMessage.objects.filter(request__round=found)
    done = messages.filter(done_at__isnull=False).values("request")
    late = messages.late().exclude(request__in=done)
    is_tried: dict[int, bool] = {}
    for request, failed_at in late.values_list("request", "failed_at"):
        is_tried[request] = is_tried.get(request, False) or failed_at is None
    return is_tried


def _line(found: FeedbackRound, requests: list[FeedbackRequest], at: dt.datetime) -> RoundLine:
    answered = sum(each.answered_at is not None for each in requests)
    waits = any(each.answered_at is None and each.withdrawn_at is None for each in requests)
    return RoundLine(found, len(requests), answered, waits and found.expires_at > at)


def _person(
    found: FeedbackRound, request: FeedbackRequest, lost: Mapping[int, bool], at: dt.datetime
) -> PersonLine:
    return PersonLine(request, *_state(found, request, lost, at))


def _state(
    found: FeedbackRound, request: FeedbackRequest, lost: Mapping[int, bool], at: dt.datetime
) -> tuple[str, str]:
    if request.pk in lost and request.answered_at is None:
        is_tried = lost[request.pk]
        return ("Message not sent yet", "yellow") if is_tried else ("Message not sent", "red")
    if not found.is_attributed:
        return "Asked", "grey"
    if request.answered_at:
        return "Answered", "green"
    if request.withdrawn_at:
        return "Withdrawn", "grey"
    if found.expires_at <= at:
        return "Not answered", "grey"
    return ("Reminded", "blue") if request.reminded_at else ("Asked", "blue")


def _answers(
    found: FeedbackRound, requests: list[FeedbackRequest], reached: Mapping[str, int]
) -> list[AnswerLine]:
    answered = [each for each in requests if each.answered_at]
    if found.is_attributed:
        return [AnswerLine(each.name, each.answer, each.answered_at) for each in answered]
    told = kinds_told(reached)
    lines = [AnswerLine(author_words(each.kind, told), each.answer, None) for each in answered]
    # By what was said: any other order would tell who came first or stands first in the list.
    return sorted(lines, key=lambda line: (line.author, _fingerprint(line.answer)))


def _fingerprint(answer: FeedbackAnswer) -> str:
    said = f"{answer.went_well}\0{answer.could_be_better}\0{answer.example}"
    return sha256(said.encode()).hexdigest()


def categories_of(objective_set: ObjectiveSet) -> QuerySet[Category]:
    """Those that feedback may be asked about."""
    return objective_set.categories.filter(withdrawn_at__isnull=True)


def objectives_of(objective_set: ObjectiveSet) -> QuerySet[Objective]:
    """Those an example may be of, in their order."""
    rows = Objective.objects.filter(
        category__objective_set=objective_set,
        category__withdrawn_at__isnull=True,
        withdrawn_at__isnull=True,
    )
    return rows.order_by("category__order", "order", "part")


def portfolio(objective_set: ObjectiveSet) -> QuerySet[Example]:
    """The examples that stand, the latest first."""
    rows = objective_set.examples.filter(withdrawn_at__isnull=True)
    return rows.select_related("objective", "added_by")


def digest(token: str) -> str:
    """What is kept of a link."""
    return sha256(token.encode()).hexdigest()


def answerable(token: str, *, at: dt.datetime) -> FeedbackRequest | None:
    """The request that the link opens, whatever the reason when there is none. One query.

    Found by its digest, so that how long it takes says nothing of how much was right.
    """
    rows = FeedbackRequest.objects.open_at(at).select_related(
        "round__objective_set__department", "round__category", "round__asked_by"
    )
    return rows.filter(token_digest=digest(token)).first()
