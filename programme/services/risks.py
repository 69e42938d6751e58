"""Raising risks, judging them anew, escalating and closing them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

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
from localities.models import Locality
from programme.models import Risk, RiskAssessment, RiskEscalation
from programme.permissions.engagement import can_keep_for
from programme.rules.risks import day_problem
from programme.services.delivery import InvalidRecordError
from programme.services.words import clean

CLOSED = "This risk has been closed"


@transaction.atomic
def raise_risk(*, risk: Risk, actor: Actor, at: dt.datetime) -> Risk:
    """Add ``risk``, which is not saved yet, with its first assessment on the day.

    Raises NotPermittedError, or InvalidRecordError by field.
    """
    refuse_strangers(actor, risk.locality)
    risk.raised_on = risk.assessed_on = london_day(at)
    _check(risk)
    risk.save(force_insert=True)
    _assess(risk, _judgement(risk), actor, at)
    _record("risk.raised", risk, actor, at, {}, _words(risk) | {"score": risk.score_words})
    return risk


@transaction.atomic
def change_risk(*, risk: Risk, version: int, actor: Actor, at: dt.datetime) -> None:
    """Save ``risk`` with its new details; another score or reason is an assessment of the day.

    A change that changes nothing writes nothing. Raises NotPermittedError, WrongStateError,
    StaleVersionError or InvalidRecordError.
    """
    stored = Risk.objects.select_related("plan", "outcome__plan", "locality").get(pk=risk.pk)
    refuse_strangers(actor, stored.locality)
    refuse_strangers(actor, risk.locality)
    _check(risk)
    is_judged_anew = _judgement(risk) != _judgement(stored)
    before, after = _words(stored), _words(risk)
    if is_judged_anew:
        before["score"], after["score"] = stored.score_words, risk.score_words
        before["score_reason"], after["score_reason"] = stored.score_reason, risk.score_reason
    if before == after:
        return
    risk.assessed_on = london_day(at) if is_judged_anew else stored.assessed_on
    _move(risk, _columns(risk), version=version)
    if is_judged_anew:
        _assess(risk, _judgement(risk), actor, at)
    _record_changes("risk.changed", risk, actor, at, before, after)


@transaction.atomic
def reassess_risk(
    *,
    risk: Risk,
    likelihood: int,
    impact: int,
    reason: str,
    assessed_on: dt.date,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Judge ``risk`` anew, as from a day since its last assessment; refusals as ``change_risk``.

    The score may stay the same: that too is worth knowing.
    """
    refuse_strangers(actor, risk.locality)
    _refuse_day(
        "assessed_on",
        assessed_on,
        what="The day of the assessment",
        earliest=risk.assessed_on,
        earliest_is=f"the last assessment, on {date_words(risk.assessed_on)}",
        at=at,
    )
    before = risk.score_words
    judged = {"likelihood": likelihood, "impact": impact, "score_reason": _reason(reason)}
    _move(risk, {**judged, "assessed_on": assessed_on}, version=version)
    for name, value in {**judged, "assessed_on": assessed_on}.items():
        setattr(risk, name, value)
    _assess(risk, judged, actor, at)
    after = {"score": risk.score_words, "score_reason": risk.score_reason}
    _record("risk.reassessed", risk, actor, at, {"score": before}, after)


@transaction.atomic
def escalate_risk(*, risk: Risk, reason: str, version: int, actor: Actor, at: dt.datetime) -> None:
    """Bring ``risk`` before the steering group in its next pack; refusals as ``change_risk``."""
    _turn(risk, True, reason, version=version, actor=actor, at=at)


