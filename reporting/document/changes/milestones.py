"""What changed about milestones: their ratings, their days and whether they are there."""

import datetime as dt
from collections.abc import Iterator, Sequence

from csplan.core.periods import Quarter
from csplan.core.ratings import NEEDS_PATH_TO_GREEN, Rating, severity
from reporting.document.changes.facts import Change
from reporting.document.changes.kinds import Kind
from reporting.document.changes.sides import Sides, changed_scope
from reporting.document.figures import MilestoneState, latest_report, milestone_state
from reporting.document.milestones.facts import Milestone, Report

LONG = 2
"""From how many quarters on a rating that is no better is told of again."""


def milestone_changes(sides: Sides) -> Iterator[Change]:
    """Of every milestone in the order of the plan; those taken out first."""
    before = {each.pk: each for each in sides.before.milestones}
    yield from changed_scope(sides, "milestone", sides.before.milestones, sides.after.milestones)
    for each in sides.after.milestones:
        was = before.get(each.pk)
        if was is not None:
            yield from _changes(was, each, sides)


def _changes(was: Milestone, now: Milestone, sides: Sides) -> Iterator[Change]:
    then = milestone_state(was, sides.before.quarter)
    state = milestone_state(now, sides.after.quarter)
    yield from _rating(then, state, sides)
    yield from _forecast(then, state, sides)
    yield from _baseline(was, now, sides)
    if was.owner != now.owner and None not in (was.owner, now.owner):
        yield sides.of_milestone(
            Kind.OWNER, now, what="Owner", before=was.owner or "", after=now.owner or ""
        )


def _rating(then: MilestoneState, now: MilestoneState, sides: Sides) -> Iterator[Change]:
    kind = _kind_of_move(then.rating, now.rating)
    held = quarters_at(now.milestone.reports, sides.after.quarter)
    if kind is None:
        is_later = sides.before.quarter < sides.after.quarter
        if not (is_later and now.rating in NEEDS_PATH_TO_GREEN and held >= LONG):
            return
        kind = Kind.STILL
    yield sides.of_milestone(
        kind, now.milestone, before=then.rating, after=now.rating, number=held or None
    )


def _kind_of_move(before: str, after: str) -> Kind | None:
    """What one rating after another amounts to; None where they are the same.

    After no report, what is behind is news of something behind; anything else, of a report.
    """
    if before == after:
        return None
    if not after:
        return Kind.SILENT
    if after == Rating.OFF_TRACK:
        return Kind.TO_OFF_TRACK
    if not before:
        return Kind.WORSE if after in NEEDS_PATH_TO_GREEN else Kind.HEARD
    return Kind.WORSE if severity(after) > severity(before) else Kind.BETTER


def quarters_at(reports: Sequence[Report], quarter: Quarter) -> int:
    """For how many quarters in a row up to ``quarter`` the rating that counts is what it is."""
    rating = _counted(latest_report(reports, quarter))
    if not rating:
        return 0
    counted = {each.quarter: each.counted for each in reports}
    held, each = 0, quarter
    while counted.get(each) == rating:
        held, each = held + 1, each.previous
    return held


def _counted(report: Report | None) -> str:
    return report.counted if report else ""


def _forecast(then: MilestoneState, now: MilestoneState, sides: Sides) -> Iterator[Change]:
    """What was completed has its day; a forecast is of what is to come."""
    if now.rating == Rating.COMPLETE or then.expected_on is None or now.expected_on is None:
        return
    days = (now.expected_on - then.expected_on).days
    if not days:
        return
    yield sides.of_milestone(
        Kind.LATER if days > 0 else Kind.EARLIER,
        now.milestone,
        what="Expected",
        before=then.expected_on.isoformat(),
        after=now.expected_on.isoformat(),
        number=days,
        note=now.report.date_change_reason if now.report else "",
    )


def _baseline(was: Milestone, now: Milestone, sides: Sides) -> Iterator[Change]:
    if (was.phrase, was.baseline_on, was.latest_on) == (
        now.phrase,
        now.baseline_on,
        now.latest_on,
    ):
        return
    before, after = _agreed(was), _agreed(now)
    is_worded = was.phrase != now.phrase
    yield sides.of_milestone(
        Kind.REBASELINED,
        now,
        what="Agreed",
        before=was.phrase if is_worded and was.phrase else _iso(before),
        after=now.phrase if is_worded and now.phrase else _iso(after),
        number=(after - before).days if before and after else None,
        note=now.rebaselined_because,
    )


def _agreed(milestone: Milestone) -> dt.date | None:
    return milestone.baseline_on or milestone.latest_on


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
