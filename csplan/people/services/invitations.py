"""Accounts and the links by which their holders choose a password that nobody else knows."""

import datetime as dt
import secrets
from hashlib import sha256

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.services import record
from csplan.core.errors import NotPermittedError, WrongStateError
from csplan.people.models import Invitation
from csplan.people.permissions import can_change_person, can_see_people
from csplan.people.rules import INVITATION_LASTS
from csplan.people.services.locking import held

TOKEN_BYTES = 32
ONLY_ADMINISTRATORS = "Only administrators look after people"
NOT_YOUR_OWN = "Another administrator looks after your own account"


def digest(token: str) -> str:
    """What the database keeps of a link."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def invite_person(
    *, email: str, full_name: str, actor: Actor, at: dt.datetime
) -> tuple[User, str]:
    """A new account without a password or a role, and the token of the link that opens it.

    The token is known to the caller alone, who sends it. Raises NotPermittedError, and
    ValidationError when the address is wrong or taken.
    """
    if not can_see_people(actor):
        raise NotPermittedError(ONLY_ADMINISTRATORS)
    user = User(email=email.lower(), full_name=full_name)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    token = _new_link(user, actor, at)
    after = {"email": user.email, "full_name": user.full_name}
    record(action="user.invited", target=user, actor=actor.person, at=at, after=after)
    return user, token


@transaction.atomic
def invite_again(*, user: User, actor: Actor, at: dt.datetime) -> str:
    """A new link for somebody who has not chosen a password; it ends the link before.

    Raises NotPermittedError, and WrongStateError for an account that is closed or has a password:
    its holder resets that.
    """
    if not can_change_person(actor, user):
        raise NotPermittedError(NOT_YOUR_OWN)
    person = held(user)
    if not _awaits_password(person):
        raise WrongStateError("This person has chosen a password already, or may not sign in")
    token = _new_link(person, actor, at)
    record(action="user.invited", target=person, actor=actor.person, at=at)
    return token


def open_invitation(token: str, *, at: dt.datetime) -> Invitation | None:
    """The invitation that a link opens; None for a used, ended, late or made-up one.

    Nor does it open an account whose holder has chosen a password by resetting it.
    """
    rows = Invitation.objects.select_related("user").filter(token_digest=digest(token))
    invitation = rows.first()
    if invitation is None or not invitation.is_open_at(at):
        return None
    return invitation if _awaits_password(invitation.user) else None


@transaction.atomic
def accept_invitation(*, invitation: Invitation, password: str, at: dt.datetime) -> User:
    """Give the account its first password and end the link.

    Raises WrongStateError when the link was used or ended meanwhile, ValidationError for a weak
    password.
    """
    validate_password(password, invitation.user)
    # The person first, as everything that ends an invitation holds them.
    user = held(invitation.user)
    waiting = Invitation.objects.filter(
        pk=invitation.pk, used_at__isnull=True, ended_at__isnull=True, expires_at__gt=at
    )
    if not _awaits_password(user) or not waiting.update(used_at=at):
        raise WrongStateError("This link has been used already or is too old")
    user.set_password(password)
    user.save(update_fields=["password"])
    record(action="user.password_chosen", target=user, actor=user, at=at)
    return user


def _awaits_password(user: User) -> bool:
    return user.is_active and not user.has_usable_password()


def end_invitations(user: User, *, at: dt.datetime) -> None:
    """No link opens the account any more."""
    user.invitations.filter(used_at__isnull=True, ended_at__isnull=True).update(ended_at=at)


def _new_link(user: User, actor: Actor, at: dt.datetime) -> str:
    end_invitations(user, at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Invitation.objects.create(
        user=user,
        token_digest=digest(token),
        made_by=actor.person,
        made_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    return token
