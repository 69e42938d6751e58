"""Orders to delete nothing about something."""

import datetime as dt
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction

from csplan.accounts.models import User
from csplan.audit.services import record
from csplan.core.models import ReportingPeriod
from csplan.operations.choices import HoldScope
from csplan.operations.errors import OperationsError
from csplan.operations.models import LegalHold
from localities.models import Locality


@transaction.atomic
def place_hold(*, scope: HoldScope, about: str, reason: str, at: dt.datetime) -> LegalHold:
    """Keep everything about something until further notice.

    ``about`` is a locality's slug, a quarter such as "2013-14-q3", a person's email address, or
    a record such as "notices.notice:12". Raises OperationsError when there is no such thing or
    no reason.
    """
    hold = LegalHold(scope=scope, reason=reason.strip(), placed_at=at, **_found(scope, about))
    try:
        hold.full_clean()
    except ValidationError as error:
        raise OperationsError("; ".join(error.messages)) from error
    hold.save()
    after = {"about": hold.subject, "reason": hold.reason}
    record(action="hold.placed", target=hold, actor=None, at=at, after=after)
    return hold


@transaction.atomic
def lift_hold(*, hold_id: int, reason: str, at: dt.datetime) -> LegalHold:
    """Let the schedule apply again. Raises OperationsError unless it is in force."""
    if not reason.strip():
        raise OperationsError("Say why the hold is lifted")
    held = LegalHold.objects.in_force().filter(pk=hold_id)
    if not held.update(lifted_at=at, lifted_because=reason.strip()):
        raise OperationsError(f"No hold {hold_id} is in force")
    hold = LegalHold.objects.get(pk=hold_id)
    record(
        action="hold.lifted",
        target=hold,
        actor=None,
        at=at,
        after={"about": hold.subject, "reason": hold.lifted_because},
    )
    return hold


def _found(scope: HoldScope, about: str) -> dict[str, Any]:
    """The columns that say what a hold is about."""
    match scope:
        case HoldScope.LOCALITY:
            found: Any = {"locality": Locality.objects.filter(slug=about).first()}
        case HoldScope.QUARTER:
            slugs = {period.slug: period for period in ReportingPeriod.objects.all()}
            found = {"period": slugs.get(about)}
        case HoldScope.PERSON:
            found = {"person": User.objects.filter(email=about.lower()).first()}
        case _:
            found = _record(about)
    if None in found.values():
        raise OperationsError(f"There is no {scope.label.lower()} {about!r}")
    return dict(found)


def _record(about: str) -> dict[str, str | None]:
    kind, _, key = about.partition(":")
    try:
        model = apps.get_model(kind)
        is_there = model._default_manager.filter(pk=key).exists()
    except (LookupError, ValueError):
        is_there = False
    return {"record_kind": kind.lower() if is_there else None, "record_id": key}
