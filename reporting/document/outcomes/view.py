"""Each outcome: what the plan says of it, its measures, and its milestones by how they stand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from csplan.core.ratings import NEEDS_PATH_TO_GREEN
from reporting.document import figures, words
from reporting.document.facts import Outcome, Pack
from reporting.document.figures import MilestoneState, Standing
from reporting.document.outcomes.charts import MeasureChart, measure_chart
from reporting.document.outcomes.places import PlaceTable, place_tables
from reporting.document.reckoned import Reckoned
from reporting.document.rows import RowGroup, count_words, outcome_anchor, paragraphs

REPORTED_IN_FULL = (Standing.MISSED, Standing.SLIPPED, Standing.MET, Standing.DUE_NEXT)
LISTED_BRIEFLY = (Standing.NOT_REPORTED, Standing.LATER, Standing.MET_EARLIER)
NAMED = (Standing.MET, Standing.DUE_NEXT)
COUNTED = (Standing.LATER, Standing.MET_EARLIER)
"""Of which no more is said here where each locality's own words stand in the pack.

Of those counted alone, what is off track or at risk is named all the same.
"""


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """An outcome under its plan's own name for one; ``group`` names what it belongs to.

    ``groups`` are told of in full, ``listed`` without words and ``named`` in a line. Where each
    locality's own words stand in the pack none is told of in full: each leads there, and what is
    neither news nor behind is counted in ``others``.
    """

    level: str
    group: str
    anchor: str
    heading: str
    text: SafeString
    commentary: SafeString
    counts: str
    charts: Sequence[MeasureChart]
    places: Sequence[PlaceTable]
    groups: Sequence[RowGroup]
    listed: Sequence[RowGroup]
    named: Sequence[RowGroup]
    others: str
    listed_caption: str


def outcome_views(pack: Reckoned) -> Sequence[OutcomeView]:
    return [_outcome(each, pack) for each in pack.facts.outcomes]


def _outcome(outcome: Outcome, pack: Reckoned) -> OutcomeView:
    states = [each for each in pack.states if each.milestone.outcome == outcome.pk]
    measures = [each for each in pack.national if each.measure.outcome == outcome.pk]
    full, brief, named = _standings(pack.facts)
    return OutcomeView(
        level=pack.level_of(outcome),
        group=pack.group_of(outcome),
        anchor=outcome_anchor(outcome.pk),
        heading=pack.outcome_heading(outcome),
        text=paragraphs(outcome.text),
        commentary=paragraphs(outcome.commentary),
        counts=count_words(states),
        charts=[measure_chart(each, pack.place_names) for each in measures],
        places=place_tables(
            [each.measure for each in measures], pack.facts.localities, pack.facts.quarter
        ),
        groups=_groups(states, full, pack),
        listed=_groups(states, brief, pack),
        named=[*_groups(states, named, pack), *_behind_later(states, pack)] if named else (),
        others=_others(states) if named else "",
        listed_caption=_listed_caption(outcome, pack),
    )


def _standings(facts: Pack) -> Sequence[Sequence[Standing]]:
    """What is told of in full, what is listed, and what is named alone."""
    if facts.tells_of("localities"):
        return (), (Standing.MISSED, Standing.SLIPPED, Standing.NOT_REPORTED), NAMED
    return REPORTED_IN_FULL, LISTED_BRIEFLY, ()


def _groups(
    states: Iterable[MilestoneState], standings: Sequence[Standing], pack: Reckoned
) -> Sequence[RowGroup]:
    found: dict[Standing, list[MilestoneState]] = defaultdict(list)
    for state in states:
        found[state.standing].append(state)
    return [
        RowGroup(
            f"{standing.value} ({len(found[standing])})",
            [pack.row(state) for state in figures.worst_first(found[standing])],
        )
        for standing in standings
        if found[standing]
    ]


def _behind_later(states: Iterable[MilestoneState], pack: Reckoned) -> Sequence[RowGroup]:
    found = [
        each
        for each in states
        if each.standing is Standing.LATER and each.rating in NEEDS_PATH_TO_GREEN
    ]
    if not found:
        return ()
    rows = [pack.row(state) for state in figures.worst_first(found)]
    return [RowGroup(f"Due later, and off track or at risk ({len(rows)})", rows)]


def _others(states: Iterable[MilestoneState]) -> str:
    """ "6 others are due later, or undated. 6 were reported complete in an earlier quarter." """
    calm = [each.standing for each in states if each.rating not in NEEDS_PATH_TO_GREEN]
    later, earlier = (calm.count(each) for each in COUNTED)
    said = [
        f"{words.count(later, 'other is', 'others are')} due later, or undated." if later else "",
        f"{words.count(earlier, 'was', 'were')} reported complete in an earlier quarter."
        if earlier
        else "",
    ]
    return " ".join(each for each in said if each)


def _listed_caption(outcome: Outcome, pack: Reckoned) -> str:
    level = pack.level_of(outcome)
    if pack.facts.tells_of("localities"):
        return f"Milestones of the {level}; what was reported of each is under its locality"
    return f"Other milestones of the {level}"
