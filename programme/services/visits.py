"""What becomes of a visit offered to the Head of the Civil Service."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import NotPermittedError
from csplan.core.periods import london_day
from programme.choices_delivery import VisitState
from programme.models import Visit
from programme.permissions.delivery import can_answer_visit
from programme.rules.delivery import VISIT_MOVES, day_problem
from programme.services.delivery import InvalidRecordError, move
from programme.services.words import clean

TOO_EARLY = "The visit must be on or after the day it was offered"


@transaction.atomic
def accept_visit(
    *, visit: Visit, visit_on: dt.date, answer: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Record that the visit will take place on ``visit_on``.

    Raises NotPermittedError, WrongStateError, StaleVersionError or InvalidRecordError.
    """
    if visit_on < visit.offered_on:
        raise InvalidRecordError(
            {"visit_on": "The visit must be on or after the day it was offered"}
        )
    _answer(visit, VisitState.ACCEPTED, visit_on, answer, version=version, actor=actor, at=at)


@transaction.atomic
def complete_visit(
    *, visit: Visit, visit_on: dt.date, answer: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Record that the visit took place on ``visit_on``; refusals as ``accept_visit``."""
    today = london_day(at)
    problem = day_problem(visit_on, today=today, what="The day of the visit")
    if problem or visit_on < visit.offered_on:
        raise InvalidRecordError({"visit_on": problem or TOO_EARLY})
    _answer(visit, VisitState.DONE, visit_on, answer, version=version, actor=actor, at=at)


@transaction.atomic
def decline_visit(
    *, visit: Visit, answer: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Record that the visit will not take place, and why; refusals as ``accept_visit``."""
    if not clean(answer):
        raise InvalidRecordError({"answer": "Enter why the visit will not take place"})
    _answer(visit, VisitState.DECLINED, None, answer, version=version, actor=actor, at=at)


def _answer(
    visit: Visit,
    state: VisitState,
    visit_on: dt.date | None,
    answer: str,
    *,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    if not can_answer_visit(actor, visit.locality):
        raise NotPermittedError("Only its co-ordinators and the national team answer an offer")
    after: dict[str, Any] = {"state": state, "visit_on": visit_on, "answer": clean(answer)}
    move(
        visit,
        {**after, "answered_by_id": actor.person.pk, "answered_at": at},
        version=version,
        guard=Q(state__in=VISIT_MOVES[state]),
        refusal=f"This visit is {visit.get_state_display().lower()}, so it cannot become "
        f"{state.label.lower()}",
    )
    before = {"state": visit.state, "visit_on": visit.visit_on, "answer": visit.answer}
    record(
        action=f"visit.{state}",
        target=visit,
        actor=actor.person,
        at=at,
        before=before,
        after={**after, "state": str(state)},
    )
