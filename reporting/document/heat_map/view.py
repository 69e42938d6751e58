"""Each locality's rating for each outcome, and which way it moved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from csplan.core.ratings import label, severity
from reporting.document import figures, words
from reporting.document.facts import Locality, Outcome
from reporting.document.figures import MilestoneState
from reporting.document.reckoned import Reckoned
from reporting.document.rows import locality_anchor, outcome_anchor

WORSE, BETTER = "↓", "↑"


@dataclass(frozen=True, slots=True)
class HeatHead:
    """An outcome over its column; ``plan`` is empty while the pack reports on one alone."""

    anchor: str
    number: int
    title: str
    plan: str


@dataclass(frozen=True, slots=True)
class HeatCell:
    """``movement`` is an arrow and words; empty where nothing moved or nothing was before."""

    anchor: str
    rating_class: str
    word: str
    movement: str
    name: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    name: str
    cluster: str
    cells: Sequence[HeatCell]


@dataclass(frozen=True, slots=True)
class HeatMapView:
    """``moved`` says how many cells moved since last quarter, and which way."""

    heads: Sequence[HeatHead]
    rows: Sequence[HeatRow]
    moved: str


def heat_map_view(pack: Reckoned) -> HeatMapView:
    by_place = _states_by_place(pack.states)
    rows = [_row(each, pack, by_place) for each in pack.facts.localities]
    return HeatMapView(
        heads=[
            HeatHead(outcome_anchor(each.pk), each.number, each.title, pack.plan_of(each))
            for each in pack.facts.outcomes
        ],
        rows=rows,
        moved=_moved(rows, pack.previous_period) if pack.has_before else "",
    )


StatesByPlace = Mapping[tuple[str, int], Sequence[MilestoneState]]


def _states_by_place(states: Sequence[MilestoneState]) -> StatesByPlace:
    found: dict[tuple[str, int], list[MilestoneState]] = defaultdict(list)
    for state in states:
        found[state.milestone.locality, state.milestone.outcome].append(state)
    return found


def _row(locality: Locality, pack: Reckoned, by_place: StatesByPlace) -> HeatRow:
    return HeatRow(
        name=locality.name,
        cluster=locality.cluster,
        cells=[
            _cell(locality, outcome, pack, by_place[locality.slug, outcome.pk])
            for outcome in pack.facts.outcomes
        ],
    )


def _cell(
    locality: Locality, outcome: Outcome, pack: Reckoned, states: Sequence[MilestoneState]
) -> HeatCell:
    rating = figures.outcome_rating(states)
    word = "Nothing planned" if rating is None else label(rating)
    before = figures.outcome_rating_before(states)
    movement = heat_movement(before, rating) if pack.has_before else ""
    said = f"{word}, {_spoken(movement)}" if movement else word
    return HeatCell(
        anchor=locality_anchor(locality.slug),
        rating_class="none" if rating is None else rating or "unknown",
        word=word,
        movement=movement,
        name=f"{locality.name}, {pack.outcome_name(outcome)}: {said}",
    )


def heat_movement(before: str, rating: str | None) -> str:
    """ "↓ Worse, was on track"; "" where the rating is the same or nothing is planned."""
    if rating is None or rating == before:
        return ""
    was = f"was {label(before).lower()}"
    if not rating or not before:
        return words.sentence(was)
    is_worse = severity(rating) > severity(before)
    return f"{f'{WORSE} Worse' if is_worse else f'{BETTER} Better'}, {was}"


def _spoken(movement: str) -> str:
    """The words alone: "worse, was on track"."""
    return movement.removeprefix(f"{WORSE} ").removeprefix(f"{BETTER} ").lower()


def _moved(rows: Sequence[HeatRow], previous: str) -> str:
    moves = [cell.movement for row in rows for cell in row.cells]
    worse, better = (sum(each.startswith(a) for each in moves) for a in (WORSE, BETTER))
    return f"Since {previous}, {worse or 'none'} got worse and {better or 'none'} better."
