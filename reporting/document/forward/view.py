"""The two quarters to come as a pack shows them: what is due, and what is planned, day by day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from csplan.core.periods import Quarter
from csplan.core.ratings import Rating
from reporting.document import words
from reporting.document.figures import MilestoneState
from reporting.document.forward.facts import Coming
from reporting.document.reckoned import Reckoned
from reporting.document.risks.facts import Risk
from reporting.document.rows import MilestoneRow


@dataclass(frozen=True, slots=True)
class DueRow:
    """A milestone to come, with the day it is looked for and its outcome's number."""

    milestone: MilestoneRow
    day: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ComingRow:
    """Something on a day."""

    day: str
    sort: str
    what: str
    place: str
    place_anchor: str


@dataclass(frozen=True, slots=True)
class QuarterToCome:
    """What is due and planned in one quarter."""

    label: str
    short_label: str
    account: str
    milestones: Sequence[DueRow]
    coming: Sequence[ComingRow]


def quarters_to_come(pack: Reckoned) -> Sequence[QuarterToCome] | None:
    """The two quarters after the pack's own, in order; None of one frozen without."""
    if pack.facts.forward is None:
        return None
    two = (pack.facts.quarter.next, pack.facts.quarter.next.next)
    risks = pack.facts.risks.rows if pack.facts.risks else ()
    coming = sorted((*pack.facts.forward.rows, *_reviews(risks)), key=lambda each: each.on)
    due = sorted(_due(pack.states, two), key=lambda pair: pair[0])
    return [_quarter(each, due, coming, pack) for each in two]


def _quarter(
    quarter: Quarter,
    due: Iterable[tuple[dt.date, MilestoneState]],
    coming: Iterable[Coming],
    pack: Reckoned,
) -> QuarterToCome:
    own = [(day, state) for day, state in due if day in quarter]
    planned = [each for each in coming if each.on in quarter]
    return QuarterToCome(
        label=quarter.label,
        short_label=quarter.short_label,
        account=_account([state for _, state in own]),
        milestones=[_milestone(day, state, pack) for day, state in own],
        coming=[_coming(each, pack) for each in planned],
    )


def _milestone(day: dt.date, state: MilestoneState, pack: Reckoned) -> DueRow:
    """Its outcome by number, and its plan where another plan has one of that number."""
    outcome = pack.outcomes_by_pk[state.milestone.outcome]
    plan = pack.plan_of(outcome)
    number = f"{outcome.number} of {plan}" if plan else str(outcome.number)
    return DueRow(pack.row(state), words.day(day), number)


def _due(
    states: Iterable[MilestoneState], two: tuple[Quarter, Quarter]
) -> Iterable[tuple[dt.date, MilestoneState]]:
    """What is not complete, by the day expected; by the day planned if that lies beyond."""
    for state in states:
        if state.rating == Rating.COMPLETE:
            continue
        planned = state.milestone.latest_on or state.milestone.baseline_on
        known = (day for day in (state.expected_on, planned) if day is not None)
        day = next((day for day in known if any(day in each for each in two)), None)
        if day is not None:
            yield day, state


def _account(states: Sequence[MilestoneState]) -> str:
    """ "12 milestones are due, 3 of them at risk or off track." """
    if not states:
        return "No milestone is due."
    behind = sum(state.rating in (Rating.AT_RISK, Rating.OFF_TRACK) for state in states)
    verb = "is" if len(states) == 1 else "are"
    noun = words.sentence(words.count(len(states), "milestone"))
    return f"{noun} {verb} due, {behind or 'none'} of them at risk or off track."


def _reviews(risks: Iterable[Risk]) -> Iterable[Coming]:
    """When each risk is next looked at."""
    for risk in risks:
        if risk.closed_on is None:
            place = risk.locality_name or risk.owner
            what = words.sentence(risk.title)
            yield Coming(risk.review_on, "Review of a risk", what, risk.locality or "", place)


def _coming(each: Coming, pack: Reckoned) -> ComingRow:
    return ComingRow(
        day=words.day(each.on),
        sort=each.sort,
        what=each.what,
        place=each.place,
        place_anchor=pack.place_anchor(each.locality),
    )
