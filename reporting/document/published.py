"""What is kept of each line of a pack once it is published, to be found and followed by.

Everything here comes from the snapshot, so a line says what its edition said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import strip_tags

from csplan.core.money import pounds
from csplan.core.ratings import label
from reporting.choices_lines import LineKind, PinnedKind
from reporting.document import plain, words
from reporting.document.data.tables import Row
from reporting.document.finance.view import KINDS
from reporting.document.lines import TITLE_LENGTH, lines_of, short_lines
from reporting.document.measures.facts import Figure, Measure
from reporting.document.measures.figures import MeasureFigures, measure_figures
from reporting.document.rows import MeasureRow, count_words, expected, measure_row, return_state
from reporting.document.view import PackView, read_view

Json = dict[str, Any]
WHOLE_PLAN = "The plan as a whole"


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line, what it said in a few words, and all that was said of it.

    ``facts`` are what trends are drawn from: of a milestone its rating, of a measure its figures.
    """

    key: str
    kind: str
    title: str
    place: str
    anchor: str
    standing: str = ""
    body: str = ""
    locality: str = ""
    outcome: int | None = None
    department: str = ""
    facts: Json = field(default_factory=dict)


def kept_lines(snapshot: Mapping[str, Any]) -> Sequence[KeptLine]:
    """Every line to be found again, in the order of the pack."""
    view = read_view(snapshot)
    said = _Said(view, snapshot)
    lines = [
        KeptLine(
            line.key, line.kind, line.title, line.place, line.anchor,
            locality=line.locality, outcome=line.outcome, **said.of(line.kind, str(line.own)),
        )
        for line in lines_of(snapshot)
    ]  # fmt: skip
    return [
        *lines,
        *_questions(view, snapshot),
        *_case_studies(snapshot),
        *_short_lines(view),
        *_savings(snapshot),
        *_coverage(snapshot),
    ]


class _Said:
    """What a pack says of each of its lines."""

    def __init__(self, view: PackView, snapshot: Mapping[str, Any]) -> None:
        self.view = view
        self.milestones = {state.milestone.pk: state for state in view.states}
        self.measures = {each.measure.pk: each for each in view.national}
        self.outcomes = view.outcomes_by_pk
        self.rows: dict[str, dict[Any, Row]] = {
            LineKind.MILESTONE: _by(snapshot["milestones"], "id"),
            LineKind.RISK: _by((snapshot.get("risks") or {"rows": ()})["rows"], "id"),
            LineKind.DEPARTMENT: _by(_contributions(snapshot), "department"),
        }

    def of(self, kind: str, own: str) -> Json:
        match kind:
            case LineKind.OUTCOME:
                return self._outcome(int(own))
            case LineKind.MEASURE:
                return self._measure(self.measures[int(own)])
            case LineKind.MILESTONE:
                return self._milestone(int(own))
            case LineKind.LOCALITY:
                return self._locality(own)
            case LineKind.RISK:
                return self._risk(int(own))
            case _:
                return self._department(own)

    def _outcome(self, pk: int) -> Json:
        outcome = self.outcomes[pk]
        states = [each for each in self.view.states if each.milestone.outcome == pk]
        return {
            "standing": count_words(states),
            "body": _joined(outcome.text, outcome.commentary),
        }

    def _measure(self, found: MeasureFigures) -> Json:
        measure, row = found.measure, measure_row(found)
        quarter = self.view.facts.quarter
        said = [each for each in measure.reports if each.quarter == quarter]
        return {
            "standing": measure_words(row),
            "body": _joined(measure.definition, *_figure_words(said)),
            "facts": self._measure_facts(found),
        }

    def _measure_facts(self, found: MeasureFigures) -> Json:
        measure = found.measure
        places = () if measure.is_national else tuple(self.view.localities_by_slug)
        return {
            "unit": measure.unit,
            "target": plain.number_text(measure.target),
            "all": _figures(found),
            "places": {slug: self._of_place(measure, slug) for slug in places},
        }

    def _of_place(self, measure: Measure, slug: str) -> Json:
        return _figures(measure_figures(measure, self.view.facts.quarter, (slug,)))

    def _milestone(self, pk: int) -> Json:
        state, row = self.milestones[pk], self.rows[LineKind.MILESTONE][pk]
        report = state.report
        is_new = report is not None and report.quarter == self.view.facts.quarter
        said = (
            (report.narrative, report.risk, report.path_to_green, report.date_change_reason)
            if report and is_new
            else ()
        )
        when = expected(state)
        return {
            "standing": f"{label(state.rating)}. {when}." if when else f"{label(state.rating)}.",
            "body": _joined(
                words.sentence(row["phrase"]), *said, *((report.evidence,) if report else ())
            ),
            "facts": {"rating": state.rating},
        }

    def _locality(self, slug: str) -> Json:
        own = self.view.facts.returns.get(slug)
        states = [each for each in self.view.states if each.milestone.locality == slug]
        return {
            "standing": f"{words.sentence(return_state(own))}. {count_words(states)}",
            "body": own.overview if own else "",
        }

    def _risk(self, pk: int) -> Json:
        row = self.rows[LineKind.RISK][pk]
        score = row["likelihood"] * row["impact"]
        closed_on = plain.day(row["closed_on"])
        closed = f" Closed on {words.day(closed_on)}." if closed_on else ""
        names = ("cause", "effect", "escalated_because", "mitigation", "owner", "closed_reason")
        return {
            "standing": f"Score {score}.{closed}",
            "body": _joined(*(row[name] for name in names)),
        }

    def _department(self, slug: str) -> Json:
        return {
            "standing": contribution_words(self.rows[LineKind.DEPARTMENT][slug]),
            "department": slug,
        }


