"""What is planned of a plan's measures, quarter by quarter and locality by locality."""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from csplan.core.models import ReportingPeriod
from csplan.core.periods import FinancialYear, Quarter
from localities.models import Locality
from programme.choices import Direction
from programme.models import BusinessPlan, Measure, MeasureUpdate, NationalFigure, PlannedValue
from programme.rules.measures import bare_figure_words, figure_words
from programme.rules.trajectories import total_problem, year_end

NATIONAL_KEY = 0
"""Stands for the locality in the row of a national measure."""

Cells = Mapping[tuple[int, dt.date], Decimal]
"""Planned values by the key of the locality and the first day of the quarter."""


def has_figures(measure: Measure) -> bool:
    """Whether anybody has reported a figure of the measure. At most two queries."""
    return (
        MeasureUpdate.objects.filter(measure=measure, version__gt=0).exists()
        or NationalFigure.objects.filter(measure=measure, version__gt=0).exists()
    )


def years_of(plan: BusinessPlan) -> list[FinancialYear]:
    return [FinancialYear(start) for start in range(plan.first_year, plan.last_year + 1)]


@dataclass(frozen=True, slots=True)
class TrajectoryLine:
    """How the planned values of a measure's year stand to its target."""

    measure: Measure
    year: FinancialYear
    target: str
    planned: str
    problem: str

    @property
    def state(self) -> str:
        if not self.planned:
            return "Nothing planned"
        if self.problem:
            return self.problem
        return "Comes to the target" if self.target else "Planned"

    @property
    def needs_work(self) -> bool:
        return not self.planned or bool(self.problem)


def trajectory_lines(plan: BusinessPlan) -> list[TrajectoryLine]:
    """A line for each measure and year of the plan, in its order. Three queries."""
    measures = list(
        Measure.objects.filter(outcome__plan=plan)
        .select_related("outcome")
        .prefetch_related("year_targets")
        .order_by("outcome__order", "order")
    )
    cells = _cells_by_measure(measures)
    return [
        _trajectory_line(measure, year, cells.get(measure.pk, {}))
        for measure in measures
        for year in years_of(plan)
        if measure.is_collected_on(year.starts_on)
    ]


def _trajectory_line(measure: Measure, year: FinancialYear, cells: Cells) -> TrajectoryLine:
    rows = rows_of(cells, year)
    target = measure.aim(year.start_year)
    reached = year_end(rows, measure.accumulation)
    return TrajectoryLine(
        measure=measure,
        year=year,
        target=measure.yardstick.range_words or _words(target, measure),
        planned=_words(reached, measure),
        problem=total_problem(rows, how=measure.accumulation, unit=measure.unit, target=target),
    )


def rows_of(cells: Cells, year: FinancialYear) -> list[list[Decimal | None]]:
    """The year's planned values, a row for each locality that has any."""
    places = sorted({place for place, day in cells if day in year})
    quarters = year.quarters
    return [[cells.get((place, each.starts_on)) for each in quarters] for place in places]


def _words(value: Decimal | None, measure: Measure) -> str:
    return "" if value is None else figure_words(value, measure.unit)


def _cells_by_measure(measures: Iterable[Measure]) -> Mapping[int, Cells]:
    found: dict[int, dict[tuple[int, dt.date], Decimal]] = defaultdict(dict)
    rows = PlannedValue.objects.filter(measure__in=list(measures)).order_by()
    for measure, place, day, value in rows.values_list(
        "measure_id", "locality_id", "period__starts_on", "value"
    ):
        found[measure][place or NATIONAL_KEY, day] = value
    return found


@dataclass(frozen=True, slots=True)
class GridRow:
    """One locality of a trajectory, or the nation."""

    key: int
    name: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A measure's year: a row for each locality, a column for each quarter that has dates."""

    measure: Measure
    year: FinancialYear
    target: Decimal | None
    rows: tuple[GridRow, ...]
    periods: tuple[ReportingPeriod, ...]
    cells: Cells

    @property
    def shown_rows(self) -> list[tuple[GridRow, list[tuple[ReportingPeriod, str]]]]:
        """What is planned in words, for those who only read it; "–" where nothing is."""
        return [
            (row, [(each, self._words(row, each)) for each in self.periods]) for row in self.rows
        ]

    def _words(self, row: GridRow, period: ReportingPeriod) -> str:
        value = self.cells.get((row.key, period.starts_on))
        return "–" if value is None else bare_figure_words(value, self.measure.unit)

    @property
    def missing(self) -> list[Quarter]:
        """Quarters that cannot be planned for, as they have no dates yet."""
        dated = {period.starts_on for period in self.periods}
        return [each for each in self.year.quarters if each.starts_on not in dated]

    @property
    def target_words(self) -> str:
        return self.measure.yardstick.range_words or _words(self.target, self.measure)

    @property
    def can_be_spread(self) -> bool:
        return self.target is not None and self.measure.direction != Direction.RANGE

    @property
    def seen(self) -> str:
        return fingerprint(self.cells)

    @property
    def reached(self) -> str:
        found = year_end(rows_of(self.cells, self.year), self.measure.accumulation)
        return _words(found, self.measure)

    @property
    def problem(self) -> str:
        measure = self.measure
        return total_problem(
            rows_of(self.cells, self.year),
            how=measure.accumulation,
            unit=measure.unit,
            target=self.target,
        )


