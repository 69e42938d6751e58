"""Who may read and keep risks, stakeholders, communications and impact; see docs/access.md."""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from localities.models import Locality
from programme.choices import PlanState
from programme.models import BusinessPlan
from programme.permissions.delivery import can_log
from programme.querysets_engagement import READS

KEEPS_WHOLE_PLANS = (Role.NATIONAL_TEAM, Role.HEAD)
KEEPS_SOMETHING = (*KEEPS_WHOLE_PLANS, Role.COORDINATOR, Role.ASSISTANT)


def can_read_engagement(actor: Actor) -> bool:
    """Whether risks, stakeholders and communications are open to the actor at all."""
    return actor.has(*READS)


def can_keep_for(actor: Actor, locality: Locality | None) -> bool:
    """Keep what is a locality's own, or what is the whole plan's where ``locality`` is None.

    The national team keeps both, the Head what is the whole plan's, a locality's co-ordinator
    and the assistant of its cluster what is its own.
    """
    if locality is None:
        return actor.has(*KEEPS_WHOLE_PLANS)
    return actor.has(Role.NATIONAL_TEAM) or can_log(actor, locality)


def can_keep_somewhere(actor: Actor) -> bool:
    return actor.has(*KEEPS_SOMETHING)


def can_keep_within(actor: Actor, plan: BusinessPlan, locality: Locality | None) -> bool:
    """The same for stakeholders and communications, until the plan is closed."""
    return plan.state != PlanState.CLOSED and can_keep_for(actor, locality)


def can_keep_some_within(actor: Actor, plan: BusinessPlan) -> bool:
    return plan.state != PlanState.CLOSED and can_keep_somewhere(actor)


def can_keep_channels(actor: Actor) -> bool:
    return actor.has(Role.NATIONAL_TEAM, Role.ADMINISTRATOR)


def can_read_channels(actor: Actor) -> bool:
    return can_read_engagement(actor) or actor.has(Role.ADMINISTRATOR)


def can_judge_impact(actor: Actor, plan: BusinessPlan) -> bool:
    """Say what is asked about a plan's impact, and judge it."""
    return plan.state != PlanState.CLOSED and actor.has(*KEEPS_WHOLE_PLANS)


def can_add_evidence(actor: Actor, plan: BusinessPlan) -> bool:
    """Write the evidence of impact: whoever judges it, and co-ordinators and assistants."""
    return can_keep_some_within(actor, plan)
