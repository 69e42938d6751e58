"""When a quarter usually opens for reporting, falls due and closes: no database, no clock.

The numbers are here and nowhere else.
"""

import datetime as dt
from dataclasses import dataclass

from csplan.core.periods import LONDON, Quarter, london_midnight
from csplan.core.working_days import working_days_after

DUE_AFTER = 13
"""Working days from the end of the quarter to the day returns are due."""

CLOSES_AFTER = 5
"""Working days from the day returns are due to the day reporting closes."""

DUE_BEFORE, CLOSES_BEFORE = 15, 10
"""Working days before the meeting that considers a quarter, unless others are asked for."""

MOST_DAYS_BEFORE = 60

OPENS_TIME = dt.time(0, 0)
DUE_TIME = dt.time(17, 0)
CLOSES_TIME = dt.time(23, 59, 59)


def due_moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, DUE_TIME, tzinfo=LONDON)


def closing_moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, CLOSES_TIME, tzinfo=LONDON)


@dataclass(frozen=True, slots=True)
class PeriodDays:
    """The London days of a quarter's three moments."""

    opens_on: dt.date
    due_on: dt.date
    closes_on: dt.date

    @property
    def opens_at(self) -> dt.datetime:
        return london_midnight(self.opens_on)

    @property
    def due_at(self) -> dt.datetime:
        return due_moment(self.due_on)

    @property
    def closes_at(self) -> dt.datetime:
        return closing_moment(self.closes_on)


def usual_days(quarter: Quarter) -> PeriodDays:
    """It opens the day after it ends, and is due and closes so many working days later."""
    due_on = working_days_after(quarter.ends_on, DUE_AFTER)
    return PeriodDays(
        opens_on=quarter.next.starts_on,
        due_on=due_on,
        closes_on=working_days_after(due_on, CLOSES_AFTER),
    )


@dataclass(frozen=True, slots=True)
class CountedBack:
    """When returns are due and reporting closes, so many working days before a meeting."""

    meeting_on: dt.date
    due_before: int
    closes_before: int

    @property
    def due_at(self) -> dt.datetime:
        return due_moment(working_days_after(self.meeting_on, -self.due_before))

    @property
    def closes_at(self) -> dt.datetime:
        return closing_moment(working_days_after(self.meeting_on, -self.closes_before))
