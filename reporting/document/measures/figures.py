"""What a measure's figures amount to: decisions over plain values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from csplan.core.periods import Quarter
from programme.choices import Direction, MeasureStatus
from programme.rules.measures import (
    Amount,
    Judgement,
    Projection,
    accumulate,
    combine,
    judge,
    project_together,
    weighed,
)
from reporting.document.measures.facts import Figure, Measure

NATIONAL = ""
"""The place of a figure that the national team reports."""


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """A measure at the end of a quarter: the year so far, for all localities together.

    ``actual`` is None when no locality reported that quarter, and for quarters to come.
    """

    quarter: Quarter
    planned: Decimal | None
    actual: Decimal | None
    reported: int


@dataclass(frozen=True, slots=True)
class MeasureFigures:
    """A measure's year so far, of all localities or of one; of the nation for a national one.

    ``judgement`` compares those localities alone that reported this quarter, and planned
    anything, with their own plan, so that silence is not taken for falling behind.
    """

    measure: Measure
    this_quarter: Decimal | None
    so_far: Amount | None
    planned_to_date: Decimal | None
    judgement: Judgement
    projection: Projection | None
    reported: int
    expected: int
    is_ended: bool
    quarters: tuple[QuarterFigures, ...]

    @property
    def to_date(self) -> Decimal | None:
        return None if self.so_far is None else self.so_far.value

    @property
    def is_partial(self) -> bool:
        return 0 < self.reported < self.expected


def measure_figures(
    measure: Measure, quarter: Quarter, localities: Sequence[str]
) -> MeasureFigures:
    """``measure`` at the end of ``quarter`` for ``localities`` together."""
    places = (NATIONAL,) if measure.is_national else tuple(localities)
    planned = _by_locality(measure.planned, places)
    actual = _by_locality(measure.reports, places)
    heard = [place for place, own in actual.items() if own.get(quarter) is not None]
    this_quarter = combine((actual[place][quarter] for place in heard), measure.accumulation)
    planned_to_date = _to_date(measure, planned, quarter, places)
    return MeasureFigures(
        measure=measure,
        this_quarter=this_quarter.value if this_quarter else None,
        so_far=_to_date(measure, actual, quarter, places),
        planned_to_date=planned_to_date.value if planned_to_date else None,
        judgement=_judgement(measure, planned, actual, quarter, heard),
        projection=_projection(measure, actual, quarter, places),
        reported=len(heard),
        expected=len(places),
        is_ended=measure.ends_on is not None and measure.ends_on < quarter.starts_on,
        quarters=tuple(
            _quarter_figures(measure, planned, actual, each, quarter, places)
            for each in quarter.year.quarters
        ),
    )


ValuesByLocality = dict[str, dict[Quarter, Amount | None]]


def _by_locality(figures: Iterable[Figure], localities: Sequence[str]) -> ValuesByLocality:
    values: ValuesByLocality = defaultdict(dict)
    for figure in figures:
        if figure.locality in localities:
            values[figure.locality][figure.quarter] = figure.amount
    return values


def _judgement(
    measure: Measure,
    planned: ValuesByLocality,
    actual: ValuesByLocality,
    quarter: Quarter,
    heard: Sequence[str],
) -> Judgement:
    if not heard:
        return Judgement(MeasureStatus.NO_REPORT)
    if measure.direction == Direction.RANGE:
        so_far = _to_date(measure, actual, quarter, heard)
        return judge(so_far.value if so_far else None, None, measure.yardstick)
    own = {place: _place_to_date(measure, actual[place], quarter) for place in heard}
    aims = {
        place: aim
        for place in heard
        if (aim := weighed(_place_to_date(measure, planned.get(place, {}), quarter), own[place]))
    }
    reached = combine((own[place] for place in aims), measure.accumulation)
    aimed = combine(aims.values(), measure.accumulation)
    if reached is None or aimed is None:
        return Judgement(MeasureStatus.NO_PLAN)
    return judge(reached.value, aimed.value, measure.yardstick)


def _projection(
    measure: Measure, actual: ValuesByLocality, quarter: Quarter, places: Sequence[str]
) -> Projection | None:
    year = quarter.year.quarters
    own = [
        [actual[place].get(each) if each <= quarter else None for each in year]
        for place in places
        if place in actual
    ]
    return project_together(own, measure.accumulation, of=len(places))


def _quarter_figures(
    measure: Measure,
    planned: ValuesByLocality,
    actual: ValuesByLocality,
    each: Quarter,
    now: Quarter,
    places: Sequence[str],
) -> QuarterFigures:
    reported = sum(values.get(each) is not None for values in actual.values())
    known = reported and each <= now
    aim = _to_date(measure, planned, each, places)
    reached = _to_date(measure, actual, each, places) if known else None
    return QuarterFigures(
        quarter=each,
        planned=aim.value if aim else None,
        actual=reached.value if reached else None,
        reported=reported if each <= now else 0,
    )


def _to_date(
    measure: Measure, values: ValuesByLocality, quarter: Quarter, places: Sequence[str]
) -> Amount | None:
    """The year's figure at the end of ``quarter``: each locality's quarters, then all of them."""
    own = (_place_to_date(measure, values.get(place, {}), quarter) for place in places)
    return combine(own, measure.accumulation)


def _place_to_date(
    measure: Measure, own: Mapping[Quarter, Amount | None], quarter: Quarter
) -> Amount | None:
    quarters = (each for each in quarter.year.quarters if each <= quarter)
    return accumulate([own.get(each) for each in quarters], measure.accumulation)
