"""A plan with a line of every kind, for the tests of plans."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from csplan.core.periods import Quarter
from programme.choices import PlanState
from programme.models import (
    BusinessPlan,
    Measure,
    ObjectiveLink,
    Offer,
    Outcome,
    OutcomeGroup,
    ReviewLine,
    WorkItem,
)
from tests.factories import (
    BusinessPlanFactory,
    CategoryFactory,
    MeasureFactory,
    ObjectiveFactory,
    ObjectiveSetFactory,
    OfferFactory,
    OutcomeFactory,
    ReportingPeriodFactory,
    WorkItemFactory,
    publish_set,
)

LISTS = ("groups", "outcomes", "items", "offers", "review/lines", "objective-links")


@dataclass(frozen=True)
class Whole:
    """A plan with two outcomes: the first has an item and a measure, the second a measure."""

    plan: BusinessPlan
    group: OutcomeGroup
    outcomes: tuple[Outcome, Outcome]
    item: WorkItem
    measures: tuple[Measure, Measure]
    offer: Offer
    line: ReviewLine

    def url(self, rest: str = "") -> str:
        return f"/programme/plans/{self.plan.slug}/{rest}"

    def record(self, place: str) -> Any:
        """The line of one of ``LISTS``."""
        if place == "objective-links":
            return self.link()
        lines = (self.group, self.outcomes[0], self.item, self.offer, self.line)
        return lines[LISTS.index(place)]

    def link(self) -> ObjectiveLink:
        """What ties the first outcome to a published objective."""
        category = CategoryFactory.create(objective_set=ObjectiveSetFactory.create())
        objective = ObjectiveFactory.create(category=category, text="Unite the service.")
        publish_set(category.objective_set)
        return ObjectiveLink.objects.create(
            plan=self.plan, objective=objective, outcome=self.outcomes[0], how="It unites."
        )


def whole_plan(state: str = PlanState.DRAFT, **changes: Any) -> Whole:
    """A plan of themes, objectives and activities."""
    plan: BusinessPlan = BusinessPlanFactory.create(
        **{
            "title": "Plan 2014/15", "slug": "plan-2014-15", "first_year": 2014,
            "last_year": 2014, "state": state, "purpose": "To serve.",
            "group_singular": "theme", "group_plural": "themes",
            "outcome_singular": "objective", "outcome_plural": "objectives",
            "item_singular": "activity", "item_plural": "activities",
            **changes,
        }
    )  # fmt: skip
    group = OutcomeGroup.objects.create(plan=plan, order=1, title="People", text="Our staff.")
    outcomes = tuple(
        OutcomeFactory.create(plan=plan, order=order, title=title, group=group)
        for order, title in ((1, "Unity"), (2, "Skills"))
    )
    first, second = outcomes
    return Whole(
        plan=plan,
        group=group,
        outcomes=(first, second),
        item=WorkItemFactory.create(outcome=first, order=1, text="Hold talks", owner="Team"),
        measures=(
            MeasureFactory.create(outcome=first, order=1, title="Talks held"),
            MeasureFactory.create(outcome=second, order=1, title="People trained"),
        ),
        offer=OfferFactory.create(plan=plan, order=1, achievements="Done.", implications="More."),
        line=ReviewLine.objects.create(
            plan=plan, order=1, outcome=first, text="We promised.", achievements="We kept it."
        ),
    )


def dated(*slugs: str) -> None:
    """Give the quarters their dates."""
    for slug in slugs:
        ReportingPeriodFactory.create(quarter=Quarter.parse(slug))


def send_file(client: Client, url: str, data: bytes) -> Any:
    """Upload a file to a list; the preview that answers."""
    sent = {"file": SimpleUploadedFile("file.csv", data)}
    return client.post(f"{url}import/", sent, follow=True)


def day(name: str, on: dt.date) -> dict[str, str]:
    """What a browser posts for a date."""
    return {
        f"{name}-day": str(on.day),
        f"{name}-month": str(on.month),
        f"{name}-year": str(on.year),
    }
