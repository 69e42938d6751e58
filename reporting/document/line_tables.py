"""The tables of a line's page: figures and ratings under their headings, each row leading on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from csplan.core.ratings import Rating, label
from reporting.choices_lines import LineKind
from reporting.document import figures, words
from reporting.document.figures import MilestoneState
from reporting.document.measures.facts import Figure
from reporting.document.measures.figures import MeasureFigures
from reporting.document.milestones.facts import Milestone
from reporting.document.rows import NO_WORDS, chip, expected, measure_row


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in a table; ``key`` names the line it leads to, ``is_figure`` sets it right."""

    words: str
    key: str = ""
    is_figure: bool = False
    chip: SafeString = NO_WORDS


@dataclass(frozen=True, slots=True)
class LineTable:
    """Figures under a caption; the first cell of each row is its heading."""

    caption: str
    headings: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]

    @property
    def lines(self) -> Sequence[Sequence[tuple[str, Cell]]]:
        """The rows, each cell with the words of its heading."""
        names = [head.words for head in self.headings]
        return [list(zip(names, row, strict=True)) for row in self.rows]


def reports_table(milestone: Milestone) -> LineTable:
    heads = ["Quarter", "Rating", "Locality’s rating", "Expected or completed"]
    rows = [
        [
            Cell(each.quarter.short_label),
            Cell("", chip=chip(each.counted)),
            Cell(label(each.rating)),
            Cell(words.day(each.completed_on or each.forecast_on)),
        ]
        for each in milestone.reports
    ]
    return LineTable(
        "What was reported, quarter by quarter", headings_of(heads, over_figures=False), rows
    )


def ratings_table(
    caption: str, head: str, rows: Sequence[Sequence[Cell]], states: Sequence[MilestoneState]
) -> LineTable:
    names = [label(rating) for rating in (*Rating.values, "")]
    total = [counted(Cell("All"), states)] if len(rows) > 1 else []
    return LineTable(caption, headings_of([head, *names, "All"]), [*rows, *total])


def counted(head: Cell, states: Sequence[MilestoneState]) -> Sequence[Cell]:
    counts = [number(str(each.now)) for each in figures.rating_counts(states)]
    return [head, *counts, number(str(len(states)))]


def measures_table(found: Sequence[MeasureFigures]) -> Iterator[LineTable]:
    if not found:
        return
    rows = []
    for each in found:
        row = measure_row(each)
        title = Cell(each.measure.title, f"{LineKind.MEASURE}-{each.measure.pk}")
        rows.append([title, number(row.to_date), number(row.planned_to_date), Cell(row.status)])
    heads = [*headings_of(["Measure", "To date", "Planned to date"]), Cell("Against plan")]
    yield LineTable("Measures for the year so far", heads, rows)


def milestones_table(
    states: Sequence[MilestoneState], names: Mapping[str, str]
) -> Iterator[LineTable]:
    if not states:
        return
    rows = []
    for state in figures.worst_first(states):
        milestone = state.milestone
        place = [Cell(names.get(milestone.locality, ""))] if names else []
        title = Cell(milestone.title, f"{LineKind.MILESTONE}-{milestone.pk}")
        rows.append([title, *place, Cell("", chip=chip(state.rating)), Cell(expected(state))])
    heads = ["Milestone", *(["Locality"] if names else []), "Rating", "Expected or completed"]
    yield LineTable("Milestones, the worst first", headings_of(heads, over_figures=False), rows)


def year_so_far(found: MeasureFigures) -> Iterator[Cell]:
    yield number(words.figure(found.to_date, found.measure.unit))
    yield number(words.figure(found.planned_to_date, found.measure.unit))


def reported_words(figure: Figure | None, unit: str) -> str:
    if figure is None:
        return words.NONE
    if figure.value is None:
        return "Not available"
    again = " (put right)" if figure.restated else ""
    return f"{words.figure(figure.value, unit)}{again}"


def headings_of(names: Sequence[str], *, over_figures: bool = True) -> list[Cell]:
    """Column headings; those from the second on stand over figures unless told otherwise."""
    return [Cell(name, is_figure=over_figures and at > 0) for at, name in enumerate(names)]


def number(said: str) -> Cell:
    return Cell(said, is_figure=True)
