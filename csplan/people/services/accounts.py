"""Changing, closing and opening accounts. What concerns an administrator or the Head waits."""

import datetime as dt
from copy import copy
from dataclasses import asdict, dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.services import record
from csplan.core.errors import NotPermittedError, StaleVersionError, WrongStateError
from csplan.core.periods import london_day
from csplan.people.choices import ProposalKind
from csplan.people.models import Proposal
from csplan.people.permissions import can_change_person, is_guarded
from csplan.people.services.invitations import NOT_YOUR_OWN, end_invitations
from csplan.people.services.locking import held
from csplan.people.services.proposing import propose

NO_SECOND_FACTOR = "This person has no second factor"


@dataclass(frozen=True, slots=True)
class Details:
    """What people are called and reached by."""

    full_name: str
    email: str


@transaction.atomic
def change_details(
    *, user: User, seen: Details, wanted: Details, actor: Actor, at: dt.datetime
) -> Proposal | None:
    """Change somebody's name and address.

    The address of an administrator or the Head is a way into their account, so it waits for a
    second administrator: then the proposal is returned. Raises NotPermittedError,
    StaleVersionError when ``seen`` is not how things are, and ValidationError.
    """
    person = _to_change(user, actor)
    if seen != Details(person.full_name, person.email):
        raise StaleVersionError("Somebody else changed this person’s details meanwhile")
    waits = wanted.email != person.email and is_guarded(person, on=london_day(at))
    now = Details(wanted.full_name, person.email) if waits else wanted
    _save_details(person, now, by=actor.person, at=at)
    if not waits:
        return None
    _check_address(person, wanted.email)
    return propose(ProposalKind.ADDRESS, person, actor=actor, at=at, email=wanted.email)


@transaction.atomic
def close_account(*, user: User, actor: Actor, at: dt.datetime) -> Proposal | None:
    """Stop somebody signing in, from their next request; an administrator's or Head's waits."""
    person = _to_change(user, actor)
    _refuse_done(person, is_open=False)
    if is_guarded(person, on=london_day(at)):
        return propose(ProposalKind.CLOSE, person, actor=actor, at=at)
    set_open(person, is_open=False, by=actor.person, at=at)
    return None


@transaction.atomic
def close_at_once(*, user: User, at: dt.datetime) -> None:
    """Close any account without asking a second person, for whoever runs the machine."""
    set_open(held(user), is_open=False, by=None, at=at)


@transaction.atomic
def reopen_account(*, user: User, actor: Actor, at: dt.datetime) -> Proposal | None:
    """Let somebody sign in again, with the roles they still hold."""
    person = _to_change(user, actor)
    _refuse_done(person, is_open=True)
    if is_guarded(person, on=london_day(at)):
        return propose(ProposalKind.REOPEN, person, actor=actor, at=at)
    set_open(person, is_open=True, by=actor.person, at=at)
    return None


@transaction.atomic
def remove_second_factor(*, user: User, actor: Actor, at: dt.datetime) -> Proposal | None:
    """Let somebody who lost theirs set up another at their next sign-in."""
    person = _to_change(user, actor)
    if not Authenticator.objects.filter(user=person).exists():
        raise WrongStateError(NO_SECOND_FACTOR)
    if is_guarded(person, on=london_day(at)):
        return propose(ProposalKind.SECOND_FACTOR, person, actor=actor, at=at)
    drop_second_factor(person, by=actor.person, at=at)
    return None


def set_open(
    user: User, *, is_open: bool, by: User | None, at: dt.datetime, proposed_by: User | None = None
) -> None:
    """Open or close a locked account; closing ends its invitation and its sessions.

    Raises WrongStateError when it is so already.
    """
    _refuse_done(user, is_open=is_open)
    user.is_active = is_open
    user.save(update_fields=["is_active"])
    if not is_open:
        end_invitations(user, at=at)
        _end_sessions(user)
    record(
        action="user.reopened" if is_open else "user.closed",
        target=user,
        actor=by,
        at=at,
        before={"is_active": not is_open},
        after={"is_active": is_open, **proposer(proposed_by)},
    )


def drop_second_factor(
    user: User, *, by: User, at: dt.datetime, proposed_by: User | None = None
) -> None:
    """Forget every authenticator and recovery code of a locked account, and sign it out."""
    forgotten, _ = Authenticator.objects.filter(user=user).delete()
    if not forgotten:
        raise WrongStateError(NO_SECOND_FACTOR)
    _end_sessions(user)
    after = proposer(proposed_by)
    record(action="user.second_factor_removed", target=user, actor=by, at=at, after=after)


def change_address(
    user: User, email: str, *, by: User, at: dt.datetime, proposed_by: User | None = None
) -> None:
    """Move a locked account to another address."""
    wanted = Details(user.full_name, email)
    _save_details(user, wanted, by=by, at=at, proposed_by=proposed_by)


def proposer(user: User | None) -> dict[str, str]:
    """Who proposed what a second person confirmed, as the history keeps it."""
    return {"proposed_by": str(user)} if user is not None else {}


def _refuse_done(user: User, *, is_open: bool) -> None:
    if user.is_active == is_open:
        raise WrongStateError(f"This account is {'open' if is_open else 'closed'} already")


def _end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()


def _to_change(user: User, actor: Actor) -> User:
    if not can_change_person(actor, user):
        raise NotPermittedError(NOT_YOUR_OWN)
    return held(user)


def _save_details(
    user: User, wanted: Details, *, by: User, at: dt.datetime, proposed_by: User | None = None
) -> None:
    before = asdict(Details(user.full_name, user.email))
    after = asdict(wanted)
    changed = [name for name in before if before[name] != after[name]]
    if not changed:
        return
    user.full_name, user.email = wanted.full_name, wanted.email
    user.full_clean(exclude=["password"])
    user.save(update_fields=changed)
    if "email" in changed:
        _forget_old_address(user, at)
    record(
        action="user.changed",
        target=user,
        actor=by,
        at=at,
        before={name: before[name] for name in changed},
        after={**{name: after[name] for name in changed}, **proposer(proposed_by)},
    )


def _check_address(user: User, email: str) -> None:
    """Raise ValidationError unless the account could have the address."""
    moved = copy(user)
    moved.email = email
    moved.full_clean(exclude=["password"])


def _forget_old_address(user: User, at: dt.datetime) -> None:
    """Nothing sent to the old address opens the account."""
    EmailAddress.objects.filter(user=user).delete()
    end_invitations(user, at=at)
