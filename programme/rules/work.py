"""Dates of milestones: what somebody may say they mean, and when changing one needs a reason."""

import datetime as dt

from csplan.core.periods import FinancialYear
from csplan.core.worded import PlanDays, read_phrase
from csplan.core.worded_dates import DateKind, DatePrecision, WordedDate
from programme.choices import PlanState

NEEDS_LATEST = frozenset({DateKind.EXACT, DateKind.BY_END, DateKind.WITHIN})
NEEDS_EARLIEST = frozenset({DateKind.WITHIN, DateKind.FROM})


def plan_days(first_year: int, last_year: int) -> PlanDays:
    return PlanDays(FinancialYear(first_year).starts_on, FinancialYear(last_year).ends_on)


def date_problems(
    phrase: str, kind: str, earliest: dt.date | None, latest: dt.date | None
) -> dict[str, str]:
    """Why a date cannot stand as it was typed, by field; nothing when it can."""
    if not phrase and (kind not in ("", DateKind.UNDATED) or earliest or latest):
        return {"date_phrase": "Enter the words of the date, or clear what they mean"}
    if phrase and not kind:
        return {"date_kind": "Select what kind of date it is"}
    if kind == DateKind.UNDATED and (earliest or latest):
        return {"date_kind": "Select another kind of date, or clear the days"}
    if kind in NEEDS_LATEST and latest is None:
        return {"date_latest": "Enter the latest day"}
    if kind in NEEDS_EARLIEST and earliest is None:
        return {"date_earliest": "Enter the earliest day"}
    if earliest and latest and earliest > latest:
        return {"date_latest": "The latest day must not be before the earliest day"}
    if kind == DateKind.EXACT and earliest and earliest != latest:
        return {"date_latest": "An exact day is both the earliest and the latest"}
    return {}


def date_as_typed(
    phrase: str, kind: str, earliest: dt.date | None, latest: dt.date | None, plan: PlanDays
) -> WordedDate:
    """The date somebody gave; it is as precise as its words when they mean these very days."""
    if kind == DateKind.EXACT:
        earliest = latest
    known = DateKind(kind) if kind else DateKind.UNDATED
    read = read_phrase(phrase, plan)
    if read and (read.kind, read.earliest, read.latest) == (known, earliest, latest):
        return read
    precision = DatePrecision.DAY if earliest or latest else DatePrecision.NONE
    return WordedDate(phrase, known, earliest, latest, precision)


def is_another_date(before: WordedDate, after: WordedDate) -> bool:
    """Whether the words or the days differ."""
    return (before.phrase, before.kind, before.earliest, before.latest) != (
        after.phrase,
        after.kind,
        after.earliest,
        after.latest,
    )


def is_date_agreed(plan_state: str, *, has_been_reported: bool) -> bool:
    """Whether changing a milestone's date is a re-baseline, which says why."""
    return plan_state != PlanState.DRAFT or has_been_reported
