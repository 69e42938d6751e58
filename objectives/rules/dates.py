"""What somebody says the words of a milestone's date mean, beside how csplan reads them. Pure."""

import datetime as dt
from dataclasses import dataclass

from csplan.core.worded import PlanDays, Reading, date_problems, read
from csplan.core.worded_dates import DateKind, DatePrecision


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
    if meaning.recurrence and not phrase:
        return {"date_phrase": "Enter the date in words, or clear what they mean"}
    found = date_problems(phrase, meaning.kind, meaning.earliest, meaning.latest)
    if found or meaning.kind != DateKind.RECURRING or meaning.recurrence:
        return found
    return {"date_recurrence": "Select how often it comes round"}


def precision_of(meaning: Meaning, reading: Reading) -> DatePrecision:
    """As exact as the words when they mean these very days; to the day when somebody said so."""
    if (meaning.earliest, meaning.latest) == (reading.earliest, reading.latest):
        return reading.precision
    return DatePrecision.DAY if meaning.earliest or meaning.latest else DatePrecision.NONE


def reading_in_year(phrase: str, year_start: int) -> Reading:
    return read(phrase, PlanDays.of_year(year_start))
