"""Giving and ending roles. A grant is ended, never removed: who held what stays true."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.accounts.choices import GUARDED_ROLES
from csplan.accounts.models import RoleGrant, User
from csplan.audit.services import record
from csplan.core.errors import NotPermittedError, WrongStateError
from csplan.core.periods import london_day
from csplan.people.choices import ProposalKind
from csplan.people.models import Proposal
from csplan.people.permissions import can_change_person
from csplan.people.rules import EARLIEST_END
from csplan.people.services.accounts import proposer
from csplan.people.services.locking import held
from csplan.people.services.proposing import propose

NOT_YOUR_OWN_ROLES = "Another administrator looks after your own roles"


@transaction.atomic
def give_role(*, grant: RoleGrant, actor: Actor, at: dt.datetime) -> Proposal | None:
    """Save an unsaved grant, or put it before a second administrator if the role asks for that.

    Raises NotPermittedError, and ValidationError when it overlaps another or its scope does not
    suit the role.
    """
    if not can_change_person(actor, grant.user):
        raise NotPermittedError(NOT_YOUR_OWN_ROLES)
    held(grant.user)
    grant.full_clean()
    if grant.role not in GUARDED_ROLES:
        save_grant(grant, by=actor.person, at=at)
        return None
    return propose(
        ProposalKind.GIVE,
        grant.user,
        actor=actor,
        at=at,
        role=grant.role,
        starts_on=grant.starts_on,
        ends_on=grant.ends_on,
    )


@transaction.atomic
def end_role(
    *, grant: RoleGrant, ends_on: dt.date, actor: Actor, at: dt.datetime
) -> Proposal | None:
    """Let ``ends_on`` be the last day of a grant; an administrator's or the Head's waits.

    Raises NotPermittedError, ValidationError for a day that is too early, and WrongStateError
    when the grant has ended.
    """
    if not can_change_person(actor, grant.user):
        raise NotPermittedError(NOT_YOUR_OWN_ROLES)
    held(grant.user)
    grant.refresh_from_db()
    check_end(grant, ends_on, at=at)
    if grant.role not in GUARDED_ROLES:
        save_end(grant, ends_on, by=actor.person, at=at)
        return None
    return propose(
        ProposalKind.END,
        grant.user,
        actor=actor,
        at=at,
        role=grant.role,
        grant=grant,
        ends_on=ends_on,
    )


def save_grant(
    grant: RoleGrant, *, by: User, at: dt.datetime, proposed_by: User | None = None
) -> None:
    """Write a grant that was checked."""
    grant.save()
    after = {
        "role": grant.role,
        "locality": grant.locality_id,
        "cluster": grant.cluster_id,
        "department": grant.department_id,
        "starts_on": grant.starts_on,
        "ends_on": grant.ends_on,
        **proposer(proposed_by),
    }
    record(action="rolegrant.given", target=grant, actor=by, at=at, after=after)


def save_end(
    grant: RoleGrant,
    ends_on: dt.date,
    *,
    by: User,
    at: dt.datetime,
    proposed_by: User | None = None,
) -> None:
    """Write the last day of a grant that was checked."""
    before = {"ends_on": grant.ends_on}
    grant.ends_on = ends_on
    grant.save(update_fields=["ends_on"])
    after = {"ends_on": ends_on, **proposer(proposed_by)}
    record(action="rolegrant.ended", target=grant, actor=by, at=at, before=before, after=after)


def check_end(grant: RoleGrant, ends_on: dt.date, *, at: dt.datetime) -> None:
    """Raise unless the grant may end on the day."""
    earliest = london_day(at) - EARLIEST_END
    if grant.ends_on is not None and grant.ends_on <= earliest:
        raise WrongStateError("This role has ended already")
    if ends_on < earliest:
        raise ValidationError({"ends_on": "The last day must be yesterday or later"})
    if ends_on < grant.starts_on:
        raise ValidationError(
            {"ends_on": "The last day must not be before the first. Close the account instead"}
        )
    if grant.ends_on is not None and ends_on > grant.ends_on:
        raise ValidationError(
            {"ends_on": "This role ends before that. Give the role again to make it last longer"}
        )
