"""Asking for feedback, and taking what is said. Each happens once, or is refused.

Refused with NotPermittedError for somebody who may not, WrongStateError when it is over, and
IncompleteError saying what is missing. Nothing is written then. The history of events is told
the round and how many people, never a word, a name or an address.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.periods import london_day, london_midnight
from csplan.core.text import accepted
from objectives.choices_feedback import MessageKind
from objectives.dispatch import enqueue_feedback
from objectives.models import (
    Category,
    FeedbackAnswer,
    FeedbackMessage,
    FeedbackRequest,
    FeedbackRound,
    ObjectiveSet,
)
from objectives.permissions.feedback import can_ask
from objectives.permissions.progress import takes_reports
from objectives.rules.feedback import Person, Said, expiry_problem, people_problem

NOT_AGREED = "These objectives are not agreed yet, so nobody can be asked about them"
STRANGER = "Only the holder’s private office can ask for feedback"
OVER = "Nobody is left to answer: all have answered, or the request has ended"
NOTHING_SAID = "Answer at least one of the questions"


@transaction.atomic
def ask(
    *,
    objective_set: ObjectiveSet,
    people: Sequence[Person],
    question: str,
    is_attributed: bool,
    last_day: dt.date,
    actor: Actor,
    at: dt.datetime,
    category: Category | None = None,
    is_illustrative: bool = False,
) -> FeedbackRound:
    """Ask everybody the same, until the end of ``last_day`` in London.

    A worker sends the messages once this is committed; an illustrative round has none.
    """
    refuse_strangers(actor, objective_set)
    if not takes_reports(objective_set):
        raise WrongStateError(NOT_AGREED)
    today = london_day(at)
    refuse(people_problem(list(people), is_attributed=is_attributed))
    refuse(expiry_problem(today, last_day))
    question = accepted(question)
    refuse("" if question else "Enter what you ask")
    made = FeedbackRound.objects.create(
        objective_set=objective_set,
        category=category,
        question=question,
        is_attributed=is_attributed,
        asked_by=actor.person,
        asked_at=at,
        expires_at=_end_of(last_day),
        is_illustrative=is_illustrative,
    )
    requests = FeedbackRequest.objects.bulk_create(
        FeedbackRequest(round=made, **asdict(person)) for person in people
    )
    tell("objectives.feedback_asked", made, actor, at, people=len(requests))
    if not is_illustrative:
        queue(requests, MessageKind.ASK, at)
    return made


@transaction.atomic
def remind(*, round_: FeedbackRound, actor: Actor, at: dt.datetime) -> None:
    """Write again to those who have not answered, each at most once a day.

    Nothing tells the actor who they are. Raises WrongStateError when nobody is left.
    """
    refuse_strangers(actor, round_.objective_set)
    waiting = list(round_.requests.open_at(at))
    if not waiting:
        raise WrongStateError(OVER)
    if not queue(waiting, MessageKind.REMINDER, at):
        raise WrongStateError("Those who have not answered were written to today already")
    tell("objectives.feedback_reminded", round_, actor, at)


@transaction.atomic
def withdraw(*, round_: FeedbackRound, actor: Actor, at: dt.datetime) -> None:
    """End the round: the links of those who have not answered open nothing any more."""
    refuse_strangers(actor, round_.objective_set)
    waiting = round_.requests.open_at(at)
    if not waiting.update(withdrawn_at=at, token_digest=None):
        raise WrongStateError(OVER)
    tell("objectives.feedback_withdrawn", round_, actor, at)


@transaction.atomic
def answer(*, request: FeedbackRequest, said: Said, at: dt.datetime) -> FeedbackAnswer:
    """Keep what somebody says, once, and close the link it came by.

    Raises WrongStateError when it was answered or withdrawn, has expired, or another link has
    been sent since ``request`` was read.
    """
    said = _accepted(said)
    if said.is_empty:
        raise IncompleteError(NOTHING_SAID)
    waiting = FeedbackRequest.objects.open_at(at).filter(
        pk=request.pk, token_digest=request.token_digest
    )
    if not waiting.update(answered_at=at, token_digest=None):
        raise WrongStateError(OVER)
    row = FeedbackAnswer.objects.create(request=request, at=at, **asdict(said))
    tell("objectives.feedback_answered", request.round, None, at)
    return row


def remind_automatically(*, at: dt.datetime, lead: dt.timedelta) -> int:
    """Write again to those nobody was reminded of, ``lead`` before it is too late; how many."""
    near = list(
        FeedbackRequest.objects.to_remind_at(at, lead).filter(round__is_illustrative=False)
    )
    with transaction.atomic():
        return queue(near, MessageKind.REMINDER, at)


def queue(requests: Sequence[FeedbackRequest], kind: MessageKind, at: dt.datetime) -> int:
    """Have a message sent to each who got none today, after the commit; how many those are."""
    day = london_day(at)
    pks = [request.pk for request in requests]
    of_today = FeedbackMessage.objects.filter(request__in=pks, on=day)
    had = set(of_today.values_list("request", flat=True))
    fresh = [pk for pk in pks if pk not in had]
    # A second press at the same moment finds the row there: one message is sent.
    FeedbackMessage.objects.bulk_create(
        (FeedbackMessage(request_id=pk, kind=kind, on=day, queued_at=at) for pk in fresh),
        ignore_conflicts=True,
    )
    if kind == MessageKind.REMINDER:
        FeedbackRequest.objects.filter(pk__in=fresh).update(reminded_at=at)
    ids = list(of_today.filter(request__in=fresh).values_list("pk", flat=True))
    if ids:
        transaction.on_commit(partial(enqueue_feedback, ids))
    return len(fresh)


def refuse_strangers(actor: Actor, objective_set: ObjectiveSet) -> None:
    if not can_ask(actor, objective_set):
        raise NotPermittedError(STRANGER)


def refuse(problem: str) -> None:
    if problem:
        raise IncompleteError(problem)


def tell(
    action: str, round_: FeedbackRound, actor: Actor | None, at: dt.datetime, **more: Any
) -> None:
    """One event about the round. Nobody is named as the one who answers."""
    person = actor.person if actor else None
    record(action=action, target=round_, actor=person, at=at, after=more)


def _accepted(said: Said) -> Said:
    return replace(said, **{name: accepted(text) for name, text in asdict(said).items()})


def _end_of(day: dt.date) -> dt.datetime:
    return london_midnight(day + dt.timedelta(days=1))
