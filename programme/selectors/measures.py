"""What stands beside a measure's form, and beside its figure when a return is read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, prefetch_related_objects

from csplan.accounts.actors import Actor
from csplan.core.periods import Quarter
from csplan.core.ratings import Rating
from programme.choices import AFTER_SUBMISSION, MEASURE_STATUS_COLOURS, Direction
from programme.models import Measure, MeasureUpdate, PlannedValue, QuarterlyReturn, YearTarget
from programme.permissions.returns import readable_states
from programme.rules.evidence import MeasureStanding
from programme.rules.measures import (
    Amount,
    Judgement,
    Projection,
    accumulate,
    figure_words,
    judge,
    project,
)
from programme.selectors.answers import MeasureLine
from programme.selectors.derived import RecordFigure
from programme.selectors.figures import Stated, amount_of, readable_restatements, stated
from programme.selectors.ratings import Standings


@dataclass(frozen=True, slots=True)
class EarlierQuarter:
    """What the locality reported of a measure for an earlier quarter of the plan."""

    period_slug: str
    label: str
    stated: Stated
    may_be_restated: bool


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """A measure's year in one locality: what is planned, what is reported, where it leads."""

    measure: Measure
    planned_value: Decimal | None
    to_date_value: Decimal | None
    planned_to_date_value: Decimal | None
    judgement: Judgement
    projection: Projection | None

    @property
    def colour(self) -> str:
        return MEASURE_STATUS_COLOURS[self.judgement.status]

    @property
    def planned(self) -> str:
        return self.words(self.planned_value)

    @property
    def to_date(self) -> str:
        return self.words(self.to_date_value)

    @property
    def planned_to_date(self) -> str:
        return self.words(self.planned_to_date_value)

    @property
    def projected(self) -> str:
        """The projection with its method; "" when there is none."""
        return self.projection.words(self.measure.unit) if self.projection else ""

    def words(self, value: Decimal | None) -> str:
        return "" if value is None else figure_words(value, self.measure.unit)


@dataclass(frozen=True, slots=True)
class MeasureContext:
    """What stands beside the form: the year so far, the earlier quarters and the target."""

    year: YearSoFar
    year_before: str
    target: str
    range: str
    bands: str
    earlier: tuple[EarlierQuarter, ...]
    last: Stated | None


def measure_context(
    update: MeasureUpdate, actor: Actor, *, from_record: RecordFigure | None = None
) -> MeasureContext:
    """The plan, the earlier quarters and the year so far.

    ``from_record`` stands for the update's own figure where the measure follows the record.
    Four queries.
    """
    quarterly_return, measure = update.quarterly_return, update.measure
    period = quarterly_return.period
    earlier = _earlier_updates(quarterly_return, actor, [measure.pk])
    found = {each.quarterly_return.period.quarter: each for each in earlier}
    own = {quarter: stated(each, measure.unit).amount for quarter, each in found.items()}
    before = accumulate(
        [own.get(each) for each in period.year.quarters if each < period.quarter],
        measure.accumulation,
    )
    own[period.quarter] = Amount(from_record.value) if from_record else amount_of(update)
    planned = _planned(quarterly_return, [measure.pk]).get(measure.pk, {})
    so_far = year_so_far(measure, period.quarter, own, planned)
    previous = found.get(period.quarter.previous)
    return MeasureContext(
        year=so_far,
        year_before=so_far.words(before.value if before else None),
        target=so_far.words(_target(measure, period.year.start_year)),
        range=measure.yardstick.range_words,
        bands=measure.yardstick.words,
        earlier=tuple(_earlier_quarter(each, measure) for each in reversed(found.values())),
        last=stated(previous, measure.unit) if previous else None,
    )


def year_so_far(
    measure: Measure,
    now: Quarter,
    own: Mapping[Quarter, Amount | None],
    planned: Mapping[Quarter, Decimal],
) -> YearSoFar:
    """How ``own`` stands at the end of ``now`` against ``planned``, and where it leads."""
    so_far = [each for each in now.year.quarters if each <= now]
    to_date = accumulate([own.get(each) for each in so_far], measure.accumulation)
    plans = [Amount(planned[each]) if each in planned else None for each in so_far]
    aimed = accumulate(plans, measure.accumulation)
    has_reported = own.get(now) is not None
    reported = [own.get(each) if each <= now else None for each in now.year.quarters]
    return YearSoFar(
        measure=measure,
        planned_value=planned.get(now),
        to_date_value=to_date.value if to_date else None,
        planned_to_date_value=aimed.value if aimed else None,
        judgement=judge(
            to_date.value if to_date and has_reported else None,
            aimed.value if aimed else None,
            measure.yardstick,
        ),
        projection=project(reported, measure.accumulation),
    )