def contribution_words(row: Row) -> str:
    """ "£220,000 agreed for the year, £110,000 received." """
    agreed, received = (pounds(pence) for pence in (row["agreed_pence"], row["received_pence"]))
    return f"{agreed} agreed for the year, {received} received."


def _contributions(snapshot: Mapping[str, Any]) -> Sequence[Row]:
    rows: Sequence[Row] = (snapshot.get("finance") or {"contributions": ()})["contributions"]
    return rows


def _case_studies(snapshot: Mapping[str, Any]) -> Iterator[KeptLine]:
    for row in (snapshot.get("activity") or {"case_studies": ()})["case_studies"]:
        yield KeptLine(
            f"{LineKind.CASE_STUDY}-{row['id']}", LineKind.CASE_STUDY, row["title"],
            row["locality_name"], "activity",
            body=row["words"], locality=row["locality"], outcome=row["outcome"],
        )  # fmt: skip


def _questions(view: PackView, snapshot: Mapping[str, Any]) -> Iterator[KeptLine]:
    rows = (snapshot.get("questions") or {"rows": ()})["rows"]
    shown = {each.anchor: strip_tags(str(each.chip)) for each in view.questions or ()}
    for row in rows:
        key = f"{LineKind.QUESTION}-{row['id']}"
        yield KeptLine(
            key, LineKind.QUESTION, row["line_words"] or WHOLE_PLAN, row["locality_name"], key,
            standing=shown.get(key, ""),
            body=_joined(*(step["words"] for step in row["exchange"])),
            locality=row["locality"] or "",
            outcome=row["outcome"],
        )  # fmt: skip


def _short_lines(view: PackView) -> Iterator[KeptLine]:
    """Savings, decisions and actions; the whole text of those whose title is cut short."""
    said = dict([*_said_of_savings(view), *_said_of_decisions(view)])
    for line in short_lines(view.facts):
        standing, whole, *more = said[line.key]
        text = whole if len(whole) > TITLE_LENGTH else ""
        yield KeptLine(
            line.key, line.kind, line.title, line.place, line.anchor,
            standing=standing, body=_joined(text, *more), locality=line.locality,
        )  # fmt: skip


def _said_of_savings(view: PackView) -> Iterator[tuple[str, tuple[str, ...]]]:
    finance = view.facts.finance
    for each in finance.savings if finance else ():
        state = "validated" if each.is_validated else "claimed only"
        kind = KINDS[each.is_cashable, each.is_recurring]
        standing = f"{pounds(each.pence)}, {state}. {kind}."
        yield f"{PinnedKind.SAVING}-{each.pk}", (standing, each.what, each.partner)


def _said_of_decisions(view: PackView) -> Iterator[tuple[str, tuple[str, ...]]]:
    facts, shown = view.facts.decisions, view.decisions
    if facts is None or shown is None:
        return
    for sought, asked in zip(facts.sought or (), shown.sought, strict=True):
        yield asked.anchor, (f"{asked.when}.", sought.text, sought.reason, asked.about)
    for made, decided in zip(facts.made or (), shown.made, strict=True):
        yield decided.anchor, (f"{decided.when}.", made.text, made.sought, decided.about)
    for action, row in zip(facts.actions, shown.actions, strict=True):
        standing = f"{strip_tags(str(row.chip))}. {action.owner}, due {row.due}."
        yield row.anchor, (standing, action.text, action.words)


def _savings(snapshot: Mapping[str, Any]) -> Iterator[KeptLine]:
    """The year's savings so far and its target, which is the year's contributions."""
    finance = snapshot.get("finance")
    if not finance:
        return
    places: dict[str, dict[str, int]] = {}
    for row in finance["savings"]:
        for place in ("", row["locality"]):
            sums = places.setdefault(place, {"claimed": 0, "validated": 0})
            sums["validated" if row["is_validated"] else "claimed"] += row["amount_pence"]
    target = sum(row["agreed_pence"] for row in finance["contributions"])
    facts = {"target_pence": target, "places": places}
    yield KeptLine(LineKind.SAVINGS, LineKind.SAVINGS, "Savings", "", "finance", facts=facts)


def _coverage(snapshot: Mapping[str, Any]) -> Iterator[KeptLine]:
    found = snapshot.get("coverage")
    if not found:
        return
    names = ("people", "represented", "target_percent", "has_departments")
    facts = {name: found[name] for name in names}
    yield KeptLine(LineKind.COVERAGE, LineKind.COVERAGE, "Coverage", "", "coverage", facts=facts)


def measure_words(row: MeasureRow) -> str:
    """ "456 of 500 planned to date. On track." """
    aim = f" of {row.planned_to_date} planned" if row.planned_to_date != words.NONE else ""
    reached = f"{row.to_date}{aim} to date. " if row.to_date != words.NONE else ""
    return f"{reached}{row.status}."


def _figure_words(figures: Sequence[Figure]) -> Iterator[str]:
    for each in figures:
        yield from (each.comment, each.not_available_reason)
        yield from (restated.reason for restated in each.restated)


def _figures(found: MeasureFigures) -> Json:
    reached, planned = found.to_date, found.planned_to_date
    return {"to_date": plain.number_text(reached), "planned": plain.number_text(planned)}


def _joined(*texts: str) -> str:
    """Each text as a sentence of its own, so that an excerpt does not run them together."""
    return "\n".join(_ended(text) for text in texts if text)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":", "…", "”", ")")) else f"{text}."


def _by(rows: Sequence[Row], name: str) -> dict[Any, Row]:
    return {row[name]: row for row in rows}
