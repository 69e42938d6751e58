"""An outcome's measures place by place: the year so far in each locality, beside its own plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from csplan.core.periods import Quarter
from reporting.document.facts import Locality
from reporting.document.measures.facts import Measure
from reporting.document.measures.figures import measure_figures
from reporting.document.rows import locality_anchor, measure_row
from reporting.document.words import NONE

MOST_COLUMNS = 4
"""As many measures as stand side by side on a page, each with its plan and its status."""


@dataclass(frozen=True, slots=True)
class MeasureHead:
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class PlaceCell:
    """What a locality has reached, what it planned by now, and how the one is judged."""

    to_date: str
    planned: str
    status: str
    status_class: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    name: str
    anchor: str
    cells: Sequence[PlaceCell]


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """Some of the outcome's measures, for every locality."""

    heads: Sequence[MeasureHead]
    rows: Sequence[PlaceRow]


def place_tables(
    measures: Sequence[Measure], localities: Sequence[Locality], quarter: Quarter
) -> Sequence[PlaceTable]:
    """As many tables as the measures need; none where there is only one locality to tell of.

    Figures that the national team reports belong to no locality and are left out.
    """
    local = [each for each in measures if not each.is_national]
    if len(localities) < 2:  # one alone has its own page
        return []
    starts = range(0, len(local), MOST_COLUMNS)
    return [_table(local[start : start + MOST_COLUMNS], localities, quarter) for start in starts]


def _table(
    measures: Sequence[Measure], localities: Sequence[Locality], quarter: Quarter
) -> PlaceTable:
    heads = [measure_row(measure_figures(each, quarter, ())) for each in measures]
    return PlaceTable(
        heads=[MeasureHead(each.title, each.unit) for each in heads],
        rows=[
            PlaceRow(
                place.name,
                locality_anchor(place.slug),
                [_cell(each, place, quarter) for each in measures],
            )
            for place in localities
        ],
    )


def _cell(measure: Measure, place: Locality, quarter: Quarter) -> PlaceCell:
    row = measure_row(measure_figures(measure, quarter, (place.slug,)))
    planned = row.planned_to_date
    return PlaceCell(
        to_date=row.to_date,
        planned="" if planned == NONE else f"of {planned} planned,",
        status=row.status,
        status_class=row.status_class,
    )
