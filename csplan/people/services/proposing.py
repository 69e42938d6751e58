"""Putting a change before a second administrator."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.services import record
from csplan.core.errors import WrongStateError
from csplan.people.choices import ProposalKind
from csplan.people.models import Proposal


def propose(
    kind: ProposalKind, user: User, *, actor: Actor, at: dt.datetime, **details: Any
) -> Proposal:
    """A change that waits; WrongStateError when the same waits already."""
    proposal = Proposal(kind=kind, user=user, proposed_by=actor.person, proposed_at=at, **details)
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError as error:
        raise WrongStateError("This waits for a second administrator already") from error
    after = {"proposed": proposal.words}
    record(action="user.change_proposed", target=user, actor=actor.person, at=at, after=after)
    return proposal
