"""What every edit of a working copy shares: it happens to a draft, by those who may."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import (
    SAVED_MEANWHILE,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.refusing import refuse_broken_rules
from csplan.core.text import accepted
from objectives.choices import SetState
from objectives.models import ObjectiveSet
from objectives.permissions.sets import can_edit
from objectives.rules.fingerprints import fingerprint

NOT_A_DRAFT = (
    "These objectives are not in draft. Once they are published, open them for amendment to "
    "change them"
)
RowT = TypeVar("RowT", bound=models.Model)


def hold(objective_set: ObjectiveSet, actor: Actor) -> None:
    """Keep the draft from being submitted, or numbered by others, until the transaction ends.

    Raises NotPermittedError or WrongStateError.
    """
    if not can_edit(actor, objective_set):
        raise NotPermittedError("Only the holder’s private office can edit these objectives")
    # A write, so that it waits its turn on every database.
    draft = ObjectiveSet.objects.filter(pk=objective_set.pk, state=SetState.DRAFT)
    if not draft.update(state=SetState.DRAFT):
        raise WrongStateError(NOT_A_DRAFT)


def told(
    what: str,
    row: models.Model,
    *,
    objective_set: ObjectiveSet,
    actor: Actor,
    at: dt.datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record the edit, and let whoever read the set before it know that it has changed."""
    ObjectiveSet.objects.filter(pk=objective_set.pk).update(version=F("version") + 1)
    record(
        action=what,
        target=row,
        actor=actor.person,
        at=at,
        before=_in_words(before),
        after=_in_words(after),
    )


def _in_words(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Related records by what people call them."""
    return {
        name: str(value) if isinstance(value, models.Model) else value
        for name, value in (values or {}).items()
    }


def stored_or_refused(rows: models.QuerySet[RowT], pk: int) -> RowT:
    """The row as it is stored; WrongStateError when it is no more."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise WrongStateError("This was taken out meanwhile")
    return found


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with their words as the record keeps them; IncompleteError if it cannot."""
    return {
        name: accepted(value) if isinstance(value, str) else value
        for name, value in values.items()
    }


def changed_values(row: Any, values: Mapping[str, Any], seen: str) -> dict[str, Any]:
    """Those of ``values`` that differ from the stored ``row``.

    Raises StaleVersionError when the row is no longer the one whose fingerprint was ``seen``.
    """
    if fingerprint(row, values) != seen:
        raise StaleVersionError(SAVED_MEANWHILE)
    wanted = cleaned(values)
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}


def put(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Write ``values`` to the stored row; returns what they replace."""
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    refuse_broken_rules(row)
    row.save(update_fields=list(values))
    return before
