"""What stands beside a measure's form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from csplan.accounts.actors import Actor
from programme.models import MeasureUpdate, PlannedValue, QuarterlyReturn
from programme.permissions.returns import readable_states
from programme.rules.returns import accumulate, figure_words
from programme.selectors.answers import MeasureLine


@dataclass(frozen=True, slots=True)
class MeasureContext:
    """The plan for the quarter, last quarter's figure, the year before it and its target."""

    unit: str
    planned_value: Decimal | None
    last: MeasureUpdate | None
    year_to_date_value: Decimal | None
    target_value: Decimal | None

    @property
    def planned(self) -> str:
        return self._words(self.planned_value)

    @property
    def year_to_date(self) -> str:
        return self._words(self.year_to_date_value)

    @property
    def target(self) -> str:
        return self._words(self.target_value)

    @property
    def last_figure(self) -> str:
        """Last quarter's figure, or why there was none; "" when nothing was reported."""
        if self.last is None:
            return ""
        if self.last.value is None:
            return f"Not available: {self.last.not_available_reason}"
        return self._words(self.last.value)

    def _words(self, value: Decimal | None) -> str:
        return "" if value is None else figure_words(value, self.unit)


def measure_context(update: MeasureUpdate, actor: Actor) -> MeasureContext:
    """The plan for the quarter, last quarter's figure and the year so far. Two queries."""
    quarterly_return = update.quarterly_return
    period = quarterly_return.period
    earlier = list(
        MeasureUpdate.objects.filter(
            measure=update.measure_id,
            version__gt=0,
            quarterly_return__state__in=readable_states(actor, quarterly_return),
            quarterly_return__locality=quarterly_return.locality_id,
            quarterly_return__period__starts_on__gte=period.year.starts_on,
            quarterly_return__period__starts_on__lt=period.starts_on,
        )
        .select_related("quarterly_return__period")
        .order_by("quarterly_return__period__starts_on", "quarterly_return__revision")
    )
    latest = {row.quarterly_return.period.starts_on: row for row in earlier}
    return MeasureContext(
        unit=update.measure.unit,
        planned_value=_planned(update),
        last=latest.get(period.quarter.previous.starts_on),
        year_to_date_value=accumulate(
            (row.value for row in latest.values()), update.measure.accumulation
        ),
        target_value=update.measure.target,
    )


@dataclass(frozen=True, slots=True)
class ComparedMeasure:
    """A measure's answer with what it is judged by."""

    line: MeasureLine
    planned: str
    last_figure: str
    target: str


def compared_measures(
    quarterly_return: QuarterlyReturn, lines: Iterable[MeasureLine], actor: Actor
) -> list[ComparedMeasure]:
    """Each line with its plan, last quarter's figure and the year's target. One query."""
    planned = PlannedValue.objects.filter(
        measure=OuterRef("measure"),
        locality=quarterly_return.locality_id,
        period=quarterly_return.period_id,
    )
    last = MeasureUpdate.objects.filter(
        measure=OuterRef("measure"),
        version__gt=0,
        quarterly_return__locality=quarterly_return.locality_id,
        quarterly_return__period__starts_on=quarterly_return.period.quarter.previous.starts_on,
        quarterly_return__state__in=readable_states(actor, quarterly_return),
    ).order_by("-quarterly_return__revision")
    rows = MeasureUpdate.objects.filter(quarterly_return=quarterly_return).values_list(
        "measure_id",
        Subquery(planned.values("value")),
        Subquery(last.values("value")[:1]),
        "measure__target",
    )
    beside = {pk: figures for pk, *figures in rows.order_by()}
    return [_compared(line, beside[line.measure_id]) for line in lines]


def _compared(line: MeasureLine, figures: Sequence[Decimal | None]) -> ComparedMeasure:
    words = ("" if value is None else figure_words(value, line.unit) for value in figures)
    return ComparedMeasure(line, *words)


def _planned(update: MeasureUpdate) -> Decimal | None:
    return (
        PlannedValue.objects.filter(
            measure=update.measure_id,
            locality=update.quarterly_return.locality_id,
            period=update.quarterly_return.period_id,
        )
        .values_list("value", flat=True)
        .first()
    )
