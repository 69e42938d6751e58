"""What the national team reports of its own measures, quarter by quarter."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from programme.models import Measure, NationalFigure, PlannedValue, Restatement
from programme.selectors.figures import Stated, stated
from programme.selectors.measures import YearSoFar, year_so_far


@dataclass(frozen=True, slots=True)
class NationalLine:
    """One national measure in one quarter, with its year so far and its earlier quarters."""

    figure: NationalFigure
    measure: Measure
    stated: Stated
    year: YearSoFar
    target: str
    earlier: tuple[tuple[Quarter, Stated], ...] = ()

    @property
    def is_reported(self) -> bool:
        return self.figure.is_reported


def with_restatements(
    figures: QuerySet[NationalFigure, NationalFigure],
) -> QuerySet[NationalFigure, NationalFigure]:
    rows = Restatement.objects.select_related("by").order_by("pk")
    return figures.prefetch_related(Prefetch("restatements", rows))


def national_lines(
    period: ReportingPeriod, *, measure: int | None = None
) -> tuple[NationalLine, ...]:
    """The quarter's national measures in the plans' order, or one of them. Five queries."""
    asked = NationalFigure.objects.filter(period=period)
    if measure is not None:
        asked = asked.filter(measure=measure)
    figures = list(
        with_restatements(asked)
        .select_related("measure__outcome__plan", "updated_by", "period")
        .prefetch_related("measure__year_targets")
        .order_by("measure__outcome__plan__title", "measure__outcome__order", "measure__order")
    )
    wanted = [each.measure_id for each in figures]
    reported, planned = _reported(wanted, period), _planned(wanted, period)
    return tuple(
        _line(each, reported[each.measure_id], planned.get(each.measure_id, {}))
        for each in figures
    )


def _line(
    figure: NationalFigure,
    reported: Mapping[Quarter, NationalFigure],
    planned: Mapping[Quarter, Decimal],
) -> NationalLine:
    measure, now = figure.measure, figure.period.quarter
    found = {quarter: stated(each, measure.unit) for quarter, each in reported.items()}
    own = {quarter: each.amount for quarter, each in found.items()}
    year = year_so_far(measure, now, own, planned)
    return NationalLine(
        figure=figure,
        measure=measure,
        stated=stated(figure, measure.unit),
        year=year,
        target=measure.yardstick.range_words or year.words(measure.aim(now.year.start_year)),
        earlier=tuple(
            (quarter, found[quarter]) for quarter in sorted(found, reverse=True) if quarter < now
        ),
    )


def _reported(
    measures: Iterable[int], period: ReportingPeriod
) -> Mapping[int, Mapping[Quarter, NationalFigure]]:
    """Everything reported of the measures up to the quarter."""
    figures = NationalFigure.objects.filter(
        measure__in=list(measures), version__gt=0, period__starts_on__lte=period.starts_on
    )
    found: dict[int, dict[Quarter, NationalFigure]] = defaultdict(dict)
    for each in with_restatements(figures).select_related("period"):
        found[each.measure_id][each.period.quarter] = each
    return found


def _planned(
    measures: Iterable[int], period: ReportingPeriod
) -> Mapping[int, Mapping[Quarter, Decimal]]:
    year = period.year
    rows = PlannedValue.objects.filter(
        measure__in=list(measures),
        locality__isnull=True,
        period__starts_on__range=(year.starts_on, year.ends_on),
    ).values_list("measure_id", "period__starts_on", "value")
    planned: dict[int, dict[Quarter, Decimal]] = defaultdict(dict)
    for measure, starts_on, value in rows.order_by():
        planned[measure][Quarter.starting(starts_on)] = value
    return planned


def reported_words(period: ReportingPeriod) -> str:
    """ "1 of 2 reported"; "" when the quarter asks about no national measure. One query."""
    versions = list(NationalFigure.objects.filter(period=period).values_list("version", flat=True))
    if not versions:
        return ""
    return f"{sum(version > 0 for version in versions)} of {len(versions)} reported"
