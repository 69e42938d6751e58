"""The canonical words of a reading, which read back to the same meaning."""

import datetime as dt
from collections.abc import Iterator

from csplan.core.periods import FinancialYear, Quarter
from csplan.core.recurrence import occurrences
from csplan.core.worded.meaning import recurrence_words
from csplan.core.worded.phrases import read
from csplan.core.worded.values import PlanDays, Reading
from csplan.core.worded_dates import DateKind
from csplan.core.worded_moments import date_words

MOST_MONTHS_COUNTED = 24


def spoken(reading: Reading, plan: PlanDays) -> str:
    """The plainest words that mean what the reading means, in a plan of the same days.

    Reading them again gives the same kind, days, precision and recurrence. Where no words of
    csplan's own do, those are the phrase itself.
    """
    tried = (read(words, plan) for words in _wordings(reading, plan))
    found = (again.phrase for again in tried if again.meaning == reading.meaning)
    return next(found, reading.phrase)


def _wordings(reading: Reading, plan: PlanDays) -> Iterator[str]:
    if reading.kind == DateKind.RECURRING:
        return _recurring(reading)
    if reading.kind == DateKind.OFFSET:
        return _offset(reading, plan)
    if reading.latest and reading.kind in (DateKind.BY_END, DateKind.EXACT):
        return _until(reading.latest, reading)
    if reading.earliest and reading.kind in (DateKind.WITHIN, DateKind.FROM):
        return _between(reading.earliest, reading.latest, reading)
    return iter(())


def _until(latest: dt.date, reading: Reading) -> Iterator[str]:
    if reading.kind == DateKind.EXACT:
        yield f"on {date_words(latest)}"
    for period in _periods(latest):
        yield f"by end {period}"
    yield f"by {date_words(latest)}"
    yield f"by {date_words(latest)}, to the nearest {reading.precision}"


def _between(earliest: dt.date, latest: dt.date | None, reading: Reading) -> Iterator[str]:
    for period in _periods(earliest):
        yield f"from {period}" if latest is None else f"in {period}"
    if latest is None:
        yield f"from {date_words(earliest)}"
        yield f"from {date_words(earliest)}, to the nearest {reading.precision}"
        return
    for first, last in zip(_periods(earliest), _periods(latest), strict=True):
        yield f"between {first} and {last}"
    both = f"between {date_words(earliest)} and {date_words(latest)}"
    yield both
    yield f"{both}, to the nearest {reading.precision}"


def _periods(day: dt.date) -> Iterator[str]:
    """The month, the quarter and the years that the day is in."""
    year = FinancialYear.containing(day)
    yield f"{day:%B} {day.year}"
    yield f"quarter {Quarter.containing(day).number} {year}"
    yield str(year)
    yield str(day.year)


def _recurring(reading: Reading) -> Iterator[str]:
    how = recurrence_words(reading.recurrence) or "ongoing"
    if reading.earliest and reading.latest:
        yield f"{how} between {date_words(reading.earliest)} and {date_words(reading.latest)}"
        due = occurrences(reading.recurrence, reading.earliest, reading.latest)
        quarters = (Quarter.containing(day) for day in due)
        named = (f"quarter {quarter.number} {quarter.year}" for quarter in quarters)
        yield f"in each of {' and '.join(named)}"


def _offset(reading: Reading, plan: PlanDays) -> Iterator[str]:
    for months in range(1, MOST_MONTHS_COUNTED + 1):
        yield f"{'at' if reading.earliest else 'within'} {months} months"
    if reading.latest and not reading.earliest:
        yield f"within {(reading.latest - plan.first).days + 1} days"
