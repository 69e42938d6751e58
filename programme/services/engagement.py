"""Ticking off communications, and writing and judging the impact of a plan."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import (
    SAVED_MEANWHILE,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.periods import london_day
from csplan.core.worded_moments import date_words
from programme.choices_engagement import Judgement
from programme.models import Communication, ImpactQuestion
from programme.permissions.engagement import (
    can_add_evidence,
    can_judge_impact,
    can_keep_within,
)
from programme.services.delivery import InvalidRecordError
from programme.services.words import clean


@transaction.atomic
def complete_communication(
    *, communication: Communication, done_on: dt.date, actor: Actor, at: dt.datetime
) -> None:
    """Record that a communication took place on ``done_on``.

    Raises NotPermittedError, InvalidRecordError, or WrongStateError when it was done or
    cancelled already.
    """
    _refuse_strangers(actor, communication)
    if done_on > london_day(at):
        raise InvalidRecordError({"done_on": "The day must be today or in the past"})
    _settle(communication, {"done_on": done_on})
    after = {"done_on": date_words(done_on)}
    _record("communication.done", communication, actor, at, {}, after)


@transaction.atomic
def cancel_communication(
    *, communication: Communication, reason: str, actor: Actor, at: dt.datetime
) -> None:
    """Record that a communication will not take place, and why; refusals as above."""
    _refuse_strangers(actor, communication)
    why = clean(reason)
    if not why:
        raise InvalidRecordError({"reason": "Enter why it will not take place"})
    _settle(communication, {"cancelled_reason": why})
    _record("communication.cancelled", communication, actor, at, {}, {"cancelled_reason": why})


@transaction.atomic
def write_evidence(
    *, question: ImpactQuestion, evidence: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Save the evidence for a question of impact, if ``version`` is still the latest.

    Raises NotPermittedError, StaleVersionError, or WrongStateError for a question that ended.
    """
    if not can_add_evidence(actor, question.plan):
        raise NotPermittedError("You may not write evidence of this plan’s impact")
    words = clean(evidence)
    if words == question.evidence:
        return
    _answer(question, {"evidence": words}, version=version)
    before, after = {"evidence": question.evidence}, {"evidence": words}
    _record("impactquestion.evidence_written", question, actor, at, before, after)


@transaction.atomic
def judge_impact(
    *,
    question: ImpactQuestion,
    judgement: str,
    judgement_reason: str,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Save the judgement of a question of impact with who made it; refusals as above."""
    if not can_judge_impact(actor, question.plan):
        raise NotPermittedError("The national team and the Head of CS Local judge impact")
    why = clean(judgement_reason)
    if not why:
        raise InvalidRecordError({"judgement_reason": "Enter the reasons for the judgement"})
    before = {
        "judgement": question.get_judgement_display(),
        "judgement_reason": question.judgement_reason,
    }
    judged = {"judgement": judgement, "judgement_reason": why}
    signed = {"judged_by_id": actor.person.pk, "judged_at": at}
    _answer(question, {**judged, **signed}, version=version)
    after = {**judged, "judgement": Judgement(judgement).label}
    _record("impactquestion.judged", question, actor, at, before, after)


def _refuse_strangers(actor: Actor, communication: Communication) -> None:
    if not can_keep_within(actor, communication.plan, communication.locality):
        raise NotPermittedError("You may not change this communication")


def _settle(communication: Communication, changes: Mapping[str, Any]) -> None:
    """Write ``changes`` in one UPDATE, if it is still to come."""
    waiting = Communication.objects.filter(
        pk=communication.pk, done_on__isnull=True, cancelled_reason=""
    )
    if not waiting.update(**changes):
        raise WrongStateError("This communication was done or cancelled already")


def _answer(question: ImpactQuestion, changes: Mapping[str, Any], *, version: int) -> None:
    """Write ``changes`` in one UPDATE, if nobody has saved since ``version``."""
    asked = ImpactQuestion.objects.filter(pk=question.pk, ends_on__isnull=True)
    if asked.filter(version=version).update(**changes, version=F("version") + 1):
        return
    if asked.exists():
        raise StaleVersionError(SAVED_MEANWHILE)
    raise WrongStateError("This question is no longer asked")


def _record(
    action: str,
    target: Communication | ImpactQuestion,
    actor: Actor,
    at: dt.datetime,
    before: Mapping[str, str],
    after: Mapping[str, str],
) -> None:
    record(action=action, target=target, actor=actor.person, at=at, before=before, after=after)
