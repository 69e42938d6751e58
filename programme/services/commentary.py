"""The national team's words on an outcome in a quarter."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import (
    SAVED_MEANWHILE,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.models import ReportingPeriod
from programme.models import Outcome, OutcomeCommentary
from programme.permissions.oversight import can_comment
from programme.selectors.commentary import is_published
from programme.services.words import clean


@transaction.atomic
def save_commentary(
    *,
    outcome: Outcome,
    period: ReportingPeriod,
    words: str,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Save what is said of ``outcome``, if ``version`` is still the latest; empty words are none.

    Waits for a publication under way. Raises NotPermittedError; WrongStateError once the quarter
    is published; StaleVersionError; IncompleteError for words that cannot be kept.
    """
    if not can_comment(actor):
        raise NotPermittedError("Only the national team and the Head of CS Local write here")
    words = clean(words)
    ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    if is_published(period):
        raise WrongStateError(f"{period.quarter.short_label} has been published")
    found, _ = OutcomeCommentary.objects.get_or_create(outcome=outcome, period=period)
    changed = OutcomeCommentary.objects.filter(pk=found.pk, version=version).update(
        words=words, version=F("version") + 1, updated_by=actor.person, updated_at=at
    )
    if not changed:
        raise StaleVersionError(SAVED_MEANWHILE)
    record(
        action="outcomecommentary.saved",
        target=found,
        actor=actor.person,
        at=at,
        before={"words": found.words},
        after={"words": words},
    )
