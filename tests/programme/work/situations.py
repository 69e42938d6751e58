"""A plan with one national item, and what the cast's two localities make of it."""

from dataclasses import dataclass

from localities.models import Locality
from programme.choices import PlanState, Stage
from programme.models import BusinessPlan, Milestone, Outcome, WorkItem
from tests.conftest import Cast
from tests.factories import (
    BusinessPlanFactory,
    MilestoneFactory,
    OutcomeFactory,
    WorkItemFactory,
)


@dataclass(frozen=True)
class Work:
    """``own`` serves ``national`` and has one milestone; ``other`` is another locality's."""

    plan: BusinessPlan
    outcome: Outcome
    national: WorkItem
    own: WorkItem
    other: WorkItem
    milestone: Milestone

    @property
    def base(self) -> str:
        return f"/programme/plans/{self.plan.slug}"


def make_work(cast: Cast, state: str = PlanState.AGREED) -> Work:
    plan = BusinessPlanFactory.create(
        slug="the-plan",
        state=state,
        outcome_singular="objective",
        outcome_plural="objectives",
        item_singular="activity",
        item_plural="activities",
    )
    outcome = OutcomeFactory.create(plan=plan, order=1, title="Better together")
    national = WorkItemFactory.create(outcome=outcome, order=1, text="Hold joint events.")
    own, other = (
        local_item(outcome, place, serves=national, text="Hold joint events in town.")
        for place in (cast.own, cast.other)
    )
    milestone = MilestoneFactory.create(
        work_item=own, locality=cast.own, order=1, title="First event held"
    )
    return Work(plan, outcome, national, own, other, milestone)


def local_item(
    outcome: Outcome, locality: Locality, *, serves: WorkItem | None = None, text: str
) -> WorkItem:
    """An item that was innovate from the start of its plan."""
    count = WorkItem.objects.filter(outcome=outcome, locality=locality).count()
    item: WorkItem = WorkItemFactory.create(
        outcome=outcome,
        locality=locality,
        serves=serves,
        order=count + 1,
        text=text,
        stage=Stage.INNOVATE,
    )
    return item
