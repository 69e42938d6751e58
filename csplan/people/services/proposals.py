"""What a second administrator decides."""

import datetime as dt
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.accounts.models import RoleGrant, User
from csplan.audit.services import record
from csplan.core.errors import NotPermittedError, WrongStateError
from csplan.core.periods import london_day
from csplan.people.choices import ProposalKind, ProposalState
from csplan.people.models import Proposal
from csplan.people.permissions import can_decide, can_withdraw
from csplan.people.services.accounts import change_address, drop_second_factor, set_open
from csplan.people.services.grants import check_end, save_end, save_grant
from csplan.people.services.locking import held

Carrier = Callable[[Proposal, User, User, dt.datetime], None]


@transaction.atomic
def confirm(*, proposal: Proposal, actor: Actor, at: dt.datetime) -> None:
    """Carry out what another administrator proposed.

    Raises NotPermittedError for whoever proposed it or whom it is about, WrongStateError when it
    was decided or cannot be done any more.
    """
    if not can_decide(actor, proposal):
        raise NotPermittedError("Another administrator confirms this, whom it is not about")
    person = held(proposal.user)
    _settle(proposal, ProposalState.CONFIRMED, actor, at)
    try:
        CARRIERS[ProposalKind(proposal.kind)](proposal, person, actor.person, at)
    except ValidationError as error:
        raise WrongStateError(f"This cannot be done any more: {error.messages[0]}") from error


@transaction.atomic
def decline(*, proposal: Proposal, actor: Actor, at: dt.datetime) -> None:
    """Refuse what another administrator proposed."""
    if not can_decide(actor, proposal):
        raise NotPermittedError("Another administrator decides on this, whom it is not about")
    _drop(proposal, ProposalState.DECLINED, actor, at)


@transaction.atomic
def withdraw(*, proposal: Proposal, actor: Actor, at: dt.datetime) -> None:
    """Take back what one proposed oneself."""
    if not can_withdraw(actor, proposal):
        raise NotPermittedError("Only whoever proposed this takes it back")
    _drop(proposal, ProposalState.WITHDRAWN, actor, at)


def _drop(proposal: Proposal, state: ProposalState, actor: Actor, at: dt.datetime) -> None:
    _settle(proposal, state, actor, at)
    record(
        action=f"user.change_{state.value}",
        target=proposal.user,
        actor=actor.person,
        at=at,
        before={"proposed": proposal.words},
    )


def _settle(proposal: Proposal, state: ProposalState, actor: Actor, at: dt.datetime) -> None:
    """Decide it once, whoever else decides at the same moment."""
    waiting = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.WAITING)
    if not waiting.update(state=state, decided_by=actor.person, decided_at=at):
        raise WrongStateError("Somebody else has decided on this already")


def _give(proposal: Proposal, user: User, by: User, at: dt.datetime) -> None:
    starts_on = proposal.starts_on or london_day(at)
    grant = RoleGrant(user=user, role=proposal.role, starts_on=starts_on, ends_on=proposal.ends_on)
    grant.full_clean()
    save_grant(grant, by=by, at=at, proposed_by=proposal.proposed_by)


def _end(proposal: Proposal, user: User, by: User, at: dt.datetime) -> None:
    grant, ends_on = proposal.grant, proposal.ends_on
    if grant is None or ends_on is None:
        raise WrongStateError("This role is not known any more")
    check_end(grant, ends_on, at=at)
    save_end(grant, ends_on, by=by, at=at, proposed_by=proposal.proposed_by)


def _close(proposal: Proposal, user: User, by: User, at: dt.datetime) -> None:
    set_open(user, is_open=False, by=by, at=at, proposed_by=proposal.proposed_by)


def _reopen(proposal: Proposal, user: User, by: User, at: dt.datetime) -> None:
    set_open(user, is_open=True, by=by, at=at, proposed_by=proposal.proposed_by)


def _move(proposal: Proposal, user: User, by: User, at: dt.datetime) -> None:
    change_address(user, proposal.email, by=by, at=at, proposed_by=proposal.proposed_by)


def _forget(proposal: Proposal, user: User, by: User, at: dt.datetime) -> None:
    drop_second_factor(user, by=by, at=at, proposed_by=proposal.proposed_by)


CARRIERS: dict[ProposalKind, Carrier] = {
    ProposalKind.GIVE: _give,
    ProposalKind.END: _end,
    ProposalKind.CLOSE: _close,
    ProposalKind.REOPEN: _reopen,
    ProposalKind.ADDRESS: _move,
    ProposalKind.SECOND_FACTOR: _forget,
}
