"""What the tables of a pack are made of: one row's figures and days, put into words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from csplan.core.periods import Quarter
from csplan.core.ratings import Rating, label
from reporting.document import charts, figures, words
from reporting.document.facts import Measure, Milestone, Return
from reporting.document.figures import MeasureFigures, MilestoneState, QuarterFigures

NO_WORDS = SafeString("")


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone as a row of any table, and as an exception."""

    anchor: str
    title: str
    locality: str
    locality_anchor: str
    outcome: str
    phrase: str
    expected: str
    chip: SafeString
    rated_by: str
    before: str
    before_chip: SafeString
    narrative: SafeString
    risk: SafeString
    path_to_green: SafeString
    date_change_reason: SafeString


@dataclass(frozen=True, slots=True)
class DisagreementRow:
    """A milestone whose ratings differ: each of them, and what is said of it."""

    title: str
    locality: str
    locality_anchor: str
    outcome: str
    given: SafeString
    own: SafeString
    moderated: SafeString
    own_reasons: Sequence[str]
    explanation: SafeString
    moderation_reason: SafeString


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows of a table under a heading of their own."""

    heading: str
    rows: Sequence[MilestoneRow]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure's year so far, as a row."""

    title: str
    unit: str
    this_quarter: str
    to_date: str
    planned_to_date: str
    target: str
    status: str
    status_class: str
    reported: str
    notes: SafeString


@dataclass(frozen=True, slots=True)
class ChartRow:
    quarter: str
    planned: str
    actual: str
    reported: str


@dataclass(frozen=True, slots=True)
class MeasureChart:
    title: str
    unit: str
    picture: SafeString
    rows: Sequence[ChartRow]
    definition: str


def locality_anchor(slug: str) -> str:
    return f"locality-{slug}"


def outcome_anchor(pk: int) -> str:
    """By primary key: two plans may both have a first outcome."""
    return f"outcome-{pk}"


def chip(rating: str) -> SafeString:
    """The rating's word on its colour."""
    return format_html(
        '<strong class="pack-chip pack-chip--{}">{}</strong>', rating or "unknown", label(rating)
    )


def measure_row(found: MeasureFigures, notes: SafeString = NO_WORDS) -> MeasureRow:
    """A measure's figures in words, of all localities or of one."""
    measure = found.measure
    return MeasureRow(
        title=measure.title,
        unit=words.unit_beside(measure.title, measure.unit),
        this_quarter=words.figure(found.this_quarter, measure.unit),
        to_date=words.figure(found.to_date, measure.unit),
        planned_to_date=words.figure(found.planned_to_date, measure.unit),
        target=words.figure(measure.target, measure.unit),
        status=_measure_status(found),
        status_class={True: "good", False: "behind", None: "unknown"}[found.meets_plan],
        reported=f"{found.reported} of {found.expected}",
        notes=notes,
    )


def share(found: MeasureFigures) -> int:
    return found.share_of_plan or 0


def _measure_status(found: MeasureFigures) -> str:
    if not found.reported:
        return "No figure this quarter"
    if found.meets_plan is None:
        return "No plan to compare with"
    where = " where reported" if found.reported < found.expected else ""
    if found.meets_plan:
        return f"As planned or better{where}"
    part = f" ({found.share_of_plan}% of plan)" if found.share_of_plan is not None else ""
    return f"Behind plan{where}{part}"


def measure_chart(found: MeasureFigures) -> MeasureChart:
    measure = found.measure
    points = [_point(each, found.expected) for each in found.quarters]
    return MeasureChart(
        title=measure.title,
        unit=words.unit_beside(measure.title, measure.unit),
        picture=charts.trajectory(
            points,
            words=_chart_words(found),
            top_label=words.figure_with_unit(charts.top_of(points), measure.unit),
        ),
        rows=[_chart_row(each, measure, found.expected) for each in found.quarters],
        definition=measure.definition,
    )


def _point(each: QuarterFigures, expected: int) -> charts.Point:
    return charts.Point(
        label=f"Q{each.quarter.number}",
        planned=each.planned,
        actual=each.actual,
        is_partial=each.reported < expected,
    )


def _chart_words(found: MeasureFigures) -> str:
    """The picture in words: what it shows, and how the year so far compares."""
    measure = found.measure
    known = [
        f"{each.quarter.short_label} {words.figure_with_unit(each.actual, measure.unit)}"
        for each in found.quarters
        if each.actual is not None
    ]
    said = words.listed(known) or "nothing reported yet"
    return (
        f"Chart of {measure.title}, the year so far at the end of each quarter. Reported: "
        f"{said}. Planned by the end of the year: "
        f"{words.figure_with_unit(found.quarters[-1].planned, measure.unit)}."
    )


def _chart_row(each: QuarterFigures, measure: Measure, expected: int) -> ChartRow:
    return ChartRow(
        quarter=f"Quarter {each.quarter.number}",
        planned=words.figure(each.planned, measure.unit),
        actual=words.figure(each.actual, measure.unit),
        reported=f"{each.reported} of {expected}" if each.reported else words.NONE,
    )


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
    """The day it was completed or is expected, and how that compares with the plan."""
    if state.expected_on is None:
        return ""
    if state.rating == Rating.COMPLETE:
        return _joined(f"Completed {words.day(state.expected_on)}", words.slip(state.slip))
    if state.slip == 0:
        return "Expected as planned"
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
    return format_html_join("", "<p>{}</p>", ((line,) for line in words.paragraphs(text)))


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
