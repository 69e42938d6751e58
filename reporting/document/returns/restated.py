"""Figures that were put right since they were reported, each named."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from csplan.core.periods import Quarter
from reporting.document import words
from reporting.document.measures.facts import Figure, Measure, Restated


@dataclass(frozen=True, slots=True)
class RestatedRow:
    """One figure, what it was before, and why it was put right."""

    measure: str
    place: str
    quarter: str
    before: str
    now: str
    reason: str


def restated_rows(
    measures: Sequence[Measure], names: Mapping[str, str], quarter: Quarter
) -> Sequence[RestatedRow]:
    """Every figure up to ``quarter`` that was put right, in the order of the plan."""
    return [
        _row(measure, figure, restated, after, names)
        for measure in measures
        for figure in measure.reports
        if figure.quarter <= quarter
        for restated, after in _steps(figure)
    ]


def _steps(figure: Figure) -> Iterator[tuple[Restated, Figure | Restated]]:
    """Each time the figure was put right, with what came after: the next, or what it is now."""
    yield from zip(figure.restated, (*figure.restated[1:], figure), strict=False)


def _row(
    measure: Measure,
    figure: Figure,
    restated: Restated,
    after: Figure | Restated,
    names: Mapping[str, str],
) -> RestatedRow:
    now = after.value if isinstance(after, Figure) else after.previous
    before = restated.previous
    return RestatedRow(
        measure=measure.title,
        place=names.get(figure.locality, "National figure"),
        quarter=figure.quarter.short_label,
        before="Not available" if before is None else words.figure_with_unit(before, measure.unit),
        now=words.figure_with_unit(now, measure.unit),
        reason=restated.reason,
    )
