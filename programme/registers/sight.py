"""What of a plan serves which published objective."""

from typing import Any

from django.template.defaultfilters import capfirst

from csplan.accounts.actors import Actor
from csplan.registers.declaration import Register, RegisterColumn
from programme.forms.sight import ObjectiveLinkForm
from programme.models import BusinessPlan, ObjectiveLink
from programme.permissions.plans import can_frame
from programme.registers.plans import list_within, plan_or_404


def objective_links(actor: Actor, plan: str) -> Register:
    """The line of sight from published objectives into one plan."""
    owner = plan_or_404(actor, plan)
    return list_within(
        owner,
        _plan_of,
        slug="objective-links",
        singular="link to an objective",
        plural="links to objectives",
        lead="Which published objectives this plan serves, and how.",
        model=ObjectiveLink,
        form=ObjectiveLinkForm,
        columns=(
            RegisterColumn("objective", "Published objective", order_by=("objective",)),
            RegisterColumn(
                "outcome", capfirst(owner.outcome_singular), "Or a milestone",
                order_by=("outcome__order",),
            ),
            RegisterColumn("milestone", "Milestone", f"Or a {owner.outcome_singular}"),
            RegisterColumn("how", "How it serves the objective"),
            RegisterColumn("is_illustrative", "Illustrative", value=_marked, is_listed=False),
        ),
        natural_key=("objective", "outcome", "milestone"),
        rows=lambda actor: ObjectiveLink.objects.filter(plan=owner).select_related(
            "plan", "objective", "outcome", "milestone__locality"
        ),
        remove_rule=lambda actor, record: can_frame(actor, _plan_of(record)),
        before_removing=_nothing_else,
        search=("how", "objective__text"),
        order_by=("outcome__order", "pk"),
    )  # fmt: skip


def _plan_of(record: Any) -> BusinessPlan:
    plan: BusinessPlan = record.plan
    return plan


def _marked(record: Any) -> str:
    return "Illustrative" if record.is_illustrative else ""


def _nothing_else(record: Any, actor: Actor, at: Any) -> None:
    """A link has nothing under it."""
