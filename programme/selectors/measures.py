"""What stands beside a measure's form."""

from dataclasses import dataclass
from decimal import Decimal

from csplan.accounts.actors import Actor
from programme.models import MeasureUpdate, PlannedValue
from programme.permissions import readable_states
from programme.rules import accumulate, figure_words


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
