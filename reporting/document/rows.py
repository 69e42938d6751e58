"""What the tables of a pack are made of: one row's figures and days, put into words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from csplan.core.periods import Quarter
from csplan.core.ratings import NEEDS_PATH_TO_GREEN, Rating, label
from programme.choices import MeasureStatus
from reporting.document import figures, words
from reporting.document.facts import Return
from reporting.document.figures import MilestoneState
from reporting.document.measures.facts import Figure, Measure, Restated
from reporting.document.measures.figures import MeasureFigures
from reporting.document.milestones.facts import Milestone

NO_WORDS = SafeString("")


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone as a row of any table, and as an exception."""

    key: str
    title: str
    locality: str
    locality_anchor: str
    outcome: str
    phrase: str
    expected: str
    chip: SafeString
    is_behind: bool
    rated_by: str
    before: str
    was: str
    before_chip: SafeString
    narrative: SafeString
    risk: SafeString
    path_to_green: SafeString
    date_change_reason: SafeString


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows of a table under a heading of their own."""

    heading: str
    rows: Sequence[MilestoneRow]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure's year so far, as a row."""

    key: str
    title: str
    unit: str
    this_quarter: str
    to_date: str
    parts: str
    planned_to_date: str
    target: str
    status: str
    status_class: str
    explanation: str
    reported: str
    notes: SafeString


def locality_anchor(slug: str) -> str:
    return f"locality-{slug}"


def outcome_anchor(pk: int) -> str:
    """By primary key: two plans may both have a first outcome."""
    return f"outcome-{pk}"


def chip(rating: str) -> SafeString:
    """The rating's word on its colour."""
    return chip_of(rating or "unknown", label(rating))


def chip_of(colour: str, word: str) -> SafeString:
    """A word on the colour of a rating."""
    return format_html('<strong class="pack-chip pack-chip--{}">{}</strong>', colour, word)


def milestone_row(
    state: MilestoneState, quarter: Quarter, *, place: str, outcome: str, has_before: bool
) -> MilestoneRow:
    """A milestone at the end of ``quarter`` in words; ``has_before`` compares it with the last."""
    milestone, report = state.milestone, state.report
    return MilestoneRow(
        key=f"milestone-{milestone.pk}",
        title=milestone.title,
        locality=place,
        locality_anchor=locality_anchor(milestone.locality),
        outcome=outcome,
        phrase=planned(milestone),
        expected=expected(state),
        chip=chip(state.rating),
        is_behind=state.rating in NEEDS_PATH_TO_GREEN,
        rated_by=rated_by(state),
        before=before(state) if has_before else "",
        was=was(state) if has_before else "",
        before_chip=chip(state.rating_before),
        narrative=narrative(state, quarter),
        risk=paragraphs(report.risk) if report else NO_WORDS,
        path_to_green=paragraphs(report.path_to_green) if report else NO_WORDS,
        date_change_reason=paragraphs(report.date_change_reason) if report else NO_WORDS,
    )


def whole_measure_row(found: MeasureFigures, notes: SafeString = NO_WORDS) -> MeasureRow:
    """Where all reported, or one alone is told of: the figures beside are not said again."""
    row = measure_row(found, notes=notes)
    compared, _, beyond = row.explanation.partition(" planned")
    return replace(row, explanation=beyond.removeprefix(", ")) if " against " in compared else row


def measure_row(found: MeasureFigures, notes: SafeString = NO_WORDS) -> MeasureRow:
    """A measure's figures in words, of all localities or of one."""
    measure = found.measure
    return MeasureRow(
        key=f"measure-{measure.pk}",
        title=measure.title,
        unit=words.unit_beside(measure.title, measure.unit),
        this_quarter=words.figure(found.this_quarter, measure.unit),
        to_date=words.figure(found.to_date, measure.unit),
        parts=words.parts(found.so_far),
        planned_to_date=words.figure(found.planned_to_date, measure.unit),
        target=_target(measure),
        status=status_words(found),
        status_class=_STATUS_CLASSES[found.judgement.status],
        explanation=words.sentence(found.judgement.words),
        reported=_reported(found),
        notes=notes,
    )


_STATUS_CLASSES = {
    MeasureStatus.ON_TRACK: "good",
    MeasureStatus.AT_RISK: "risk",
    MeasureStatus.OFF_TRACK: "behind",
    MeasureStatus.NO_REPORT: "unknown",
    MeasureStatus.NO_PLAN: "unknown",
}


def _target(measure: Measure) -> str:
    """The year's target, or the range it is to stay within."""
    return measure.yardstick.range_words or words.figure(measure.target, measure.unit)


