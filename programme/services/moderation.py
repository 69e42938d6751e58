"""The national team's rating over a locality's."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from programme.choices import MODERATED_IN
from programme.models import MilestoneUpdate, Moderation, QuarterlyReturn
from programme.permissions.oversight import can_moderate
from programme.rules.evidence import moderation_problem
from programme.selectors.ratings import ThreeRatings, three_ratings
from programme.services.words import clean


@transaction.atomic
def moderate_rating(
    *,
    update: MilestoneUpdate,
    rating: str,
    reason: str,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Rate what a locality reported, saying why; its own rating stays beside it.

    ``version`` is that of ``ThreeRatings``. The return's version grows, so that nobody signs
    off or accepts it without having seen this. Raises NotPermittedError, IncompleteError,
    WrongStateError unless the return is submitted or signed off, or StaleVersionError. Nothing
    is written then.
    """
    if not can_moderate(actor):
        raise NotPermittedError("Only the national team can moderate a rating")
    reason = clean(reason)
    if not reason:
        raise IncompleteError("Enter why you rate it so")
    _hold_decided_return(update.quarterly_return)
    present = _present_ratings(update)
    if present.version != version:
        raise StaleVersionError("Somebody else moderated this rating while you were reading")
    problem = moderation_problem(rating, given=present.given, standing=present.moderated_rating)
    if problem:
        raise IncompleteError(problem)
    Moderation.objects.create(
        update=update,
        number=present.moderation_count + 1,
        update_version=present.update_version,
        rating=rating,
        reason=reason,
        by=actor.person,
        at=at,
    )
    record(
        action="milestoneupdate.moderated",
        target=update,
        actor=actor.person,
        at=at,
        before={"rating": present.counted},
        after={"rating": rating, "reason": reason},
    )


def _hold_decided_return(quarterly_return: QuarterlyReturn) -> None:
    """Lock the return for the rest of the transaction, provided it waits for a signature.

    One statement checks and locks: an acceptance comes wholly before it, and refuses it, or
    wholly after, and is refused for the version it no longer is.
    """
    held = QuarterlyReturn.objects.filter(pk=quarterly_return.pk, state__in=MODERATED_IN).update(
        version=F("version") + 1
    )
    if not held:
        raise WrongStateError(
            "A rating can be moderated only while its return is submitted or signed off"
        )


def _present_ratings(update: MilestoneUpdate) -> ThreeRatings:
    this = MilestoneUpdate.objects.filter(pk=update.pk)
    return three_ratings(this, update.quarterly_return.period)[update.pk]
