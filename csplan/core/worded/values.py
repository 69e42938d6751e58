"""The values that reading a date phrase works with and gives."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from csplan.core.periods import FinancialYear
from csplan.core.worded.meaning import meaning_words
from csplan.core.worded_dates import DateKind, DatePrecision, WordedDate

FINENESS = (DatePrecision.DAY, DatePrecision.MONTH, DatePrecision.QUARTER, DatePrecision.YEAR)
NOT_UNDERSTOOD = "csplan cannot tell when this is"


def coarser(one: DatePrecision, other: DatePrecision) -> DatePrecision:
    return max(one, other, key=FINENESS.index)


@dataclass(frozen=True)
class PlanDays:
    """The days a plan runs from and to, which words without a year are read within.

    Both lie in the years csplan can hold, 1900 to 2200.
    """

    first: dt.date
    last: dt.date

    @classmethod
    def of_year(cls, start_year: int) -> "PlanDays":
        """The days of one financial year; raise PeriodError for one csplan cannot hold."""
        year = FinancialYear(start_year)
        return cls(year.starts_on, year.ends_on)

    def years(self) -> Iterator[FinancialYear]:
        last = FinancialYear.containing(self.last).start_year
        for start in range(FinancialYear.containing(self.first).start_year, last + 1):
            yield FinancialYear(start)

    @property
    def only_year(self) -> FinancialYear | None:
        """The plan's one financial year; None when it has several."""
        years = list(self.years())
        return years[0] if len(years) == 1 else None


@dataclass(frozen=True)
class Span:
    """The days a stretch of time runs from and to, and how exactly it was named.

    ``doubt`` says, in a sentence without a full stop, what was taken for granted; it is empty
    when the words fix the days.
    """

    first: dt.date
    last: dt.date
    precision: DatePrecision
    doubt: str = ""


@dataclass(frozen=True)
class Reading:
    """What a phrase was taken to mean. ``earliest`` is never after ``latest``.

    ``recurrence`` says when it comes round (``csplan.core.recurrence``). ``doubt`` is what a
    person should confirm, in a sentence without a full stop: a convention that was applied, more
    than one date, or words that were not understood at all. It is empty when the words leave
    nothing open.
    """

    phrase: str
    kind: DateKind
    earliest: dt.date | None = None
    latest: dt.date | None = None
    precision: DatePrecision = DatePrecision.NONE
    recurrence: str = ""
    doubt: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether the words fix the meaning, so that nobody need confirm it."""
        return not self.doubt

    @property
    def is_understood(self) -> bool:
        """Whether anything was read; no words at all are understood to be no date."""
        return self.is_certain or self.kind != DateKind.UNDATED

    @property
    def date(self) -> WordedDate:
        return WordedDate(self.phrase, self.kind, self.earliest, self.latest, self.precision)

    @property
    def meaning(self) -> tuple[object, ...]:
        """What two readings of the same meaning have in common, whatever their words."""
        return self.kind, self.earliest, self.latest, self.precision, self.recurrence

    @property
    def words(self) -> str:
        """The reading as a sentence without a full stop, such as "No later than 31 July 2012"."""
        return meaning_words(self.date, self.recurrence) if self.is_understood else self.doubt
