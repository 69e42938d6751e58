"""Correcting a return after publication: a new revision beside the published one."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from programme.choices import ReturnAction, ReturnState
from programme.models import (
    MeasureUpdate,
    MilestoneUpdate,
    Moderation,
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

    It starts from the published answers, with the figures that were put right since and the
    national team's ratings, and goes the same way as any return: submitted, signed off,
    accepted, and into a new edition of the pack. What was published stays as it was.
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
    _copy_milestones(published, correction)
    _copy_measures(published, correction)
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
                overview_on_behalf_of=published.overview_on_behalf_of,
                closes_at=until,
            )
    except IntegrityError as error:
        raise WrongStateError(ALREADY) from error


def _copy_milestones(published: QuarterlyReturn, correction: QuarterlyReturn) -> None:
    """The published answers by whoever gave them, each with the ratings made of it.

    A rating holds for the version that it was made of, so it falls when the answer changes.
    """
    before = list(published.milestone_updates.order_by("pk"))
    made = MilestoneUpdate.objects.bulk_create(
        _copied(each, quarterly_return_id=correction.pk) for each in before
    )
    copies = {old.pk: new.pk for old, new in zip(before, made, strict=True)}
    ratings = Moderation.objects.filter(update__in=copies).order_by("pk")
    Moderation.objects.bulk_create(
        _copied(each, update_id=copies[each.update_id]) for each in ratings
    )


def _copy_measures(published: QuarterlyReturn, correction: QuarterlyReturn) -> None:
    """The figures as they now stand: one that was put right stays so, by whoever did."""
    before = published.measure_updates.prefetch_related("restatements").order_by("pk")
    MeasureUpdate.objects.bulk_create(
        _copied(each, quarterly_return_id=correction.pk, **_put_right(each)) for each in before
    )


def _put_right(update: MeasureUpdate) -> dict[str, Any]:
    restatements = list(update.restatements.all())
    if not restatements:
        return {}
    latest = restatements[-1]
    return {
        "value": latest.value,
        "numerator": latest.numerator,
        "denominator": latest.denominator,
        "not_available_reason": "",
        "updated_by_id": latest.by_id,
        "updated_at": latest.at,
    }


def _copied(row: Any, **changes: Any) -> Any:
    """A row like ``row``, not written yet, but for ``changes``."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    return type(row)(**{**values, **changes})
