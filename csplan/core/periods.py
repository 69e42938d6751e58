"""Financial years and quarters as value objects: no database, no clock.

The financial year runs from 1 April to 31 March, London time; quarter 1 is April to June.
Days are London dates. Instants are aware; a quarter begins at midnight in London, which is
23:00 UTC of the day before whenever British Summer Time is in force (1 April, July, October).
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FIRST_YEAR, LAST_YEAR = 1900, 2200
_YEAR_LABEL = re.compile(r"(?P<start>\d{4})[/-](?P<end>\d{2}|\d{4})")
_QUARTER_SLUG = re.compile(r"(?P<year>\d{4}-\d{2})-q(?P<number>[1-4])")


class PeriodError(ValueError):
    """The text or number names no financial year or quarter."""


def london_day(moment: dt.datetime) -> dt.date:
    """The day in London on which the aware ``moment`` falls."""
    return moment.astimezone(LONDON).date()


def london_midnight(day: dt.date) -> dt.datetime:
    """The aware instant at which ``day`` begins in London."""
    return dt.datetime.combine(day, dt.time(), tzinfo=LONDON)


@dataclass(frozen=True, order=True)
class FinancialYear:
    """The year from 1 April ``start_year`` to 31 March of the next."""

    start_year: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.start_year <= LAST_YEAR:
            raise PeriodError(f"{self.start_year} is not a year csplan can hold")

    @classmethod
    def containing(cls, day: dt.date) -> Self:
        """The financial year ``day`` falls in: 31 March 2013 is in 2012/13."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2013/14", "2013-14" or "2013/2014"; raise PeriodError for anything else."""
        match = _YEAR_LABEL.fullmatch(text.strip())
        if match is None:
            raise PeriodError(f"“{text}” is not a financial year such as 2013/14")
        year = cls(int(match["start"]))
        if not str(year.start_year + 1).endswith(match["end"]):
            raise PeriodError(f"“{text}” does not name two years that follow each other")
        return year

    @property
    def starts_on(self) -> dt.date:
        return dt.date(self.start_year, 4, 1)

    @property
    def ends_on(self) -> dt.date:
        """The last day of the year, 31 March."""
        return dt.date(self.start_year + 1, 3, 31)

    @property
    def label(self) -> str:
        return f"{self.start_year}/{(self.start_year + 1) % 100:02d}"

    @property
    def slug(self) -> str:
        return self.label.replace("/", "-")

    @property
    def quarters(self) -> tuple["Quarter", ...]:
        return tuple(Quarter(self, number) for number in range(1, 5))

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.starts_on <= day <= self.ends_on

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a financial year; ``number`` is 1 (April to June) to 4."""

    year: FinancialYear
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise PeriodError(f"{self.number} is not a quarter: use 1, 2, 3 or 4")

    @classmethod
    def containing(cls, day: dt.date) -> Self:
        """The quarter ``day`` falls in."""
        return cls(FinancialYear.containing(day), (day.month - 4) % 12 // 3 + 1)

    @classmethod
    def starting(cls, day: dt.date) -> Self:
        """The quarter that begins on ``day``; raise PeriodError when none does."""
        quarter = cls.containing(day)
        if quarter.starts_on != day:
            raise PeriodError(f"No quarter begins on {day:%d %B %Y}")
        return quarter

    @classmethod
    def parse(cls, slug: str) -> Self:
        """Read "2013-14-q3"; raise PeriodError for anything else."""
        match = _QUARTER_SLUG.fullmatch(slug)
        if match is None:
            raise PeriodError(f"“{slug}” is not a quarter such as 2013-14-q3")
        return cls(FinancialYear.parse(match["year"]), int(match["number"]))

    @property
    def starts_on(self) -> dt.date:
        if self.number == 4:
            return dt.date(self.year.start_year + 1, 1, 1)
        return dt.date(self.year.start_year, 3 * self.number + 1, 1)

    @property
    def ends_on(self) -> dt.date:
        """The last day of the quarter."""
        if self.number == 4:
            return self.year.ends_on
        return self.next.starts_on - dt.timedelta(days=1)

    @property
    def starts_at(self) -> dt.datetime:
        return london_midnight(self.starts_on)

    @property
    def ends_at(self) -> dt.datetime:
        """The first instant that is no longer in the quarter."""
        return london_midnight(self.ends_on + dt.timedelta(days=1))

    @property
    def next(self) -> "Quarter":
        if self.number == 4:
            return Quarter(FinancialYear(self.year.start_year + 1), 1)
        return Quarter(self.year, self.number + 1)

    @property
    def previous(self) -> "Quarter":
        if self.number == 1:
            return Quarter(FinancialYear(self.year.start_year - 1), 4)
        return Quarter(self.year, self.number - 1)

    @property
    def short_label(self) -> str:
        return f"Quarter {self.number} {self.year.label}"

    @property
    def months_label(self) -> str:
        return f"{self.starts_on:%B} to {self.ends_on:%B %Y}"

    @property
    def label(self) -> str:
        return f"{self.short_label} ({self.months_label})"

    @property
    def slug(self) -> str:
        return f"{self.year.slug}-q{self.number}"

    def __contains__(self, moment: object) -> bool:
        if isinstance(moment, dt.datetime):
            return self.starts_at <= moment < self.ends_at
        return isinstance(moment, dt.date) and self.starts_on <= moment <= self.ends_on

    def __str__(self) -> str:
        return self.label
