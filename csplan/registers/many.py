"""Saving every row of a file: as ``services.save_record`` for each, in few queries.

The records that change are held together before the first is written; nobody's right and no
stale row is looked over; each row has its own event. It is all done, or none of it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from csplan.accounts.actors import Actor
from csplan.audit.models import AuditEvent
from csplan.audit.services import event, record_all
from csplan.core.errors import SAVED_MEANWHILE, WrongStateError
from csplan.registers.declaration import Register
from csplan.registers.services import (
    record_values,
    refuse_stale,
    refuse_strangers,
    write,
)

AT_ONCE = 500


@dataclass(frozen=True)
class Row:
    """A valid form, and the ``fingerprint`` of the record it was drawn from, if of one."""

    form: Any
    seen: str
    is_new: bool

    @property
    def record(self) -> Any:
        return self.form.instance

    def values(self, record: Any) -> dict[str, str]:
        return record_values(self.form.fields, record)


@transaction.atomic
def save_many(
    *, register: Register, forms: Iterable[tuple[Any, str]], actor: Actor, at: dt.datetime
) -> None:
    """Save each (form, seen) with its event; refusals as ``save_record``.

    For every few hundred rows: three queries to read those that change, one to add those that
    are new, one for their events. And one to write each row that changes.
    """
    rows = [Row(form, seen, is_new=form.instance.pk is None) for form, seen in forms]
    changed = [row for row in rows if not row.is_new]
    before = _held(register, changed, actor)
    _refuse(register, rows, before, actor)
    words = {row.record.pk: row.values(before[row.record.pk]) for row in changed}
    _add(register, [row for row in rows if row.is_new])
    for row in changed:
        write(row.form)
    after = _read(register, changed, actor)
    record_all(_events(rows, words, after, actor, at))


def _held(register: Register, rows: Sequence[Row], actor: Actor) -> dict[Any, Any]:
    """The records as they are now, by key, held until the transaction ends.

    They are held in the order of their keys, so that two files cannot wait for each other.
    """
    for keys in _batches(rows):
        held = register.model._default_manager.select_for_update().filter(pk__in=keys)
        list(held.order_by("pk").values_list("pk"))
    found = _read(register, rows, actor)
    if len(found) < len(rows):
        raise WrongStateError(SAVED_MEANWHILE)
    return found


def _read(register: Register, rows: Sequence[Row], actor: Actor) -> dict[Any, Any]:
    """Each record as the register reads it, by key."""
    found: dict[Any, Any] = {}
    for keys in _batches(rows):
        listed: QuerySet[Any] = register.rows(actor).filter(pk__in=keys)
        found |= {record.pk: record for record in listed}
    return found


def _batches(rows: Sequence[Row]) -> Iterator[list[Any]]:
    keys = sorted(row.record.pk for row in rows)
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _refuse(register: Register, rows: Sequence[Row], before: dict[Any, Any], actor: Actor) -> None:
    for row in rows:
        stored = None if row.is_new else before[row.record.pk]
        refuse_strangers(register, actor, stored, row.record)
        if stored is not None:
            refuse_stale(row.form, stored, row.seen)


def _add(register: Register, rows: Sequence[Row]) -> None:
    register.model._default_manager.bulk_create([row.record for row in rows], batch_size=AT_ONCE)
    for row in rows:
        row.form._save_m2m()


def _events(
    rows: Sequence[Row],
    before: dict[Any, dict[str, str]],
    after: dict[Any, Any],
    actor: Actor,
    at: dt.datetime,
) -> list[AuditEvent]:
    """One for each row that was added or has other values now, in the order of the file."""
    found = []
    for row in rows:
        pk = row.record.pk
        was = {} if row.is_new else before[pk]
        now = row.values(row.record if row.is_new else after.get(pk, row.record))
        names = [name for name in now if now[name] != was.get(name, "")]
        if names:
            found.append(
                event(
                    action=f"{row.record._meta.model_name}.{'added' if row.is_new else 'changed'}",
                    target=row.record,
                    actor=actor.person,
                    at=at,
                    before={name: was[name] for name in names if not row.is_new},
                    after={name: now[name] for name in names},
                )
            )
    return found
