"""What comes round: every so often, in named months or in named quarters of the financial year.

A recurrence is kept as a short text, the same in the database and in every published file:

* ``every:2w``: every two weeks; the units are d, w, m, q and y (days to years)
* ``months:6,12``: at the end of those months of the financial year, April being month 1
* ``quarters:3,4``: once in each of those quarters of the financial year
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Self

MOST_OCCURRENCES = 400
LONGEST_RECURRENCE = 60
UNITS = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}
NAMED = {"months": 12, "quarters": 4}
MONTHS_IN = {"m": 1, "q": 3, "y": 12}
_EVERY = re.compile(r"every:(?P<count>[1-9][0-9]?)(?P<unit>[dwmqy])")
_NAMED = re.compile(r"(?P<what>months|quarters):(?P<numbers>[0-9]{1,2}(?:,[0-9]{1,2}){0,11})")


class RecurrenceError(ValueError):
    """The text is no recurrence."""


@dataclass(frozen=True)
class Recurrence:
    """Either ``count`` units apart, or in the ``numbers`` of ``unit`` months or quarters."""

    unit: str
    count: int = 0
    numbers: tuple[int, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The recurrence a stored text stands for; raise RecurrenceError for any other text."""
        if every := _EVERY.fullmatch(text):
            return cls(every["unit"], int(every["count"]))
        named = _NAMED.fullmatch(text)
        numbers = [int(number) for number in named["numbers"].split(",")] if named else []
        if named is None or not _are_in_order(numbers, NAMED[named["what"]]):
            raise RecurrenceError(f"“{text[:LONGEST_RECURRENCE]}” is not a recurrence")
        return cls(named["what"], numbers=tuple(numbers))

    def __str__(self) -> str:
        if self.numbers:
            return f"{self.unit}:{','.join(str(number) for number in self.numbers)}"
        return f"every:{self.count}{self.unit}"

    @property
    def words(self) -> str:
        """Every 2 weeks; every September and March; in each of quarters 3 and 4."""
        if not self.numbers:
            unit = UNITS[self.unit]
            return f"every {unit}" if self.count == 1 else f"every {self.count} {unit}s"
        if self.unit == "months":
            return f"every {listed_words(_month_name(number) for number in self.numbers)}"
        listed = listed_words(str(number) for number in self.numbers)
        return f"in each of quarters {listed}" if len(self.numbers) > 1 else f"in quarter {listed}"


def _month_name(number: int) -> str:
    """The month's name, April being month 1."""
    return calendar.month_name[(number + 2) % 12 + 1]


def _are_in_order(numbers: list[int], most: int) -> bool:
    return numbers == sorted(set(numbers)) and numbers[0] >= 1 and numbers[-1] <= most


def listed_words(parts: Iterable[str]) -> str:
    """A; A and B; A, B and C."""
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


def occurrences(recurrence: str, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """The days by which each time round is due, in order, none before ``first`` or after ``last``.

    "Every so often" is due on the last day of each whole stretch, the first of which begins on
    ``first``; every quarter, whatever the first day, on the last days of the financial quarters.
    Nothing recurs without a recurrence. The first 400 are given, never more. Raises
    RecurrenceError for text that is no recurrence.
    """
    if not recurrence:
        return ()
    rule = Recurrence.parse(recurrence)
    due = takewhile(lambda day: day <= last, _due(rule, first))
    return tuple(islice((day for day in due if day >= first), MOST_OCCURRENCES))


def _due(rule: Recurrence, first: dt.date) -> Iterator[dt.date]:
    if rule.unit in ("d", "w"):
        return _every_days(rule.count * (7 if rule.unit == "w" else 1), first)
    if rule.unit == "months":
        return _month_ends(first, lambda month: month in rule.numbers)
    if rule.unit == "quarters":
        return _month_ends(first, lambda month: month % 3 == 0 and month // 3 in rule.numbers)
    if rule.unit == "q":
        ends = _month_ends(first, lambda month: month % 3 == 0)
        return islice(ends, rule.count - 1, None, rule.count)
    return _every_months(rule.count * MONTHS_IN[rule.unit], first)


def _every_days(days: int, first: dt.date) -> Iterator[dt.date]:
    for ordinal in range(first.toordinal() + days - 1, dt.date.max.toordinal() + 1, days):
        yield dt.date.fromordinal(ordinal)


def _every_months(months: int, first: dt.date) -> Iterator[dt.date]:
    total = months
    while (day := months_after(first, total)) is not None:
        yield day - dt.timedelta(days=1)
        total += months


def _month_ends(first: dt.date, wanted: Callable[[int], bool]) -> Iterator[dt.date]:
    """The last days of the months of financial years that are wanted, from ``first`` on."""
    month: dt.date | None = first.replace(day=1)
    while month is not None:
        if wanted((month.month - 4) % 12 + 1):
            yield month.replace(day=calendar.monthrange(month.year, month.month)[1])
        month = months_after(month, 1)


def months_after(day: dt.date, months: int) -> dt.date | None:
    """The same day ``months`` later, or the last of a shorter month; None past the calendar."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return None
    longest = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, longest))
