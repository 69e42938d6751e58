"""Who looks after people, and whom they may not look after alone."""

import datetime as dt

from csplan.accounts.actors import Actor
from csplan.accounts.choices import GUARDED_ROLES, Role
from csplan.accounts.models import RoleGrant, User
from csplan.people.choices import ProposalKind, ProposalState
from csplan.people.models import Proposal


def can_see_people(actor: Actor) -> bool:
    return actor.has(Role.ADMINISTRATOR)


def can_change_person(actor: Actor, user: User) -> bool:
    """Administrators look after everybody but themselves."""
    return can_see_people(actor) and not _is_self(actor, user)


def can_withdraw(actor: Actor, proposal: Proposal) -> bool:
    """Only whoever proposed it takes it back."""
    return can_see_people(actor) and actor.person.pk == proposal.proposed_by_id


def can_decide(actor: Actor, proposal: Proposal) -> bool:
    """Another administrator, whom it is not about."""
    is_proposer = actor.person.pk == proposal.proposed_by_id
    return can_see_people(actor) and not is_proposer and actor.person.pk != proposal.user_id


def is_guarded(user: User, *, on: dt.date) -> bool:
    """Whether the user holds, will hold or may be given a role that two administrators decide on.

    Once such a role waits to be confirmed, whoever proposed it must not change whom it goes to.
    """
    grants = RoleGrant.objects.filter(user=user, role__in=GUARDED_ROLES)
    waiting = Proposal.objects.filter(
        user=user, kind=ProposalKind.GIVE, state=ProposalState.WAITING
    )
    return grants.not_over_on(on).exists() or waiting.exists()


def _is_self(actor: Actor, user: User) -> bool:
    return actor.person.pk == user.pk
