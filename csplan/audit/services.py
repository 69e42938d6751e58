"""Writing to the history, and sealing it into a chain."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from django.db import connection, models, transaction

from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.audit.rules import HASHED, REQUEST, clean, content, plain
from csplan.audit.selectors import chain_head
from csplan.audit.verifier import chained
from csplan.core.request_ids import current_request_id

CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
SEALED_AT_ONCE = 1_000


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
        target_label=clean(str(target))[:200],
        before=plain(before or {}),
        after=plain(after or {}),
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
    path = clean(CONTROLS.sub(lambda found: quote(found[0]), path))
    AuditEvent.objects.create(
        action="request.refused",
        actor=actor,
        target_kind=REQUEST,
        target_id=path[:200],
        target_label=f"{method} {path}"[:200],
        after={"status": status},
        request_id=current_request_id.get(),
        occurred_at=at,
    )


def seal_all() -> int:
    """Seal every event that has been committed, and return how many that were."""
    sealed = 0
    while found := seal():
        sealed += found
    return sealed


@transaction.atomic
def seal(most: int = SEALED_AT_ONCE) -> int:
    """Add up to ``most`` committed events to the end of the chain; return how many.

    One sealer at a time adds to the chain, and nobody who writes an event waits for it. On
    PostgreSQL the database does it by a function of its owner's, because the account that the
    program runs as may not touch an event once it is there. Call it outside other transactions:
    sealers wait for each other until theirs end.
    """
    if connection.vendor != "postgresql":
        return _seal_here(most)
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal(%s)", [most])
        return int(cursor.fetchone()[0])


def _seal_here(most: int) -> int:
    """``seal`` where the transaction itself keeps everybody else from writing."""
    head = chain_head()
    number, previous = head.sequence, head.hash
    waiting = AuditEvent.objects.filter(sequence__isnull=True).order_by("pk")[:most]
    rows = []
    for row in waiting.values("pk", *HASHED):
        number += 1
        previous = chained(previous, content(row | {"sequence": number}))
        rows.append((number, previous, row["pk"]))
    with connection.cursor() as cursor:
        cursor.executemany(SEAL, rows)
    return len(rows)


SEAL = "UPDATE audit_auditevent SET sequence = %s, hash = %s WHERE id = %s AND sequence IS NULL"
