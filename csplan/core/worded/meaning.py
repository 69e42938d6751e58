"""A stored date in words: what it was taken to mean, and when it comes round."""

import datetime as dt
import re

from csplan.core.form_fields import capitalised
from csplan.core.recurrence import Recurrence, RecurrenceError, listed_words, occurrences
from csplan.core.worded_dates import DateKind, WordedDate
from csplan.core.worded_moments import date_words

MOST_DAYS_NAMED = 4
_AGREED_WITH = re.compile(r"\b(?:with|by) (?P<whom>.+)", re.IGNORECASE | re.DOTALL)


def meaning_words(date: WordedDate, recurrence: str = "") -> str:
    """What the date means, as a sentence without a full stop; nothing is added to the words."""
    if date.kind == DateKind.AS_AGREED:
        return _agreement(date)
    if date.kind == DateKind.CONDITION:
        return f"When a condition is met: {date.phrase}"
    if date.kind == DateKind.OFFSET:
        return _offset(date, recurrence)
    if date.kind == DateKind.RECURRING:
        return _recurring(date, recurrence)
    return date.meaning


def _agreement(date: WordedDate) -> str:
    found = _AGREED_WITH.search(date.phrase)
    if found is None:
        return date.meaning
    return f"As agreed with {found['whom'].strip().rstrip('.;')}, with no date given"


def _offset(date: WordedDate, recurrence: str) -> str:
    if date.latest is None:
        return date.meaning
    if date.earliest is None:
        return f"{date.meaning}: no later than {date_words(date.latest)}"
    days = _due(date, recurrence) or tuple(sorted({date.earliest, date.latest}))
    return f"{date.meaning}: {_named(days)}"


def _named(days: tuple[dt.date, ...]) -> str:
    """Every day when they are few, else the first and the last."""
    if len(days) > MOST_DAYS_NAMED:
        return f"{date_words(days[0])} to {date_words(days[-1])}"
    return listed_words(date_words(day) for day in days)


def _due(date: WordedDate, recurrence: str) -> tuple[dt.date, ...]:
    if date.earliest is None or date.latest is None:
        return ()
    try:
        return occurrences(recurrence, date.earliest, date.latest)
    except RecurrenceError:
        return ()


def _recurring(date: WordedDate, recurrence: str) -> str:
    how = capitalised(recurrence_words(recurrence)) or date.meaning
    if date.earliest and date.latest:
        return f"{how}, between {date_words(date.earliest)} and {date_words(date.latest)}"
    return f"{how}, from {date_words(date.earliest)}" if date.earliest else how


def recurrence_words(recurrence: str) -> str:
    """When something comes round, as the middle of a sentence; nothing for what does not."""
    try:
        return Recurrence.parse(recurrence).words
    except RecurrenceError:
        return ""
