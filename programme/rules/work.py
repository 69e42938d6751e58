"""Dates of milestones: what somebody may say they mean, and when changing one needs a reason."""

import datetime as dt

from csplan.core.periods import FinancialYear
from csplan.core.worded import PlanDays, read_phrase
from csplan.core.worded_dates import DateKind, DatePrecision, WordedDate
from programme.choices import PlanState


def plan_days(first_year: int, last_year: int) -> PlanDays:
    return PlanDays(FinancialYear(first_year).starts_on, FinancialYear(last_year).ends_on)


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
