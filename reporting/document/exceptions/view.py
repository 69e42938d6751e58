"""Milestones and measures that need attention, the worst first."""

from collections.abc import Sequence
from dataclasses import dataclass

from csplan.core.ratings import Rating, label
from reporting.document import figures
from reporting.document.reckoned import Reckoned
from reporting.document.rows import MeasureRow, MilestoneRow, RowGroup, measure_row


@dataclass(frozen=True, slots=True)
class ExceptionsView:
    """What is off track, what is at risk, and what is due of which nothing was reported."""

    off_track: RowGroup
    at_risk: RowGroup
    overdue_unreported: Sequence[MilestoneRow]
    measures: Sequence[MeasureRow]

    @property
    def groups(self) -> Sequence[RowGroup]:
        return [self.off_track, self.at_risk]


def exceptions_view(pack: Reckoned) -> ExceptionsView:
    silent = figures.unreported_and_overdue(pack.states, pack.facts.quarter)
    return ExceptionsView(
        off_track=_rated(pack, Rating.OFF_TRACK),
        at_risk=_rated(pack, Rating.AT_RISK),
        overdue_unreported=[pack.row(state) for state in silent],
        measures=_measures_behind(pack),
    )


def _rated(pack: Reckoned, rating: Rating) -> RowGroup:
    found = figures.worst_first(state for state in pack.states if state.rating == rating)
    return RowGroup(label(rating), [pack.row(state) for state in found])


def _measures_behind(pack: Reckoned) -> Sequence[MeasureRow]:
    """The furthest behind first."""
    behind = [each for each in pack.national if each.judgement.is_behind]
    in_order = sorted(behind, key=lambda each: -each.judgement.excess)
    return [measure_row(each) for each in in_order]
