"""What somebody says the words of a milestone's date mean, beside how csplan reads them. Pure."""

import datetime as dt
from dataclasses import dataclass

from csplan.core.worded import PlanDays, Reading, read
from csplan.core.worded_dates import DateKind, DatePrecision

NEEDS_LATEST = frozenset({DateKind.EXACT, DateKind.BY_END, DateKind.WITHIN})
NEEDS_EARLIEST = frozenset({DateKind.WITHIN, DateKind.FROM})
HAVE_NO_DAYS = frozenset({DateKind.UNDATED, DateKind.AS_AGREED, DateKind.CONDITION})


@dataclass(frozen=True)
class Meaning:
    """What a phrase is taken to mean, as the boxes of a form have it."""

    kind: str = ""
    earliest: dt.date | None = None
    latest: dt.date | None = None
    recurrence: str = ""

    @classmethod
    def of(cls, reading: Reading) -> "Meaning":
        return cls(reading.kind, reading.earliest, reading.latest, reading.recurrence)


def problems(meaning: Meaning, phrase: str) -> dict[str, str]:
    """Why a meaning cannot stand, by box; nothing when it can."""
    kind, earliest, latest = meaning.kind, meaning.earliest, meaning.latest
    has_days = bool(earliest or latest)
    if not phrase and (kind not in ("", DateKind.UNDATED) or has_days or meaning.recurrence):
        return {"date_phrase": "Enter the date in words, or clear what they mean"}
    if phrase and not kind:
        return {"date_kind": "Select what kind of date it is"}
    if kind == DateKind.UNDATED and has_days:
        return {"date_kind": "Select another kind of date, or clear the days"}
    if kind == DateKind.RECURRING and not meaning.recurrence:
        return {"date_recurrence": "Select how often it comes round"}
    if kind in NEEDS_LATEST and latest is None:
        return {"date_latest": "Enter the latest day"}
    if kind in NEEDS_EARLIEST and earliest is None:
        return {"date_earliest": "Enter the earliest day"}
    if earliest and latest and earliest > latest:
        return {"date_latest": "The latest day must not be before the earliest day"}
    if kind == DateKind.EXACT and earliest and earliest != latest:
        return {"date_latest": "An exact day is both the earliest and the latest"}
    return {}


def precision_of(meaning: Meaning, reading: Reading) -> DatePrecision:
    """As exact as the words when they mean these very days; to the day when somebody said so."""
    if (meaning.earliest, meaning.latest) == (reading.earliest, reading.latest):
        return reading.precision
    return DatePrecision.DAY if meaning.earliest or meaning.latest else DatePrecision.NONE


def reading_in_year(phrase: str, year_start: int) -> Reading:
    return read(phrase, PlanDays.of_year(year_start))
