"""One line of an edition, with the figures it was worked out from, as that edition has them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from csplan.core.money import pounds
from csplan.core.periods import Quarter
from csplan.core.ratings import DEFINITIONS, Rating, label
from reporting.choices_lines import LineKind
from reporting.document import words
from reporting.document.data.tables import Row, Source, locality
from reporting.document.figures import MilestoneState
from reporting.document.line_tables import (
    Cell,
    LineTable,
    counted,
    headings_of,
    measures_table,
    milestones_table,
    number,
    ratings_table,
    reported_words,
    reports_table,
    year_so_far,
)
from reporting.document.lines import PackLine, lines_of
from reporting.document.measures.facts import Measure
from reporting.document.measures.figures import MeasureFigures, measure_figures
from reporting.document.milestones.facts import Report
from reporting.document.outcomes.charts import measure_chart
from reporting.document.published import contribution_words, measure_words
from reporting.document.rows import (
    NO_WORDS,
    before,
    chip,
    count_words,
    expected,
    measure_row,
    paragraphs,
    planned,
    rated_by,
    return_state,
)
from reporting.document.view import PackView


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
        self.own = str(line.own)

    @property
    def view(self) -> PackView:
        return self.source.view

    @property
    def names(self) -> Mapping[str, str]:
        return self.view.place_names

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
        return LineTable(caption, headings_of(heads), rows)

    def _place_row(
        self, measure: Measure, quarters: Sequence[Quarter], place: str, name: str
    ) -> Sequence[Cell]:
        reported = {each.quarter: each for each in measure.reports if each.locality == place}
        own = measure_figures(measure, quarters[-1], (place,))
        return [
            Cell(name, f"{LineKind.LOCALITY}-{place}" if place else ""),
            *(number(reported_words(reported.get(each), measure.unit)) for each in quarters),
            *year_so_far(own),
        ]

    def _total_row(self, found: MeasureFigures, quarters: Sequence[Quarter]) -> Sequence[Cell]:
        measure, places = found.measure, tuple(self.names)
        sums = [measure_figures(measure, each, places).this_quarter for each in quarters]
        return [
            Cell(f"All: {found.reported} of {found.expected} reported"),
            *(number(words.figure(each, measure.unit)) for each in sums),
            *year_so_far(found),
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
            tables=[reports_table(state.milestone)],
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
            counted(Cell(self.names[slug], f"{LineKind.LOCALITY}-{slug}"), own)
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
                ratings_table("Milestones by locality and rating", "Locality", rows, states),
                *measures_table(measures),
                *milestones_table(states, self.names),
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
            counted(Cell(each.title, f"{LineKind.OUTCOME}-{each.pk}"), found)
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
                ratings_table(f"Milestones by {head.lower()} and rating", head, rows, states),
                *measures_table(measures),
                *milestones_table(states, {}),
            ],
        )

    # Risks and departments

    def _risk(self) -> LinePage:
        risks = self.view.risks.rows if self.view.risks else ()
        risk = next(each for each in risks if each.anchor == self.line.anchor)
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
        amounts = [[Cell(name), number(pounds(row[f"{key}_pence"]))] for name, key in names]
        caption = f"Contribution to {finance['year']}"
        return LinePage(
            self.line,
            f"department/{self.own}",
            contribution_words(row),
            tables=[LineTable(caption, headings_of(["Contribution", "Amount"]), amounts)],
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


def _passages(pairs: Any) -> list[Passage]:
    return [Passage(name, paragraphs(said)) for name, said in pairs if said]
