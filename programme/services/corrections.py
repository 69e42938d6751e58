"""Correcting a return after publication: a new revision beside the published one."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from programme.choices import ReturnAction, ReturnState
from programme.models import (
    MeasureUpdate,
    MilestoneUpdate,
    QuarterlyReturn,
    ReturnTransition,
)
from programme.permissions.returns import can_correct
from programme.rules.returns import next_state
from programme.services.words import clean

ALREADY = "A correction of this return has been opened already"


@transaction.atomic
def open_correction(
    *,
    quarterly_return: QuarterlyReturn,
    until: dt.datetime,
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> QuarterlyReturn:
    """Give a published return a new revision to be put right in, and return it.

    It starts from the published answers and goes the same way as any return: submitted, signed
    off, accepted, and into a new edition of the pack. What was published stays as it was.
    Raises NotPermittedError, IncompleteError without a reason or a time to come, and
    WrongStateError when the return is not published or has a later revision already.
    """
    if not can_correct(actor):
        raise NotPermittedError("Only the Head of CS Local can open a correction")
    reason = clean(reason)
    if not reason:
        raise IncompleteError("Enter why the return is corrected")
    if until <= at:
        raise IncompleteError("The closing time must be in the future")
    published = QuarterlyReturn.objects.select_for_update(of=("self",)).get(pk=quarterly_return.pk)
    if next_state(ReturnAction.CORRECT, published.state) is None:
        raise WrongStateError(f"{quarterly_return} is not published, so it needs no correction")
    correction = _next_revision(published, until)
    _copy(published.milestone_updates.all(), correction)
    _copy(published.measure_updates.all(), correction)
    ReturnTransition.objects.create(
        quarterly_return=correction,
        action=ReturnAction.CORRECT,
        from_state=ReturnState.PUBLISHED,
        to_state=ReturnState.OPEN,
        reason=reason,
        by=actor.person,
        at=at,
    )
    record(
        action="return.correction_opened",
        target=correction,
        actor=actor.person,
        at=at,
        before={"state": ReturnState.PUBLISHED},
        after={
            "state": ReturnState.OPEN,
            "revision": correction.revision,
            "closes_at": until,
            "reason": reason,
        },
    )
    return correction


def _next_revision(published: QuarterlyReturn, until: dt.datetime) -> QuarterlyReturn:
    try:
        with transaction.atomic():
            return QuarterlyReturn.objects.create(
                period_id=published.period_id,
                locality_id=published.locality_id,
                revision=published.revision + 1,
                overview=published.overview,
                overview_version=published.overview_version,
                closes_at=until,
            )
    except IntegrityError as error:
        raise WrongStateError(ALREADY) from error


def _copy(updates: QuerySet[Any], correction: QuarterlyReturn) -> None:
    """The published answers as the new revision's own to start from, by whoever gave them."""
    model: type[MilestoneUpdate | MeasureUpdate] = updates.model
    model._default_manager.bulk_create([_copied(each, correction) for each in updates])


def _copied(update: Model, correction: QuarterlyReturn) -> Any:
    values = {
        field.attname: getattr(update, field.attname)
        for field in update._meta.concrete_fields
        if not field.primary_key
    }
    return type(update)(**{**values, "quarterly_return_id": correction.pk})
