"""Progress on milestones and measures: what an entry must say, and what needs attention.

Plain values only: no database, no clock. "Overdue" is judged by the latest day that counts: the
last re-baselined one, else the published one. Nobody invents a day for what has none.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from csplan.core.periods import FinancialYear, Quarter
from csplan.core.ratings import NEEDS_PATH_TO_GREEN, Rating
from csplan.core.recurrence import RecurrenceError, occurrences
from csplan.core.worded_moments import date_words
from objectives.choices_progress import Attention

LONGEST_FIGURE = 200
"""Characters in a figure or the few words that stand for one."""

SOON = dt.timedelta(days=92)
"""How far ahead "due next" looks, and how long a report on a measure stays fresh: a quarter."""


@dataclass(frozen=True, slots=True)
class MilestoneReport:
    """What somebody says of a milestone, or of one occurrence of it."""

    rating: str = ""
    forecast_on: dt.date | None = None
    completed_on: dt.date | None = None
    narrative: str = ""
    path_to_green: str = ""
    evidence: str = ""

    def tidied(self) -> "MilestoneReport":
        """Without the answers to questions that do not arise for this rating."""
        is_complete = self.rating == Rating.COMPLETE
        return replace(
            self,
            forecast_on=None if is_complete else self.forecast_on,
            completed_on=self.completed_on if is_complete else None,
            path_to_green=self.path_to_green if self.rating in NEEDS_PATH_TO_GREEN else "",
        )


@dataclass(frozen=True, slots=True)
class MeasureReport:
    """What somebody says of a performance measure."""

    rating: str = ""
    actual: str = ""
    actual_on: dt.date | None = None
    forecast: str = ""
    narrative: str = ""
    path_to_green: str = ""
    evidence: str = ""

    def tidied(self) -> "MeasureReport":
        return replace(
            self, path_to_green=self.path_to_green if self.rating in NEEDS_PATH_TO_GREEN else ""
        )


def milestone_problems(
    report: MilestoneReport, *, is_dated: bool, today: dt.date
) -> dict[str, str]:
    """What is missing or wrong: a message for each field, empty when nothing is."""
    problems = _word_problems(report)
    if report.rating == Rating.COMPLETE:
        return problems | _actual_day_problem(report.completed_on, today)
    if report.rating and report.forecast_on is None and is_dated:
        problems["forecast_on"] = "Enter the day you now expect it to be complete"
    if report.forecast_on is not None and report.forecast_on < today:
        problems["forecast_on"] = "The day you now expect must be today or in the future"
    return problems


def measure_problems(
    report: MeasureReport, *, today: dt.date, is_computed: bool = False
) -> dict[str, str]:
    """As ``milestone_problems``; a measure that csplan computes is asked for no actual."""
    problems = _word_problems(report)
    if len(report.forecast) > LONGEST_FIGURE:
        problems["forecast"] = f"What you expect must be {LONGEST_FIGURE} characters or fewer"
    return problems if is_computed else problems | _actual_problems(report, today)


def _actual_problems(report: MeasureReport, today: dt.date) -> dict[str, str]:
    problems: dict[str, str] = {}
    if report.rating == Rating.COMPLETE and not report.actual:
        problems["actual"] = "Enter what the measure stands at"
    if report.actual and report.actual_on is None:
        problems["actual_on"] = "Enter the day the figure is as at"
    if report.actual_on is not None and not report.actual:
        problems["actual"] = "Enter what the measure stood at on that day"
    if report.actual_on is not None and report.actual_on > today:
        problems["actual_on"] = "The day the figure is as at must be today or in the past"
    if len(report.actual) > LONGEST_FIGURE:
        problems["actual"] = f"What it stands at must be {LONGEST_FIGURE} characters or fewer"
    return problems


def _word_problems(report: MilestoneReport | MeasureReport) -> dict[str, str]:
    problems: dict[str, str] = {}
    if report.rating not in Rating.values:
        problems["rating"] = "Select how it stands"
    if not report.narrative:
        problems["narrative"] = "Enter what happened"
    if report.rating in NEEDS_PATH_TO_GREEN and not report.path_to_green:
        problems["path_to_green"] = "Enter what will bring it back on track"
    if report.rating == Rating.COMPLETE and not report.evidence:
        problems["evidence"] = "Enter what shows that it is complete"
    return problems


def _actual_day_problem(completed_on: dt.date | None, today: dt.date) -> dict[str, str]:
    if completed_on is None:
        return {"completed_on": "Enter the day it was completed"}
    if completed_on > today:
        return {"completed_on": "The day it was completed must be today or in the past"}
    return {}


def occurrence_days(
    recurrence: str, *, earliest: dt.date | None, latest: dt.date | None, year: FinancialYear
) -> tuple[dt.date, ...]:
    """The days by which a recurring milestone is due, within its own days or its year's.

    None for one that happens once, and for a recurrence that cannot be read: it is then
    reported on as a whole.
    """
    try:
        return occurrences(recurrence, earliest or year.starts_on, latest or year.ends_on)
    except RecurrenceError:
        return ()


class Move(Protocol):
    """One re-baselining of a milestone: what was published when it was made, and the new day."""

    @property
    def published_on(self) -> dt.date | None: ...
    @property
    def to_on(self) -> dt.date | None: ...


def agreed_day(published_on: dt.date | None, moves: Iterable[Move]) -> dt.date | None:
    """The day a milestone is judged against: the last re-baselined one, else the published one.

    ``moves`` are in the order they were made. One that was made before the published day was
    amended counts no more.
    """
    days = [move.to_on for move in moves if move.published_on == published_on]
    return days[-1] if days else published_on


def milestone_attention(rating: str, *, due_on: dt.date | None, today: dt.date) -> Attention:
    """``rating`` is the last one reported, "" for none."""
    if rating == Rating.COMPLETE:
        return Attention.COMPLETE
    if due_on is not None and today > due_on:
        return Attention.OVERDUE
    if rating in NEEDS_PATH_TO_GREEN:
        return Attention.TROUBLED
    if due_on is None:
        return Attention.UNDATED
    return Attention.DUE if due_on - today <= SOON else Attention.NOT_DUE


def first_due(month: int | None, year: FinancialYear) -> dt.date | None:
    """The first day of the calendar ``month`` in the financial ``year``."""
    if month is None:
        return None
    return dt.date(year.start_year if month >= 4 else year.start_year + 1, month, 1)


def measure_attention(
    rating: str,
    *,
    reported_on: dt.date | None,
    not_before: dt.date | None,
    year: FinancialYear,
    today: dt.date,
) -> Attention:
    """``reported_on`` is the day of the last report, ``rating`` its rating.

    A yearly measure is not due before ``not_before`` and due from then until it is reported.
    Any other is due when a quarter went by without a report. What the last quarter of the year
    did not report is overdue once the year is over.
    """
    if rating == Rating.COMPLETE:
        return Attention.COMPLETE
    if not_before is not None and today < not_before:
        return Attention.NOT_DUE
    if reported_on is None or reported_on < _wanted_since(not_before, year, today):
        return Attention.OVERDUE if today > year.ends_on else Attention.DUE
    return Attention.TROUBLED if rating in NEEDS_PATH_TO_GREEN else Attention.UP_TO_DATE


def _wanted_since(not_before: dt.date | None, year: FinancialYear, today: dt.date) -> dt.date:
    """A report of this day or later is the one that was asked for."""
    if not_before is not None:
        return not_before
    return Quarter(year, 4).starts_on if today > year.ends_on else today - SOON


def due_words(due_on: dt.date | None, today: dt.date) -> str:
    """ "Due in 7 days", "Due today", "3 days overdue"; "No date" for none."""
    if due_on is None:
        return "No date"
    days = (due_on - today).days
    if days == 0:
        return "Due today"
    noun = "day" if abs(days) == 1 else "days"
    return f"Due in {days:,} {noun}" if days > 0 else f"{-days:,} {noun} overdue"


def slip_words(days: int | None) -> str:
    """ "14 days later than agreed", "3 days early", "as agreed"; "" when it is not known."""
    if days is None:
        return ""
    if days == 0:
        return "as agreed"
    noun = "day" if abs(days) == 1 else "days"
    return f"{abs(days):,} {noun} {'later' if days > 0 else 'earlier'} than agreed"


def rebaseline_problems(
    *, to_on: dt.date | None, from_on: dt.date | None, reason: str
) -> dict[str, str]:
    """What is wrong with a new agreed day."""
    problems: dict[str, str] = {}
    if to_on is None:
        problems["to_on"] = "Enter the new agreed day"
    elif to_on == from_on:
        problems["to_on"] = f"{date_words(to_on)} is the agreed day already"
    if not reason:
        problems["reason"] = "Enter why the agreed day changes"
    return problems


def baseline_problems(*, to_words: str, from_words: str, reason: str) -> dict[str, str]:
    """What is wrong with a measure's new baseline."""
    problems: dict[str, str] = {}
    if not to_words:
        problems["to_words"] = "Enter the baseline"
    elif to_words == from_words:
        problems["to_words"] = "This is the baseline already"
    elif len(to_words) > LONGEST_FIGURE:
        problems["to_words"] = f"The baseline must be {LONGEST_FIGURE} characters or fewer"
    if not reason:
        missing = "Enter why the baseline changes" if from_words else "Enter where it comes from"
        problems["reason"] = missing
    return problems


def leading(days: Sequence[dt.date], *, done: Iterable[dt.date], today: dt.date) -> int:
    """How many of a recurring milestone's ``days`` to list: all past ones and the next to come.

    Those still to come after it are counted, not listed. ``done`` are the days already complete.
    """
    complete = set(done)
    to_come = [place for place, day in enumerate(days) if day >= today and day not in complete]
    return to_come[0] + 1 if to_come else len(days)
