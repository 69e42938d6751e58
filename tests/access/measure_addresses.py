"""What each address about measures is asked about, for the table."""

from collections.abc import Callable, Mapping
from typing import Final

from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from programme.choices import Collection, PlanState
from programme.models import Measure, MeasureUpdate, NationalFigure
from programme.selectors.trajectories import fingerprint
from tests.conftest import NOW, Cast, accepted_return
from tests.factories import (
    BusinessPlanFactory,
    MeasureFactory,
    OutcomeFactory,
    ReportingPeriodFactory,
    WorkItemFactory,
)

Address = tuple[object, ...]
Form = Mapping[str, str]
Found = tuple[Address, Form]

EARLIER: Final = Quarter.parse("2013-14-q1")
NOTHING: Final[Form] = {}


def of_plan(cast: Cast, step: str, twist: str) -> Found:
    return (_measure(cast, step).outcome.plan.slug,), NOTHING


def of_trajectory(cast: Cast, step: str, twist: str) -> Found:
    """A year's grid with one box filled in, over what the page was drawn from."""
    measure = _measure(cast, step)
    ReportingPeriodFactory.create()
    form = {
        "seen": "another" if twist == "stale" else fingerprint({}),
        f"v-{cast.own.pk}-3": "many" if twist == "wrong" else "4",
        "do": "save",
    }
    return (measure.outcome.plan.slug, measure.pk, "2013-14"), form


def _measure(cast: Cast, step: str) -> Measure:
    plan = BusinessPlanFactory.create(state=PlanState(step))
    outcome = OutcomeFactory.create(plan=plan)
    WorkItemFactory.create(outcome=outcome, locality=cast.own)
    measure: Measure = MeasureFactory.create(outcome=outcome)
    return measure


def earlier_figure(cast: Cast, measure: Measure, now: Address, twist: str) -> Found:
    """What the cast's own locality reported of the measure in Quarter 1, to be put right."""
    period = ReportingPeriodFactory.create(quarter=EARLIER)
    earlier = accepted_return(period, cast.own, cast=cast, at=NOW)
    if twist != "never reported":
        MeasureUpdate.objects.create(quarterly_return=earlier, measure=measure, value=3, version=1)
    form = {"value": "5", "reason": "Two were left out."}
    form["version"] = "1" if twist == "stale" else "0"
    return (*now, measure.pk, EARLIER.slug), {} if twist == "nothing filled in" else form


def national(cast: Cast, step: str, twist: str) -> Found:
    """A national figure that was reported, of a quarter that is open or closed."""
    quarter = Quarter.parse("2013-14-q3" if step == "open" else "2013-14-q2")
    period: ReportingPeriod = ReportingPeriodFactory.create(quarter=quarter)
    measure = MeasureFactory.create(collection=Collection.NATIONAL)
    NationalFigure.objects.create(measure=measure, period=period, value=3, version=1)
    form = {"value": "5", "reason": "Two were left out."}
    if step == "open":
        form["version"] = "0" if twist == "stale" else "1"
    else:
        form["version"] = "1" if twist == "stale" else "0"
    return (period.slug, measure.pk), {} if twist == "nothing filled in" else form


def of_quarter(cast: Cast, step: str, twist: str) -> Found:
    (period, _), _ = national(cast, step, twist)
    return (period,), NOTHING


MADE: Final[Mapping[str, Callable[[Cast, str, str], Found]]] = {
    "trajectories": of_plan,
    "appendix-measures": of_plan,
    "trajectory": of_trajectory,
    "national-figures": of_quarter,
    "national-figure": national,
    "national-restate": national,
}