def trajectory_grid(measure: Measure, year: FinancialYear) -> Grid:
    """The measure's year as it is stored. Five queries."""
    cells = stored_cells(measure, year)
    rows = (
        (GridRow(NATIONAL_KEY, "National"),)
        if measure.is_national
        else tuple(GridRow(place.pk, place.name) for place in _localities(measure, year, cells))
    )
    periods = ReportingPeriod.objects.filter(starts_on__range=(year.starts_on, year.ends_on))
    return Grid(
        measure=measure,
        year=year,
        target=measure.aim(year.start_year),
        rows=rows,
        periods=tuple(
            period
            for period in periods.order_by("starts_on")
            if measure.is_collected_on(period.starts_on)
        ),
        cells=cells,
    )


def stored_cells(measure: Measure, year: FinancialYear) -> Cells:
    """The year's planned values. One query."""
    rows = PlannedValue.objects.filter(
        measure=measure, period__starts_on__range=(year.starts_on, year.ends_on)
    ).values_list("locality_id", "period__starts_on", "value")
    return {(place or NATIONAL_KEY, day): value for place, day, value in rows.order_by()}


def fingerprint(cells: Cells) -> str:
    """Changes whenever one of the planned values does."""
    lines = sorted(
        [place, day.isoformat(), f"{value:.2f}"] for (place, day), value in cells.items()
    )
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def _localities(measure: Measure, year: FinancialYear, cells: Cells) -> Sequence[Locality]:
    """Those with work in the plan, and those planned for; all in force when there are none."""
    in_force = Locality.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=year.ends_on),
        Q(ends_on__isnull=True) | Q(ends_on__gte=year.starts_on),
    )
    at_work = in_force.filter(_at_work(measure))
    planned = Locality.objects.filter(pk__in={place for place, _ in cells})
    found = Locality.objects.filter(Q(pk__in=at_work.values("pk")) | Q(pk__in=planned))
    ordered = list(found.order_by("cluster__order", "order", "name"))
    return ordered or list(in_force.order_by("cluster__order", "order", "name"))


def _at_work(measure: Measure) -> Q:
    plan = measure.outcome.plan_id
    return Q(milestones__work_item__outcome__plan=plan) | Q(work_items__outcome__plan=plan)


@dataclass(frozen=True, slots=True)
class AppendixMeasure:
    """One measure as Appendix 1 prints it."""

    measure: Measure
    aims: tuple[tuple[str, str], ...]
    quarters: tuple[tuple[str, str], ...]
    how_counted: str


@dataclass(frozen=True, slots=True)
class AppendixPart:
    """The measures under one outcome."""

    number: int
    title: str
    measures: tuple[AppendixMeasure, ...]


def appendix(plan: BusinessPlan) -> list[AppendixPart]:
    """Every outcome of the plan with its measures. Five queries."""
    outcomes = list(plan.outcomes.order_by("order"))
    measures = list(
        Measure.objects.filter(outcome__plan=plan)
        .select_related("derivation")
        .prefetch_related("year_targets", "derivation__event_types")
        .order_by("outcome__order", "order")
    )
    cells = _cells_by_measure(measures)
    by_outcome: dict[int, list[AppendixMeasure]] = defaultdict(list)
    for measure in measures:
        own = _appendix_measure(measure, plan, cells.get(measure.pk, {}))
        by_outcome[measure.outcome_id].append(own)
    return [
        AppendixPart(outcome.order, outcome.title, tuple(by_outcome[outcome.pk]))
        for outcome in outcomes
    ]


def _appendix_measure(measure: Measure, plan: BusinessPlan, cells: Cells) -> AppendixMeasure:
    years = years_of(plan)
    aims = [(year.label, _words(measure.aim(year.start_year), measure)) for year in years]
    return AppendixMeasure(
        measure=measure,
        aims=tuple(aims if len({words for _, words in aims}) > 1 else [("", aims[0][1])]),
        quarters=tuple(
            (_quarter_name(quarter, is_only_year=len(years) == 1), words.partition(" ")[0])
            for year in years
            for quarter in year.quarters
            if (words := _words(_quarter_total(cells, quarter, measure), measure))
        ),
        how_counted=derivation_words(measure),
    )


def _quarter_name(quarter: Quarter, *, is_only_year: bool) -> str:
    return f"Quarter {quarter.number}" if is_only_year else quarter.short_label


def _quarter_total(cells: Cells, quarter: Quarter, measure: Measure) -> Decimal | None:
    """What all localities together plan for one quarter alone."""
    planned = [[value] for (_, day), value in cells.items() if day == quarter.starts_on]
    return year_end(planned, measure.accumulation)


def derivation_words(measure: Measure) -> str:
    """How csplan counts the measure from the record; "" when it does not."""
    derivation = getattr(measure, "derivation", None)
    if derivation is None:
        return ""
    kinds = ", ".join(str(each) for each in derivation.event_types.all())
    counted = str(derivation.get_counted_display())
    words = f"{derivation.get_record_kind_display()}: {counted[:1].lower()}{counted[1:]}"
    return f"{words} ({kinds})" if kinds else words