def _earlier_quarter(update: MeasureUpdate, measure: Measure) -> EarlierQuarter:
    period = update.quarterly_return.period
    return EarlierQuarter(
        period_slug=period.slug,
        label=period.quarter.short_label,
        stated=stated(update, measure.unit),
        may_be_restated=update.quarterly_return.state in AFTER_SUBMISSION,
    )


def _earlier_updates(
    quarterly_return: QuarterlyReturn, actor: Actor, measures: Iterable[int]
) -> QuerySet[MeasureUpdate, MeasureUpdate]:
    """What the locality reported of ``measures`` in earlier quarters; a correction comes last."""
    return (
        MeasureUpdate.objects.filter(
            measure__in=list(measures),
            version__gt=0,
            quarterly_return__state__in=readable_states(actor, quarterly_return),
            quarterly_return__locality=quarterly_return.locality_id,
            quarterly_return__period__starts_on__lt=quarterly_return.period.starts_on,
        )
        .select_related("quarterly_return__period")
        .prefetch_related(readable_restatements(actor, quarterly_return))
        .order_by("quarterly_return__period__starts_on", "quarterly_return__revision")
    )


def _planned(
    quarterly_return: QuarterlyReturn, measures: Iterable[int]
) -> Mapping[int, Mapping[Quarter, Decimal]]:
    """What the locality plans of ``measures`` for each quarter of the return's year."""
    year = quarterly_return.period.year
    rows = PlannedValue.objects.filter(
        measure__in=list(measures),
        locality=quarterly_return.locality_id,
        period__starts_on__range=(year.starts_on, year.ends_on),
    ).values_list("measure_id", "period__starts_on", "value")
    planned: dict[int, dict[Quarter, Decimal]] = defaultdict(dict)
    for measure, starts_on, value in rows.order_by():
        planned[measure][Quarter.starting(starts_on)] = value
    return planned


def _target(measure: Measure, year_start: int) -> Decimal | None:
    if measure.direction == Direction.RANGE:
        return None
    own = YearTarget.objects.filter(measure=measure, year_start=year_start)
    found = own.values_list("target", flat=True).first()
    return measure.target if found is None else found


@dataclass(frozen=True, slots=True)
class ComparedMeasure:
    """A measure's answer with what it is judged by."""

    line: MeasureLine
    year: YearSoFar
    last: Stated | None
    target: str


def compared_measures(
    quarterly_return: QuarterlyReturn, lines: Iterable[MeasureLine], actor: Actor
) -> list[ComparedMeasure]:
    """Each line with its plan, status, last quarter's figure and target. Four queries."""
    lines = list(lines)
    wanted = [line.measure_id for line in lines]
    prefetch_related_objects([line.measure for line in lines], "year_targets")
    planned = _planned(quarterly_return, wanted)
    earlier: dict[int, dict[Quarter, MeasureUpdate]] = defaultdict(dict)
    for update in _earlier_updates(quarterly_return, actor, wanted):
        earlier[update.measure_id][update.quarterly_return.period.quarter] = update
    return [
        _compared(
            line,
            quarterly_return.period.quarter,
            earlier[line.measure_id],
            planned.get(line.measure_id, {}),
        )
        for line in lines
    ]


def compared_standings(locality: int, compared: Iterable[ComparedMeasure]) -> Standings:
    """How these measures of a submitted return stand, without reading them again."""
    found: dict[tuple[int, int], list[MeasureStanding]] = defaultdict(list)
    for each in compared:
        status = each.year.judgement.status
        if each.line.stated.amount is not None:
            rating = str(status) if status in Rating.values else ""
            standing = MeasureStanding(each.line.title, rating)
            found[locality, each.year.measure.outcome_id].append(standing)
    return found


def _compared(
    line: MeasureLine,
    now: Quarter,
    earlier: Mapping[Quarter, MeasureUpdate],
    planned: Mapping[Quarter, Decimal],
) -> ComparedMeasure:
    measure = line.measure
    own = {quarter: stated(each, measure.unit).amount for quarter, each in earlier.items()}
    own[now] = line.stated.amount
    previous = earlier.get(now.previous)
    so_far = year_so_far(measure, now, own, planned)
    return ComparedMeasure(
        line=line,
        year=so_far,
        last=stated(previous, measure.unit) if previous else None,
        target=so_far.words(measure.aim(now.year.start_year)),
    )
