"""The pages of one plan: the plan in its state, and a full form for what is decided."""

from collections.abc import Mapping
from typing import Final

from programme.choices import PlanState
from programme.models import BusinessPlan
from tests.conftest import Cast
from tests.factories import MeasureUpdateFactory
from tests.programme.plans.making import Whole, whole_plan

NOTHING: Final[Mapping[str, str]] = {}
FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "plan-agree": {"in_spite_of_warnings": "on"},
    "plan-take-back": {"reason": "A department left."},
    "plan-close": {"reason": "CS Local was merged."},
}
ROUTES: Final = (
    "plan-detail", "plan-agree", "plan-take-back", "plan-close", "plan-quarters", "plan-lineage",
    "plan-roll-forward", "plan-review", "plan-review-draft",
)  # fmt: skip


def plan_and_form(
    route: str, cast: Cast, step: str, twist: str
) -> tuple[BusinessPlan, Mapping[str, str]]:
    """A plan in the state ``step``, and what its page is sent."""
    whole = whole_plan(PlanState(step))
    if twist == "reported on":
        MeasureUpdateFactory.create(measure=whole.measures[0], quarterly_return__locality=cast.own)
    if twist == "nothing filled in":
        return whole.plan, NOTHING
    return whole.plan, _going_on(whole) if route == "plan-roll-forward" else FORMS.get(
        route, NOTHING
    )


def _going_on(whole: Whole) -> Mapping[str, str]:
    """Both pages of rolling forward: everything goes on."""
    lines = {
        "outcome": [each.pk for each in whole.outcomes],
        "item": [whole.item.pk],
        "measure": [each.pk for each in whole.measures],
    }
    kinds = {f"{level}-{pk}-kind": "continued" for level, pks in lines.items() for pk in pks}
    return {
        "title": "The plan after", "first_year": "2015/16", "last_year": "2015/16",
        "details": "1", **kinds,
    }  # fmt: skip
