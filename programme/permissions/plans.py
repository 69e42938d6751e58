"""Who may see and keep plans: their frame, each locality's own part, and what is decided."""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from localities.models import Locality
from programme.choices import PlanState
from programme.models import BusinessPlan
from programme.permissions.delivery import can_log
from programme.querysets import SEES_EVERY_RETURN

NATIONAL = (Role.NATIONAL_TEAM, Role.HEAD)


def can_start_plans(actor: Actor) -> bool:
    """Add a plan, or roll one forward into the next."""
    return actor.has(*NATIONAL, Role.ADMINISTRATOR)


def can_frame(actor: Actor, plan: BusinessPlan) -> bool:
    """Keep what is national in a plan: outcomes, work programme, measures, trajectories, offers.

    The national team, the Head and administrators while it is a draft; once it is agreed the
    national team and the Head; nobody once it is closed.
    """
    if plan.state == PlanState.CLOSED:
        return False
    return actor.has(*NATIONAL) or (
        plan.state == PlanState.DRAFT and actor.has(Role.ADMINISTRATOR)
    )


def can_remove_from(actor: Actor, plan: BusinessPlan) -> bool:
    """Take a line out of a draft; what was agreed is ended instead."""
    return plan.state == PlanState.DRAFT and can_frame(actor, plan)


def can_decide_plans(actor: Actor) -> bool:
    """Agree a plan, take it back to draft, close it."""
    return actor.has(Role.HEAD)


def can_read_review_drafts(actor: Actor) -> bool:
    """What csplan drafts rests on accepted returns, which few read before they are published."""
    return actor.has(*SEES_EVERY_RETURN)


def can_keep_local_plan(actor: Actor, plan: BusinessPlan, locality: Locality) -> bool:
    """Keep a locality's own items and milestones: its own co-ordinators, and whoever frames."""
    if plan.state == PlanState.CLOSED:
        return False
    return can_log(actor, locality) or can_frame(actor, plan)


def can_keep_some_local_plan(actor: Actor, plan: BusinessPlan) -> bool:
    """Whether there is any locality whose part of the plan the actor may keep."""
    if plan.state == PlanState.CLOSED:
        return False
    return actor.has(Role.COORDINATOR, Role.ASSISTANT) or can_frame(actor, plan)
