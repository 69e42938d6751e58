"""Who may keep the lines of a locality's own plan, and move items between stages."""

from csplan.accounts.actors import Actor
from localities.models import Locality
from programme.choices import PlanState
from programme.models import BusinessPlan, WorkItem
from programme.permissions.plans import can_frame, can_keep_local_plan


def can_keep_item(actor: Actor, plan: BusinessPlan, item: WorkItem) -> bool:
    """A national item: whoever frames the plan. A local one: whoever keeps the local plan."""
    if item.locality is None:
        return can_frame(actor, plan)
    return can_keep_local_plan(actor, plan, item.locality)


def can_remove_local(actor: Actor, plan: BusinessPlan, locality: Locality) -> bool:
    """Take a line out of the local part of a draft; what was agreed is ended instead."""
    return plan.state == PlanState.DRAFT and can_keep_local_plan(actor, plan, locality)
