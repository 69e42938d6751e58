"""A measure's year quarter by quarter: a picture, the table beside it, and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from programme.choices import Unit
from programme.rules.measures import rounded
from reporting.document import words
from reporting.document.charts.trajectory import Aims, Point, top_of, trajectory
from reporting.document.measures.facts import Measure
from reporting.document.measures.figures import MeasureFigures, QuarterFigures
from reporting.document.rows import NO_WORDS, restated_lines, status_words


@dataclass(frozen=True, slots=True)
class ChartRow:
    quarter: str
    planned: str
    actual: str
    reported: str


@dataclass(frozen=True, slots=True)
class MeasureChart:
    key: str
    title: str
    unit: str
    picture: SafeString
    rows: Sequence[ChartRow]
    status: str
    projection: str
    target: str
    restated: Sequence[str]


def measure_chart(found: MeasureFigures, names: Mapping[str, str]) -> MeasureChart:
    """A measure's year in a picture, a table and words; ``names`` are the localities' by slug."""
    measure = found.measure
    return MeasureChart(
        key=f"measure-{measure.pk}",
        title=measure.title,
        unit=words.unit_beside(measure.title, measure.unit),
        picture=_picture(found),
        rows=[_chart_row(each, found) for each in found.quarters],
        status=_status_sentence(found),
        projection=_projection(found),
        target=_target_sentence(measure),
        restated=[
            line
            for each in measure.reports
            if each.restated and each.quarter <= found.quarters[-1].quarter
            for line in restated_lines([each], measure, names.get(each.locality, ""))
        ],
    )


def _picture(found: MeasureFigures) -> SafeString:
    """The chart; none for a yes or no, which has no height."""
    if found.measure.unit == Unit.YES_NO:
        return NO_WORDS
    points, aims = [_point(each, found.expected) for each in found.quarters], _aims(found)
    top = words.figure_with_unit(top_of(points, aims), found.measure.unit)
    return trajectory(points, words=_chart_words(found), top_label=top, aims=aims)


def _aims(found: MeasureFigures) -> Aims:
    """What the year should come to and, until its last quarter is reported, leads to."""
    measure = found.measure
    is_open = found.quarters[-1].actual is None and not found.is_ended
    return Aims(
        target=measure.target,
        low=measure.range_low,
        high=measure.range_high,
        projected=rounded(found.projection.value, measure.unit)
        if found.projection and is_open
        else None,
    )


def _status_sentence(found: MeasureFigures) -> str:
    said = found.judgement.words
    return f"{status_words(found)}{f': {said}' if said and not found.is_ended else ''}."


def _projection(found: MeasureFigures) -> str:
    """Where the year leads, with its method; "" when nothing can be said."""
    if found.projection is None or found.is_ended:
        return ""
    return f"Projected for the year: {found.projection.words(found.measure.unit)}."


def _target_sentence(measure: Measure) -> str:
    if measure.yardstick.range_words:
        return f"To stay within {measure.yardstick.range_words}."
    if measure.target is None:
        return ""
    return f"Target for the year: {words.figure_with_unit(measure.target, measure.unit)}."


def _point(each: QuarterFigures, expected: int) -> Point:
    return Point(
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
    planned = words.figure_with_unit(found.quarters[-1].planned, measure.unit)
    sentences = (
        f"Chart of {measure.title}, the year so far at the end of each quarter. Reported: {said}.",
        f"Planned by the end of the year: {planned}." if planned != words.NONE else "",
        _target_sentence(measure),
        _projection(found),
    )
    return " ".join(sentence for sentence in sentences if sentence)


def _chart_row(each: QuarterFigures, found: MeasureFigures) -> ChartRow:
    measure = found.measure
    reported = "National team" if measure.is_national else f"{each.reported} of {found.expected}"
    return ChartRow(
        quarter=f"Quarter {each.quarter.number}",
        planned=words.figure(each.planned, measure.unit),
        actual=words.figure(each.actual, measure.unit),
        reported=reported if each.reported else words.NONE,
    )
