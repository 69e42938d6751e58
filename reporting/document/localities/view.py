"""Each locality's own report: its return, its milestones and its measures."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from reporting.document import figures, words
from reporting.document.facts import Locality, Post, Return
from reporting.document.figures import MilestoneState
from reporting.document.measures.facts import Measure
from reporting.document.measures.figures import measure_figures
from reporting.document.reckoned import Reckoned
from reporting.document.rows import (
    NO_WORDS,
    MeasureRow,
    RowGroup,
    count_words,
    locality_anchor,
    paragraphs,
    restated_lines,
    return_state,
    whole_measure_row,
)


@dataclass(frozen=True, slots=True)
class LocalityView:
    anchor: str
    name: str
    cluster: str
    posts: Sequence[Post]
    returned: str
    counts: str
    overview: SafeString
    is_reported: bool
    groups: Sequence[RowGroup]
    measures: Sequence[MeasureRow]


def locality_views(pack: Reckoned) -> Sequence[LocalityView]:
    return [_locality(each, pack) for each in pack.facts.localities]


def _locality(locality: Locality, pack: Reckoned) -> LocalityView:
    own = pack.facts.returns.get(locality.slug)
    states = [each for each in pack.states if each.milestone.locality == locality.slug]
    return LocalityView(
        anchor=locality_anchor(locality.slug),
        name=locality.name,
        cluster=locality.cluster,
        posts=locality.posts,
        returned=words.sentence(_returned(own, pack)),
        counts=count_words(states),
        overview=paragraphs(own.overview) if own else NO_WORDS,
        is_reported=own is not None and own.counts,
        groups=_groups(states, pack),
        measures=[
            _measure(each, locality, pack) for each in pack.facts.measures if not each.is_national
        ],
    )


def _returned(own: Return | None, pack: Reckoned) -> str:
    """How the return was received, where who signed it off and accepted it stands elsewhere."""
    if own is not None and own.counts and pack.facts.tells_of("returns"):
        return figures.receipt(own, pack.facts.due_at).value
    return return_state(own)


def _groups(states: Sequence[MilestoneState], pack: Reckoned) -> Sequence[RowGroup]:
    """The milestones under their outcomes."""
    groups = [
        (outcome, [pack.row(s) for s in states if s.milestone.outcome == outcome.pk])
        for outcome in pack.facts.outcomes
    ]
    return [RowGroup(pack.outcome_heading(outcome), rows) for outcome, rows in groups if rows]


def _measure(measure: Measure, locality: Locality, pack: Reckoned) -> MeasureRow:
    quarter = pack.facts.quarter
    own = [each for each in measure.reports if each.locality == locality.slug]
    said = [each for each in own if each.quarter == quarter]
    notes = [note for each in said for note in (each.not_available_reason, each.comment)]
    return whole_measure_row(
        measure_figures(measure, quarter, (locality.slug,)),
        notes=paragraphs("\n".join([*notes, *restated_lines(own, measure)])),
    )
