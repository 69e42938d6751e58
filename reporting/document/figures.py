"""What a pack's facts amount to: decisions over plain values, no database and no clock."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from csplan.core.periods import Quarter
from csplan.core.ratings import Rating, overall_rating, severity, slip_in_days
from programme.rules.oversight import came_late
from reporting.document.facts import Return
from reporting.document.milestones.facts import Milestone, Report


class Standing(Enum):
    """Where a milestone stands at the end of the quarter; each is in exactly one."""

    MISSED = "Due and not complete"
    SLIPPED = "Now expected later than planned"
    MET = "Reported complete this quarter"
    DUE_NEXT = "Due next quarter"
    NOT_REPORTED = "No report"
    LATER = "Due later, or undated"
    MET_EARLIER = "Reported complete in an earlier quarter"


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """A milestone at the end of the pack's quarter, and a quarter before."""

    milestone: Milestone
    standing: Standing
    rating: str
    rating_before: str
    report: Report | None
    expected_on: dt.date | None
    slip: int | None


def milestone_state(milestone: Milestone, quarter: Quarter) -> MilestoneState:
    """How ``milestone`` stands at the end of ``quarter``. Completed once is complete for good."""
    now = latest_report(milestone.reports, quarter)
    slip = slip_in_days(
        baseline_on=milestone.baseline_on or milestone.latest_on,
        expected_on=now.expected_on if now else None,
    )
    return MilestoneState(
        milestone=milestone,
        standing=_standing(milestone, now, slip, quarter),
        rating=_rating(now),
        rating_before=_rating(latest_report(milestone.reports, quarter.previous)),
        report=now,
        expected_on=now.expected_on if now else None,
        slip=slip,
    )


def latest_report(reports: Sequence[Report], quarter: Quarter) -> Report | None:
    """The report of ``quarter``, or the earlier one that says the milestone is complete.

    Any other earlier report says nothing of ``quarter``: it stays without one.
    """
    known = (each for each in reports if each.quarter == quarter)
    complete = (
        each for each in reports if each.counted == Rating.COMPLETE and each.quarter < quarter
    )
    return next(known, None) or next(complete, None)


def _rating(report: Report | None) -> str:
    return report.counted if report else ""


def _standing(
    milestone: Milestone, now: Report | None, slip: int | None, quarter: Quarter
) -> Standing:
    if now is None:
        return Standing.NOT_REPORTED
    if now.counted == Rating.COMPLETE:
        return Standing.MET if now.quarter == quarter else Standing.MET_EARLIER
    if _is_due(milestone, quarter.ends_on):
        return Standing.MISSED
    if slip is not None and slip > 0:
        return Standing.SLIPPED
    return Standing.DUE_NEXT if _is_due(milestone, quarter.next.ends_on) else Standing.LATER


def worst_first(states: Iterable[MilestoneState]) -> list[MilestoneState]:
    """Off track before at risk, the furthest slipped first, then the soonest due."""
    return sorted(states, key=_badness)


def _badness(state: MilestoneState) -> tuple[int, int, dt.date]:
    due_on = state.milestone.latest_on or state.milestone.baseline_on
    return -severity(state.rating), -(state.slip or 0), due_on or dt.date.max


def exceptions(states: Iterable[MilestoneState]) -> list[MilestoneState]:
    """What the people who govern should look at first: off track, then at risk."""
    return worst_first(s for s in states if s.rating in (Rating.OFF_TRACK, Rating.AT_RISK))


def disagreements(states: Iterable[MilestoneState], quarter: Quarter) -> list[MilestoneState]:
    """Milestones reported this quarter whose three ratings are not one."""
    reported = (s for s in states if s.report is not None and s.report.quarter == quarter)
    return worst_first(s for s in reported if s.report is not None and s.report.disagree)


def unreported_and_overdue(
    states: Iterable[MilestoneState], quarter: Quarter
) -> list[MilestoneState]:
    """Milestones whose day has passed and of which nothing was reported."""
    silent = [state for state in states if state.standing is Standing.NOT_REPORTED]
    return [state for state in silent if _is_due(state.milestone, quarter.ends_on)]


def _is_due(milestone: Milestone, day: dt.date) -> bool:
    due_on = milestone.latest_on or milestone.baseline_on
    return due_on is not None and due_on <= day


@dataclass(frozen=True, slots=True)
class RatingCount:
    """How many milestones have a rating ("" for no report), now and a quarter before."""

    rating: str
    now: int
    before: int

    @property
    def change(self) -> int:
        return self.now - self.before


def rating_counts(states: Sequence[MilestoneState]) -> list[RatingCount]:
    """A count for each rating, best first, and for no report."""
    now = Counter(state.rating for state in states)
    before = Counter(state.rating_before for state in states)
    return [RatingCount(rating, now[rating], before[rating]) for rating in (*Rating.values, "")]


def outcome_rating(states: Sequence[MilestoneState]) -> str | None:
    """The rating of a locality's milestones for one outcome; None when it has none.

    What was completed in earlier quarters does not speak for what was not reported in this one.
    """
    if not states:
        return None
    rating = overall_rating(state.rating for state in states)
    is_silent = any(state.standing is Standing.NOT_REPORTED for state in states)
    return "" if is_silent and rating == Rating.COMPLETE else rating


def outcome_rating_before(states: Sequence[MilestoneState]) -> str:
    """The same a quarter before; "" when nothing was reported then."""
    ratings = [state.rating_before for state in states]
    rating = overall_rating(ratings)
    return "" if rating == Rating.COMPLETE and "" in ratings else rating


class Receipt(Enum):
    """How a return reached the national team."""

    ON_TIME = "Received on time"
    LATE = "Received late"
    MISSING = "Not received"
    NOT_ASKED = "Not asked for"


def receipt(quarterly_return: Return | None, due_at: dt.datetime) -> Receipt:
    """A return counts as received once accepted; see ``came_late`` for the rest.

    A locality that began or ended during a quarter may have milestones and no return.
    """
    if quarterly_return is None:
        return Receipt.NOT_ASKED
    if not quarterly_return.counts:
        return Receipt.MISSING
    is_late = came_late(quarterly_return.first_submitted_at, due_at)
    return Receipt.LATE if is_late else Receipt.ON_TIME
