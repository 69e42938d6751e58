"""Who may do what to a set of objectives; the same predicates serve services and pages.

Each answers for the person and their department only. The state a set must be in is the
business of ``objectives.rules.states``.
"""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from objectives.models import ObjectiveSet

READS_EVERY_SET = (Role.HEAD, Role.AUDITOR)


def can_see_working_copies(actor: Actor) -> bool:
    """Whether there are any sets whose working copy the actor may read."""
    return actor.has(Role.PRIVATE_OFFICE, *READS_EVERY_SET)


def can_see_working_copy(actor: Actor, objective_set: ObjectiveSet) -> bool:
    return actor.has(*READS_EVERY_SET) or is_own_office(actor, objective_set)


def is_own_office(actor: Actor, objective_set: ObjectiveSet) -> bool:
    """Whether the actor is of the private office of the holder's department."""
    return objective_set.department_id in actor.department_ids(Role.PRIVATE_OFFICE)


def can_add_sets(actor: Actor) -> bool:
    return actor.has(Role.PRIVATE_OFFICE)


def can_edit(actor: Actor, objective_set: ObjectiveSet) -> bool:
    return is_own_office(actor, objective_set)


def can_submit(actor: Actor, objective_set: ObjectiveSet) -> bool:
    return is_own_office(actor, objective_set)


def can_decide(actor: Actor) -> bool:
    """Agree objectives, send them back, publish them."""
    return actor.has(Role.HEAD)


def can_agree(actor: Actor, objective_set: ObjectiveSet) -> bool:
    """Whoever decides, unless it was they who submitted the set."""
    return can_decide(actor) and actor.person.pk != objective_set.submitted_by_id


def can_amend(actor: Actor, objective_set: ObjectiveSet) -> bool:
    """Open what is published for amendment, or give the amendment up."""
    return can_decide(actor) or is_own_office(actor, objective_set)
