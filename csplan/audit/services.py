"""Writing to the history."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.request_ids import current_request_id

CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def record(
    *,
    action: str,
    target: models.Model,
    actor: User | None,
    at: dt.datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add one event about ``target``; call it inside the transaction that makes the change.

    ``action`` reads "return.submitted": the thing, then what happened to it. ``before`` and
    ``after`` hold the values that changed; dates and decimals are kept as text.
    """
    event(action=action, target=target, actor=actor, at=at, before=before, after=after).save()


def event(
    *,
    action: str,
    target: models.Model,
    actor: User | None,
    at: dt.datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """The event that ``record`` would add, for ``record_all`` to add with others."""
    return AuditEvent(
        action=action,
        actor=actor,
        target_kind=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:200],
        before=_plain(before or {}),
        after=_plain(after or {}),
        request_id=current_request_id.get(),
        occurred_at=at,
    )


def record_all(events: Iterable[AuditEvent]) -> None:
    """Add the events in their order; call it inside the transaction that makes the changes."""
    AuditEvent.objects.bulk_create(events, batch_size=500)


def record_refusal(*, path: str, method: str, status: int, actor: User, at: dt.datetime) -> None:
    """Add the event of a request that was refused with ``status``.

    Control characters in the path are escaped: PostgreSQL holds no NUL.
    """
    path = CONTROLS.sub(lambda found: quote(found[0]), path)
    AuditEvent.objects.create(
        action="request.refused",
        actor=actor,
        target_kind="request",
        target_id=path[:200],
        target_label=f"{method} {path}"[:200],
        after={"status": status},
        request_id=current_request_id.get(),
        occurred_at=at,
    )


_ENCODER = DjangoJSONEncoder()


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values JSON can hold, as the history keeps them."""
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    if isinstance(value, models.Model):
        return str(value.pk)
    return _ENCODER.default(value)