@transaction.atomic
def stand_down_risk(
    *, risk: Risk, reason: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Take ``risk`` back from the steering group; refusals as ``change_risk``."""
    _turn(risk, False, reason, version=version, actor=actor, at=at)


@transaction.atomic
def close_risk(
    *,
    risk: Risk,
    reason: str,
    closed_on: dt.date,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Close ``risk`` for good, as from a day since its last assessment.

    What was escalated stays so, so that the next pack says that it was closed. Refusals as
    ``change_risk``.
    """
    refuse_strangers(actor, risk.locality)
    _refuse_day(
        "closed_on",
        closed_on,
        what="The day it was closed",
        earliest=risk.assessed_on,
        earliest_is=f"its last assessment, on {date_words(risk.assessed_on)}",
        at=at,
    )
    why = _reason(reason)
    _move(risk, {"closed_on": closed_on, "closed_reason": why}, version=version)
    after = {"closed_on": date_words(closed_on), "closed_reason": why}
    _record("risk.closed", risk, actor, at, {}, after)


def refuse_strangers(actor: Actor, locality: Locality | None) -> None:
    if can_keep_for(actor, locality):
        return
    who = "the locality’s co-ordinators and the national team"
    raise NotPermittedError(
        f"Only {who if locality else 'the national team and the Head of CS Local'} keep this risk"
    )


def _turn(
    risk: Risk, is_up: bool, reason: str, *, version: int, actor: Actor, at: dt.datetime
) -> None:
    refuse_strangers(actor, risk.locality)
    why = _reason(reason)
    _move(
        risk,
        {"is_escalated": is_up, "escalation_reason": why if is_up else ""},
        version=version,
        guard=Q(is_escalated=not is_up),
        refusal="This risk is escalated already" if is_up else "This risk is not escalated",
    )
    RiskEscalation.objects.create(
        risk=risk, is_escalated=is_up, reason=why, moved_on=london_day(at), by=actor.person, at=at
    )
    verb = "escalated" if is_up else "stood_down"
    _record(f"risk.{verb}", risk, actor, at, {}, {"reason": why})


def _move(
    risk: Risk,
    changes: Mapping[str, Any],
    *,
    version: int,
    guard: Q | None = None,
    refusal: str = "",
) -> None:
    """Write ``changes`` in one UPDATE, if nobody has saved since ``version`` and it is open."""
    still_open = Risk.objects.still_open().filter(pk=risk.pk)
    allowed = still_open.filter(guard or Q())
    if allowed.filter(version=version).update(**changes, version=F("version") + 1):
        return
    if allowed.exists():
        raise StaleVersionError(SAVED_MEANWHILE)
    raise WrongStateError(refusal if still_open.exists() else CLOSED)


def _assess(risk: Risk, judged: Mapping[str, Any], actor: Actor, at: dt.datetime) -> None:
    RiskAssessment.objects.create(
        risk=risk,
        likelihood=judged["likelihood"],
        impact=judged["impact"],
        reason=judged["score_reason"],
        assessed_on=risk.assessed_on,
        by=actor.person,
        at=at,
    )


def _judgement(risk: Risk) -> dict[str, Any]:
    return {
        "likelihood": risk.likelihood,
        "impact": risk.impact,
        "score_reason": risk.score_reason,
    }


def _columns(risk: Risk) -> dict[str, Any]:
    """What a change may change, with keys for what it points to."""
    fields = (risk._meta.get_field(name) for name in Risk.details)
    kept = {field.attname: getattr(risk, field.attname) for field in fields}  # type: ignore[union-attr]
    return kept | _judgement(risk) | {"assessed_on": risk.assessed_on}


def _check(risk: Risk) -> None:
    """Tidy the words and refuse what the table would not have."""
    for name in ("cause", "effect", "mitigation", "score_reason"):
        setattr(risk, name, clean(getattr(risk, name)))
    for name in ("title", "owner"):
        setattr(risk, name, " ".join(clean(getattr(risk, name)).split()))
    try:
        risk.full_clean()
    except ValidationError as error:
        words = {name: texts[0] for name, texts in error.message_dict.items()}
        raise InvalidRecordError(words) from error
    if risk.outcome is not None and risk.outcome.plan_id != risk.plan_id:
        raise InvalidRecordError({"outcome": "Select an outcome of the same plan"})


def _reason(words: str) -> str:
    why = clean(words)
    if not why:
        raise InvalidRecordError({"reason": "Enter why"})
    return why


def _refuse_day(
    field: str, day: dt.date, *, what: str, earliest: dt.date, earliest_is: str, at: dt.datetime
) -> None:
    problem = day_problem(
        day, what=what, earliest=earliest, earliest_is=earliest_is, today=london_day(at)
    )
    if problem:
        raise InvalidRecordError({field: problem})


def _words(risk: Risk) -> dict[str, str]:
    """The details as people read them, for the history."""
    words = {name: getattr(risk, name) for name in Risk.details} | {
        "review_on": date_words(risk.review_on)
    }
    return {name: str(value) if value else "" for name, value in words.items()}


def _record(
    action: str,
    risk: Risk,
    actor: Actor,
    at: dt.datetime,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    kept = {name: words for name, words in after.items() if words}
    record(action=action, target=risk, actor=actor.person, at=at, before=before, after=kept)


def _record_changes(
    action: str,
    risk: Risk,
    actor: Actor,
    at: dt.datetime,
    before: Mapping[str, str],
    after: Mapping[str, str],
) -> None:
    names = [name for name in after if before.get(name) != after[name]]
    record(
        action=action,
        target=risk,
        actor=actor.person,
        at=at,
        before={name: before.get(name, "") for name in names},
        after={name: after[name] for name in names},
    )
