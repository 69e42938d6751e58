"""Claiming a saving once, and having somebody else validate it."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Q

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import NotPermittedError, RefusedError, WrongStateError
from programme.choices_delivery import SavingState
from programme.models import Saving
from programme.permissions.delivery import can_decide
from programme.rules.delivery import are_likely_the_same, next_occurrence
from programme.selectors.delivery import savings_alike
from programme.services.delivery import (
    CHANGEABLE,
    MOVED_ON,
    InvalidRecordError,
    check,
    details_of,
    insert,
    move,
    prepare,
    record_changed,
    record_logged,
    refuse_strangers,
    replayed,
    words_of,
)
from programme.services.words import clean

ATTEMPTS = 3
WAITING = Q(state=SavingState.CLAIMED)


class ClaimedAlreadyError(WrongStateError):
    """The same saving, agreed on the same day, has been claimed."""

    code = "claimed-already"

    def __init__(self, saving: Saving) -> None:
        super().__init__(
            f"{saving.logged_by} claimed this saving already. One saving is claimed once"
        )
        self.saving = saving


class LooksAlikeError(RefusedError):
    """Savings like this were claimed within a year; the claimer must say it is another."""

    code = "looks-alike"
    status = 409

    def __init__(self, alike: Sequence[Saving]) -> None:
        super().__init__("A saving like this has been claimed within a year")
        self.alike = alike


@transaction.atomic
def claim_saving(*, saving: Saving, is_another: bool, actor: Actor, at: dt.datetime) -> Saving:
    """Claim ``saving``, which is not saved yet; ``is_another`` confirms it is no duplicate.

    One saving is claimed once, whoever claims it and however many at the same moment. Raises
    NotPermittedError, InvalidRecordError by field, ClaimedAlreadyError, or LooksAlikeError.
    """
    refuse_strangers(actor, saving.locality)
    earlier = replayed(saving, actor)
    if earlier is not None:
        return earlier
    prepare(saving, actor=actor, at=at)
    for _ in range(ATTEMPTS):
        _take_place(saving, is_another=is_another)
        try:
            insert(saving)
        except IntegrityError:
            # Somebody claimed between the look and the write: look again, and refuse or go on.
            earlier = replayed(saving, actor)
            if earlier is not None:
                return earlier
            continue
        record_logged(saving, actor=actor, at=at)
        return saving
    raise WrongStateError("Others are claiming savings like this at this moment. Try again")


@transaction.atomic
def change_saving(
    *, saving: Saving, is_another: bool, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Put a claim right while nobody has decided on it; refusals as ``claim_saving``.

    Also raises WrongStateError and StaleVersionError.
    """
    stored = Saving.objects.select_related("locality").get(pk=saving.pk)
    refuse_strangers(actor, stored.locality)
    refuse_strangers(actor, saving.locality)
    check(saving, at=at)
    if _is_moved(stored, saving):
        _take_place(saving, is_another=is_another)
    before = words_of(stored)
    places = {"likeness": saving.likeness, "occurrence": saving.occurrence}
    try:
        with transaction.atomic():
            move(
                saving,
                {**details_of(saving), **places},
                version=version,
                guard=CHANGEABLE[Saving],
                refusal=MOVED_ON[Saving],
            )
    except IntegrityError:
        _take_place(saving, is_another=False)
        raise
    record_changed(saving, before, actor=actor, at=at)


@transaction.atomic
def validate_saving(*, saving: Saving, version: int, actor: Actor, at: dt.datetime) -> None:
    """Agree that the saving is real. Raises NotPermittedError, WrongStateError, StaleVersionError.

    Whoever claimed a saving cannot validate it; the table refuses it too.
    """
    _decide(saving, SavingState.VALIDATED, "", version=version, actor=actor, at=at)


@transaction.atomic
def refuse_saving(
    *, saving: Saving, reason: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Refuse the claim and say why; it may then be claimed anew. Refusals as for validating."""
    why = clean(reason)
    if not why:
        raise InvalidRecordError({"reason": "Enter why the saving is refused"})
    _decide(saving, SavingState.REFUSED, why, version=version, actor=actor, at=at)


def _decide(
    saving: Saving,
    state: SavingState,
    reason: str,
    *,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    if not can_decide(actor, saving):
        raise NotPermittedError("The national team decides on savings that others have claimed")
    decision = {
        "state": state,
        "decided_by_id": actor.person.pk,
        "decided_at": at,
        "refusal_reason": reason,
    }
    refusal = "This saving has been decided on already"
    move(saving, decision, version=version, guard=WAITING, refusal=refusal)
    record(
        action=f"saving.{state}",
        target=saving,
        actor=actor.person,
        at=at,
        before={"state": saving.state},
        after={"state": str(state), "reason": reason},
    )


def _is_moved(stored: Saving, saving: Saving) -> bool:
    """Whether the change makes the claim look like others than before."""
    return (stored.locality_id, stored.likeness, stored.agreed_on) != (
        saving.locality_id,
        saving.own_likeness(),
        saving.agreed_on,
    )


def _take_place(saving: Saving, *, is_another: bool) -> None:
    """Give the claim its place among those like it, or refuse it.

    Raises ClaimedAlreadyError for the same day, LooksAlikeError within a year of another
    unless the claimer says it ``is_another``.
    """
    saving.likeness = saving.own_likeness()
    alike = savings_alike(saving)
    for one in alike:
        if one.agreed_on == saving.agreed_on:
            raise ClaimedAlreadyError(one)
    near = [one for one in alike if are_likely_the_same(one.agreed_on, saving.agreed_on)]
    if near and not is_another:
        raise LooksAlikeError(near)
    taken = [one.occurrence for one in alike]
    if saving.occurrence in taken or saving.pk is None:
        saving.occurrence = next_occurrence(taken)
