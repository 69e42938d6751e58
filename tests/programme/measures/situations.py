"""A draft and an agreed plan with measures of every kind, and quarters to plan them for."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from csplan.core.models import ReportingPeriod
from csplan.core.periods import FinancialYear, Quarter
from localities.models import Locality
from programme.choices import Accumulation, Collection, Direction, PlanState, Unit
from programme.models import BusinessPlan, Measure, Outcome
from tests.conftest import Cast
from tests.factories import (
    BusinessPlanFactory,
    MeasureFactory,
    MilestoneFactory,
    OutcomeFactory,
    ReportingPeriodFactory,
    WorkItemFactory,
)

YEAR = FinancialYear(2013)
KINDS: dict[str, dict[str, Any]] = {
    "events": {"unit": Unit.EVENTS, "accumulation": Accumulation.SUM, "target": 8},
    "people": {"unit": Unit.PEOPLE, "accumulation": Accumulation.LATEST, "target": 80},
    "share": {
        "unit": Unit.PERCENT,
        "accumulation": Accumulation.RATIO,
        "numerator_label": "Satisfied",
        "denominator_label": "Asked",
        "target": 80,
    },
    "lead": {"unit": Unit.YES_NO, "accumulation": Accumulation.YES_NO, "target": 1},
    "interval": {
        "unit": Unit.DAYS,
        "accumulation": Accumulation.LATEST,
        "collection": Collection.NATIONAL,
        "direction": Direction.RANGE,
        "range_low": 10,
        "range_high": 16,
        "target": None,
    },
    "placements": {
        "unit": "placement/placements",
        "accumulation": Accumulation.SUM,
        "collection": Collection.NATIONAL,
        "target": 12,
    },
}


@dataclass(frozen=True)
class Framed:
    """A plan for 2013/14 with one measure of each of ``KINDS``, by its name."""

    plan: BusinessPlan
    outcome: Outcome
    measures: dict[str, Measure]
    periods: list[ReportingPeriod]

    def url(self, rest: str = "") -> str:
        return f"/programme/plans/{self.plan.slug}/{rest}"


def quarters() -> list[ReportingPeriod]:
    """The four quarters of 2013/14, made if they are not there."""
    made = {period.starts_on: period for period in ReportingPeriod.objects.all()}
    return [
        made.get(quarter.starts_on) or ReportingPeriodFactory.create(quarter=quarter)
        for quarter in YEAR.quarters
    ]


def framed(*places: Locality, state: PlanState = PlanState.DRAFT) -> Framed:
    """A plan in ``state`` that gives ``places`` work."""
    plan = BusinessPlanFactory.create(title="Local plan", slug="local-plan", state=state)
    outcome = OutcomeFactory.create(plan=plan, order=1, title="Unity")
    for place in places:
        item = WorkItemFactory.create(outcome=outcome, locality=place)
        MilestoneFactory.create(work_item=item, locality=place)
    measures = {
        name: MeasureFactory.create(
            outcome=outcome, order=order, title=name.capitalize(), **_decimals(values)
        )
        for order, (name, values) in enumerate(KINDS.items(), start=1)
    }
    return Framed(plan, outcome, measures, quarters())


def _decimals(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: Decimal(value) if isinstance(value, int) else value for name, value in values.items()
    }


def q(number: int) -> Quarter:
    return YEAR.quarters[number - 1]


def both(cast: Cast) -> tuple[Locality, Locality]:
    return cast.own, cast.other
