"""Milestones expected later than planned: a chart of the furthest, and each in a table."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from csplan.core.ratings import Rating
from reporting.document import words
from reporting.document.charts.slippage import Slip, dumbbells
from reporting.document.figures import MilestoneState
from reporting.document.reckoned import Reckoned
from reporting.document.rows import MilestoneRow

MOST = 15
"""How many are drawn and listed: those that slip furthest."""


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A milestone that slips, under the number that it has in the chart."""

    number: int
    milestone: MilestoneRow
    planned: str
    expected: str
    slip: str


@dataclass(frozen=True, slots=True)
class SlippageView:
    """All that slip, in words; the furthest in a picture and a table."""

    account: str
    picture: SafeString
    rows: Sequence[SlipRow]
    others: str


def slippage_view(pack: Reckoned) -> SlippageView:
    """What is not complete and expected after the day planned."""
    slipping = sorted(filter(_slips, pack.states), key=lambda each: -_days(each))
    shown = slipping[:MOST]
    rows = [_row(number, each, pack.row(each)) for number, each in enumerate(shown, 1)]
    return SlippageView(
        account=_account(slipping),
        picture=dumbbells(
            [_slip(n, each) for n, each in enumerate(shown, 1)], words=_said(rows, pack)
        )
        if shown
        else SafeString(""),
        rows=rows,
        others=_others(slipping[MOST:]),
    )


def _slips(state: MilestoneState) -> bool:
    return _days(state) > 0 and state.rating != Rating.COMPLETE


def _days(state: MilestoneState) -> int:
    return state.slip or 0


def _planned_on(state: MilestoneState) -> dt.date:
    """The day the slip was counted from."""
    day = state.milestone.baseline_on or state.milestone.latest_on
    if day is None:
        raise ValueError(f"Milestone {state.milestone.pk} slips from no day")
    return day


def _expected_on(state: MilestoneState) -> dt.date:
    return _planned_on(state) + dt.timedelta(days=_days(state))


def _row(number: int, state: MilestoneState, milestone: MilestoneRow) -> SlipRow:
    return SlipRow(
        number=number,
        milestone=milestone,
        planned=words.day(_planned_on(state)),
        expected=words.day(_expected_on(state)),
        slip=words.span(_days(state)),
    )


def _slip(number: int, state: MilestoneState) -> Slip:
    return Slip(str(number), _planned_on(state), _expected_on(state), words.span(_days(state)))


def _account(slipping: Sequence[MilestoneState]) -> str:
    if not slipping:
        return "No milestone that is still to come is expected later than planned."
    verb = "is" if len(slipping) == 1 else "are"
    noun = words.sentence(words.count(len(slipping), "milestone"))
    furthest = words.span(_days(slipping[0]))
    by = f"by {furthest}" if len(slipping) == 1 else f"the furthest by {furthest}"
    return f"{noun} {verb} expected later than planned, {by}."


def _said(rows: Sequence[SlipRow], pack: Reckoned) -> str:
    """The picture in words; the table beside it has every line."""
    furthest = rows[0]
    where = "" if pack.facts.about.is_of_one_place else f", {furthest.milestone.locality}"
    return (
        f"Chart of {words.count(len(rows), 'milestone')}, each a line from the day planned to the "
        f"day expected, the furthest first: {furthest.milestone.title}{where}, "
        f"by {furthest.slip}. The last slips by {rows[-1].slip}."
    )


def _others(states: Sequence[MilestoneState]) -> str:
    if not states:
        return ""
    slip = "slips" if len(states) == 1 else "slip"
    furthest = words.span(_days(states[0]))
    more = words.sentence(words.count(len(states), "other"))
    return f"{more} {slip} by {furthest} or less."
