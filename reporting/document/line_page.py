"""One line of an edition, with the figures it was worked out from, as that edition has them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from csplan.core.periods import Quarter
from csplan.core.ratings import DEFINITIONS, Rating, label
from reporting.choices_lines import LineKind
from reporting.document import figures, words
from reporting.document.data.tables import Row, Source, locality
from reporting.document.facts import Figure, Measure, Milestone, Report
from reporting.document.figures import MeasureFigures, MilestoneState, measure_figures
from reporting.document.lines import PackLine, lines_of
from reporting.document.published import contribution_words, measure_words, money_words
from reporting.document.rows import (
    NO_WORDS,
    before,
    chip,
    count_words,
    expected,
    measure_chart,
    measure_row,
    paragraphs,
    planned,
    rated_by,
    return_state,
)
from reporting.document.view import PackView


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


@dataclass(frozen=True, slots=True)
class Passage:
    """What was said, under a name."""

    name: str
    words: SafeString


@dataclass(frozen=True, slots=True)
class LinePage:
    """A line and all that its edition holds of it. ``identifier`` is its name in the data."""

    line: PackLine
    identifier: str
    standing: str
    chip: SafeString = NO_WORDS
    picture: SafeString = NO_WORDS
    passages: Sequence[Passage] = ()
    tables: Sequence[LineTable] = ()
    notes: Sequence[str] = ()


def line_page(snapshot: Mapping[str, Any], key: str) -> LinePage | None:
    """The page of the line named ``key``; None when the edition has no such line."""
    line = next((each for each in lines_of(snapshot) if each.key == key), None)
    if line is None:
        return None
    return _Maker(snapshot, line).page()


class _Maker:
    """Puts together the page of one line."""

    def __init__(self, snapshot: Mapping[str, Any], line: PackLine) -> None:
        self.source, self.line = Source(snapshot), line
        self.snapshot = snapshot
        self.own = line.key.removeprefix(f"{line.kind}-")

    @property
    def view(self) -> PackView:
        return self.source.view

    @property
    def names(self) -> Mapping[str, str]:
        return {slug: each.name for slug, each in self.view.localities_by_slug.items()}

    def page(self) -> LinePage:
        makers = {
            LineKind.OUTCOME: self._outcome,
            LineKind.MEASURE: self._measure,
            LineKind.MILESTONE: self._milestone,
            LineKind.LOCALITY: self._locality,
            LineKind.RISK: self._risk,
            LineKind.DEPARTMENT: self._department,
        }
        return makers[LineKind(self.line.kind)]()

    def _row(self, name: str) -> Row:
        rows: Sequence[Row] = self.snapshot[name]
        return next(row for row in rows if row["id"] == int(self.own))

    # Measures

    def _measure(self) -> LinePage:
        found = next(each for each in self.view.national if each.measure.pk == int(self.own))
        measure, chart = found.measure, measure_chart(found, self.names)
        passages = [("What is counted", measure.definition), ("How it stands", chart.status)]
        passages += [("Projection", chart.projection), ("Target", chart.target)]
        return LinePage(
            self.line,
            self.source.measure(self._row("measures")),
            measure_words(measure_row(found)),
            picture=chart.picture,
            passages=_passages(passages),
            tables=[self._figure_table(found)],
            notes=[*chart.restated, *self._said_of(measure)],
        )

    def _figure_table(self, found: MeasureFigures) -> LineTable:
        measure, now = found.measure, self.view.facts.quarter
        quarters = [each for each in now.year.quarters if each <= now]
        heads = ["Reported by", *(f"Q{each.number}" for each in quarters), "To date", "Planned"]
        unit = words.unit_beside(measure.title, measure.unit)
        places = {"": "National team"} if measure.is_national else self.names
        rows = [self._place_row(measure, quarters, place, name) for place, name in places.items()]
        if len(rows) > 1:
            rows.append(self._total_row(found, quarters))
        caption = f"Figures by quarter{f', in {unit}' if unit else ''}"
        return LineTable(caption, _heads(heads), rows)

    def _place_row(
        self, measure: Measure, quarters: Sequence[Quarter], place: str, name: str
    ) -> Sequence[Cell]:
        reported = {each.quarter: each for each in measure.reports if each.locality == place}
        own = measure_figures(measure, quarters[-1], (place,))
        return [
            Cell(name, f"{LineKind.LOCALITY}-{place}" if place else ""),
            *(_number(_reported(reported.get(each), measure.unit)) for each in quarters),
            *_year_so_far(own),
        ]

    def _total_row(self, found: MeasureFigures, quarters: Sequence[Quarter]) -> Sequence[Cell]:
        measure, places = found.measure, tuple(self.names)
        sums = [measure_figures(measure, each, places).this_quarter for each in quarters]
        return [
            Cell(f"All: {found.reported} of {found.expected} reported"),
            *(_number(words.figure(each, measure.unit)) for each in sums),
            *_year_so_far(found),
        ]

    def _said_of(self, measure: Measure) -> Iterator[str]:
        """Why there is no figure, and what was said of those there are."""
        for each in measure.reports:
            place = self.names.get(each.locality, "National team")
            for said in (each.not_available_reason, each.comment):
                if said:
                    yield f"{place}, {each.quarter.short_label}: {said}"

    # Milestones

    def _milestone(self) -> LinePage:
        state = next(each for each in self.view.states if each.milestone.pk == int(self.own))
        report, quarter = state.report, self.view.facts.quarter
        said = report if report and report.quarter == quarter else None
        return LinePage(
            self.line,
            self.source.milestone(self._row("milestones")),
            "".join(
                f"{each}. " for each in (expected(state), rated_by(state), before(state)) if each
            ),
            chip=chip(state.rating),
            passages=[*_passages(_about(state)), *_passages(_words(said) if said else ())],
            tables=[_reports_table(state.milestone)],
        )

    # Outcomes and localities

    def _outcome(self) -> LinePage:
        outcome = self.view.outcomes_by_pk[int(self.own)]
        states = [each for each in self.view.states if each.milestone.outcome == outcome.pk]
        measures = [each for each in self.view.national if each.measure.outcome == outcome.pk]
        by_place = {
            slug: [each for each in states if each.milestone.locality == slug]
            for slug in self.names
        }
        rows = [
            _counted(Cell(self.names[slug], f"{LineKind.LOCALITY}-{slug}"), own)
            for slug, own in by_place.items()
            if own
        ]
        passages = [("The plan", outcome.text), ("From the national team", outcome.commentary)]
        return LinePage(
            self.line,
            self.source.outcome(outcome.pk),
            count_words(states),
            passages=_passages(passages),
            tables=[
                _ratings_table("Milestones by locality and rating", "Locality", rows, states),
                *_measures_table(measures),
                *_milestones_table(states, self.names),
            ],
        )

    def _locality(self) -> LinePage:
        own = self.view.facts.returns.get(self.own)
        states = [each for each in self.view.states if each.milestone.locality == self.own]
        quarter = self.view.facts.quarter
        measures = [
            measure_figures(each, quarter, (self.own,))
            for each in self.view.facts.measures
            if not each.is_national
        ]
        rows = [
            _counted(Cell(each.title, f"{LineKind.OUTCOME}-{each.pk}"), found)
            for each in self.view.facts.outcomes
            if (found := [state for state in states if state.milestone.outcome == each.pk])
        ]
        head = words.sentence(self.view.outcome_word)
        return LinePage(
            self.line,
            locality(self.own),
            f"{words.sentence(return_state(own))}.",
            passages=_passages([("Overview", own.overview if own else "")]),
            tables=[
                _ratings_table(f"Milestones by {head.lower()} and rating", head, rows, states),
                *_measures_table(measures),
                *_milestones_table(states, {}),
            ],
        )

    # Risks and departments

    def _risk(self) -> LinePage:
        risk = next(each for each in self.view.risks if each.anchor == self.line.anchor)
        passages = [
            Passage("Because", risk.cause),
            Passage("Leads to", risk.effect),
            Passage("Escalated", risk.because),
            Passage("Mitigation", risk.mitigation),
            *_passages([("Owner", risk.owner), ("Next review", risk.review)]),
        ]
        standing = f"{risk.score}. Since last quarter: {risk.movement.lower()}."
        return LinePage(
            self.line, f"risk/{self.own}", standing, chip=risk.chip,
            passages=passages, notes=[risk.closed] if risk.closed else [],
        )  # fmt: skip

    def _department(self) -> LinePage:
        finance = self.snapshot["finance"]
        row = next(each for each in finance["contributions"] if each["department"] == self.own)
        names = (("Agreed", "agreed"), ("Invoiced", "invoiced"), ("Received", "received"))
        amounts = [[Cell(name), _number(money_words(row[f"{key}_pence"]))] for name, key in names]
        caption = f"Contribution to {finance['year']}"
        return LinePage(
            self.line,
            f"department/{self.own}",
            contribution_words(row),
            tables=[LineTable(caption, _heads(["Contribution", "Amount"]), amounts)],
        )


def _about(state: MilestoneState) -> Iterator[tuple[str, str]]:
    milestone = state.milestone
    yield "Planned", planned(milestone)
    if milestone.baseline_on:
        yield "Agreed day", words.day(milestone.baseline_on)
    if state.rating:
        yield f"What “{label(state.rating).lower()}” means", DEFINITIONS[Rating(state.rating)]


def _words(report: Report) -> Iterator[tuple[str, str]]:
    yield "What happened", report.narrative
    yield "Risk", report.risk
    yield "Why the date changes", report.date_change_reason
    yield "Path to green", report.path_to_green
    yield "Evidence", report.evidence
    yield "Why reported late", report.late_report_reason
    yield "Why the ratings differ", report.explanation
    yield "Why the national team changed the rating", report.moderation_reason


def _reports_table(milestone: Milestone) -> LineTable:
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
    return LineTable("What was reported, quarter by quarter", _heads(heads, figures=0), rows)


def _ratings_table(
    caption: str, head: str, rows: Sequence[Sequence[Cell]], states: Sequence[MilestoneState]
) -> LineTable:
    names = [label(rating) for rating in (*Rating.values, "")]
    total = [_counted(Cell("All"), states)] if len(rows) > 1 else []
    return LineTable(caption, _heads([head, *names, "All"]), [*rows, *total])


def _counted(head: Cell, states: Sequence[MilestoneState]) -> Sequence[Cell]:
    counts = [_number(str(each.now)) for each in figures.rating_counts(states)]
    return [head, *counts, _number(str(len(states)))]


def _measures_table(found: Sequence[MeasureFigures]) -> Iterator[LineTable]:
    if not found:
        return
    rows = []
    for each in found:
        row = measure_row(each)
        title = Cell(each.measure.title, f"{LineKind.MEASURE}-{each.measure.pk}")
        rows.append([title, _number(row.to_date), _number(row.planned_to_date), Cell(row.status)])
    heads = [*_heads(["Measure", "To date", "Planned to date"]), Cell("Against plan")]
    yield LineTable("Measures for the year so far", heads, rows)


def _milestones_table(
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
    yield LineTable("Milestones, the worst first", _heads(heads, figures=0), rows)


def _year_so_far(found: MeasureFigures) -> Iterator[Cell]:
    yield _number(words.figure(found.to_date, found.measure.unit))
    yield _number(words.figure(found.planned_to_date, found.measure.unit))


def _reported(figure: Figure | None, unit: str) -> str:
    if figure is None:
        return words.NONE
    if figure.value is None:
        return "Not available"
    again = " (put right)" if figure.restated else ""
    return f"{words.figure(figure.value, unit)}{again}"


def _heads(names: Sequence[str], *, figures: int = 1) -> list[Cell]:
    """Column headings; those from the second on stand over figures unless there are none."""
    return [Cell(name, is_figure=bool(figures) and at > 0) for at, name in enumerate(names)]


def _number(said: str) -> Cell:
    return Cell(said, is_figure=True)


def _passages(pairs: Any) -> list[Passage]:
    return [Passage(name, paragraphs(said)) for name, said in pairs if said]
