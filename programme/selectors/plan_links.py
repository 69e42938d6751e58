"""Where a plan's page leads: its lists, and what can be done with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.defaultfilters import capfirst
from django.urls import reverse

from csplan.accounts.actors import Actor
from programme.choices import PlanState
from programme.models import BusinessPlan
from programme.permissions.engagement import can_read_engagement
from programme.permissions.plans import can_decide_plans, can_frame, can_start_plans


@dataclass(frozen=True, slots=True)
class PlanLink:
    """A page of the plan, and what one finds there."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PlanLinks:
    """The plan's lists by kind, and what ``actor`` may do now."""

    planned: tuple[PlanLink, ...]
    followed: tuple[PlanLink, ...]
    deeds: tuple[PlanLink, ...]


def plan_links(
    plan: BusinessPlan,
    actor: Actor,
    *,
    lacks_quarters: bool,
    is_reported_on: bool,
    goes_on: bool,
) -> PlanLinks:
    """No query. ``goes_on`` says that there is a next plan that it was taken into."""
    deeds = [*_deeds(plan, actor, lacks_quarters=lacks_quarters, is_reported_on=is_reported_on)]
    if plan.state != PlanState.DRAFT and not goes_on and can_start_plans(actor):
        forward = _url("plan-roll-forward", plan)
        deeds.append(PlanLink("Roll it forward into the next plan", forward))
    return PlanLinks(
        planned=tuple(_found(_planned(plan), plan)),
        followed=(*_found(_followed(plan, actor), plan), *_risks(plan, actor), _sight()),
        deeds=tuple(deeds),
    )


def _planned(plan: BusinessPlan) -> Iterator[tuple[str, str]]:
    if plan.group_singular:
        yield capfirst(plan.group_plural), "groups-list"
    yield capfirst(plan.outcome_plural), "outcomes-list"
    yield capfirst(plan.item_plural), "items-list"
    yield "Measures", "measures-list"
    yield "Planned values of the measures", "trajectories"
    yield "Performance measures to print (Appendix 1)", "appendix-measures"
    yield "Local plans", "local-plans"
    yield "Milestones", "milestones-list"
    yield "Last year: offered, achieved, learnt", "offers-list"


def _risks(plan: BusinessPlan, actor: Actor) -> Iterator[PlanLink]:
    if can_read_engagement(actor):
        yield PlanLink("Risks", f"{reverse('programme:risks-list')}?plan={plan.pk}")


def _sight() -> PlanLink:
    return PlanLink("Line of sight to published objectives", reverse("programme:line-of-sight"))


def _followed(plan: BusinessPlan, actor: Actor) -> Iterator[tuple[str, str]]:
    yield "Stages of the work", "stages"
    yield "Review of the year", "plan-review"
    yield "Impact (Appendix 2)", "impact-list"
    if can_read_engagement(actor):
        yield "Stakeholders (Appendix 3)", "stakeholders-list"
        yield "Communication (Appendix 3)", "communications-list"
    yield "Published objectives it serves", "objective-links-list"
    yield "Where it comes from, and what became of it", "plan-lineage"


def _found(pages: Iterator[tuple[str, str]], plan: BusinessPlan) -> Iterator[PlanLink]:
    for label, name in pages:
        yield PlanLink(label, _url(name, plan))


def _deeds(
    plan: BusinessPlan, actor: Actor, *, lacks_quarters: bool, is_reported_on: bool
) -> Iterator[PlanLink]:
    if can_frame(actor, plan):
        yield PlanLink("Change the plan", reverse("programme:plan-change", args=[plan.pk]))
    if lacks_quarters and can_start_plans(actor):
        yield PlanLink("Make its quarters", _url("plan-quarters", plan))
    if can_decide_plans(actor):
        yield from _decisions(plan, is_reported_on=is_reported_on)


def _decisions(plan: BusinessPlan, *, is_reported_on: bool) -> Iterator[PlanLink]:
    if plan.state == PlanState.DRAFT:
        yield PlanLink("Agree the plan", _url("plan-agree", plan))
    if plan.state == PlanState.AGREED and not is_reported_on:
        yield PlanLink("Take it back to draft", _url("plan-take-back", plan))
    if plan.state == PlanState.AGREED:
        yield PlanLink("Close the plan", _url("plan-close", plan))


def _url(name: str, plan: BusinessPlan) -> str:
    return reverse(f"programme:{name}", args=[plan.slug])