def status_words(found: MeasureFigures) -> str:
    """How the year so far stands against plan."""
    if found.is_ended:
        return f"Collected until {words.day(found.measure.ends_on)}"
    if found.judgement.status == MeasureStatus.NO_REPORT:
        return "No figure this quarter"
    is_compared = found.judgement.status != MeasureStatus.NO_PLAN
    where = " where reported" if found.is_partial and is_compared else ""
    return f"{found.judgement.label}{where}"


def _reported(found: MeasureFigures) -> str:
    if found.measure.is_national:
        return "National figure" if found.reported else "No national figure"
    return f"{found.reported} of {found.expected}"


def restated_lines(figures: Sequence[Figure], measure: Measure, place: str = "") -> list[str]:
    """ "North East, Quarter 1: 12 events, previously reported as 14 events. Counted twice." """
    return [
        _restated_line(figure, restated, measure, place, is_latest=restated is figure.restated[-1])
        for figure in figures
        for restated in figure.restated
    ]


def _restated_line(
    figure: Figure, restated: Restated, measure: Measure, place: str, *, is_latest: bool
) -> str:
    where = f"{place}, {figure.quarter.short_label}" if place else figure.quarter.short_label
    now = f"{words.figure_with_unit(figure.value, measure.unit)}, " if is_latest else ""
    before = words.figure_with_unit(restated.previous, measure.unit)
    said = "not available" if restated.previous is None else before
    in_quarter = f", put right in {restated.quarter.short_label}" if restated.quarter else ""
    return f"{where}: {now}previously reported as {said}{in_quarter}. {restated.reason}"


def count_words(states: Sequence[MilestoneState]) -> str:
    """9 milestones: 3 complete, 4 on track, 1 at risk and 1 with no report."""
    if not states:
        return "No milestones."
    parts = [
        f"{each.now} {label(each.rating).lower() if each.rating else 'with no report'}"
        for each in figures.rating_counts(states)
        if each.now
    ]
    return f"{words.sentence(words.count(len(states), 'milestone'))}: {words.listed(parts)}."


def expected(state: MilestoneState) -> str:
    """The day it was completed or is expected instead of the planned one; "" as planned."""
    if state.expected_on is None:
        return ""
    if state.rating == Rating.COMPLETE:
        return _joined(f"Completed {words.day(state.expected_on)}", words.slip(state.slip))
    if state.slip == 0:
        return ""
    return _joined(f"Expected {words.day(state.expected_on)}", words.slip(state.slip))


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def planned(milestone: Milestone) -> str:
    """The plan's own words, or the day agreed; a milestone with neither is undated."""
    if milestone.phrase:
        return words.sentence(milestone.phrase)
    return words.day(milestone.baseline_on) if milestone.baseline_on else "Undated"


def rated_by(state: MilestoneState) -> str:
    """Whose rating it is, where it is not the locality's own."""
    return "National team’s rating" if state.report and state.report.moderated else ""


def before(state: MilestoneState) -> str:
    """Last quarter's rating, where it was another one."""
    if state.rating_before == state.rating:
        return ""
    return f"Last quarter: {label(state.rating_before).lower()}"


def was(state: MilestoneState) -> str:
    """The same where it stands under the rating it has now: "was on track"."""
    if state.rating_before == state.rating:
        return ""
    return f"was {label(state.rating_before).lower()}" if state.rating_before else "had no report"


def narrative(state: MilestoneState, quarter: Quarter) -> SafeString:
    """What was reported this quarter, or why nothing was."""
    report = state.report
    if report is None:
        return paragraphs("No report.")
    if report.quarter != quarter:
        return paragraphs(f"Reported complete in {report.quarter.short_label}.")
    more = (("Evidence", report.evidence), ("Why reported late", report.late_report_reason))
    lines = [report.narrative, *(f"{name}: {said}" for name, said in more if said)]
    return paragraphs("\n".join(lines))


def paragraphs(text: str) -> SafeString:
    return format_html_join("\n", "<p>{}</p>", ((line,) for line in words.paragraphs(text)))


def return_state(own: Return | None) -> str:
    if own is None:
        return "no return was asked for this quarter"
    if not own.counts:
        return f"{words.state(own.state, own.revision)}; its entries are not used"
    revision = f" (revision {own.revision})" if own.revision > 1 else ""
    return (
        f"signed off on {words.moment_day(own.signed_off_at)} by {own.signed_off_by}; "
        f"accepted on {words.moment_day(own.accepted_at)} by {own.accepted_by}{revision}"
    )
