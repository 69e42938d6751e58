"""Keeping an uploaded file from its preview to the word to go ahead."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record as record_event
from csplan.core.errors import IncompleteError, NotPermittedError, TooManyError, WrongStateError
from csplan.core.periods import london_day
from csplan.core.tabular.limits import MOST_BYTES
from csplan.registers.declaration import Register
from csplan.registers.importing import ImportPlan, PlannedRow, plan_import
from csplan.registers.many import save_many
from csplan.registers.models import PendingImport
from csplan.registers.services import save

KEPT_FOR = dt.timedelta(hours=2)
MOST_UPLOADS_AN_HOUR = 20
MOVED_ON = "Something has changed since this preview was made. Look at it again, then go ahead"


@transaction.atomic
def keep_upload(
    *, register: Register, file_name: str, data: bytes, actor: Actor, at: dt.datetime
) -> PendingImport:
    """Keep the bytes for two hours. Raises NotPermittedError, IncompleteError or TooManyError."""
    if not register.can_manage(actor):
        raise NotPermittedError(f"You may not import {register.plural}")
    return hold(key=register.key, file_name=file_name, data=data, actor=actor, at=at)


@transaction.atomic
def hold(*, key: str, file_name: str, data: bytes, actor: Actor, at: dt.datetime) -> PendingImport:
    """Keep a file for what ``key`` names, in place of this person's earlier one for the same.

    Raises IncompleteError for a file that is too large, TooManyError for too many in an hour.
    """
    if len(data) > MOST_BYTES:
        raise IncompleteError("The file must be smaller than 2 MB")
    _refuse_flood(actor, at)
    _end_earlier(key, actor, at)
    return PendingImport.objects.create(
        owner=actor.person,
        register=key,
        file_name=file_name[:200],
        data=data,
        digest=hashlib.sha256(data).hexdigest(),
        created_at=at,
        expires_at=at + KEPT_FOR,
    )


@transaction.atomic
def confirm_import(
    *, register: Register, upload: PendingImport, plan_digest: str, actor: Actor, at: dt.datetime
) -> ImportPlan:
    """Save every row of the upload, or none.

    ``plan_digest`` is that of the preview the person agreed to. Raises NotPermittedError,
    WrongStateError when it was imported already or what it would do has changed, and
    IncompleteError when a row is refused.
    """
    if not register.can_manage(actor) or upload.owner_id != actor.person.pk:
        raise NotPermittedError(f"You may not import {register.plural}")
    claim(upload, at)
    plan = plan_import(register, bytes(upload.data), actor=actor, on=london_day(at))
    if plan.digest != plan_digest:
        raise WrongStateError(MOVED_ON)
    if not plan.can_be_imported:
        raise IncompleteError("Put right the rows that are refused, then upload the file again")
    _save(register, plan.writes, actor, at)
    record_event(
        action=f"{register.model._meta.model_name}.imported",
        target=upload,
        actor=actor.person,
        at=at,
        after={"sha256": upload.digest, **{k.lower(): n for k, n in plan.counts.items()}},
    )
    return plan


def _save(register: Register, rows: Sequence[PlannedRow], actor: Actor, at: dt.datetime) -> None:
    """Save the rows together, or one by one where saving one does more.

    Two rows that clash are refused by the plan; what clashes now was saved since.
    """
    together = register.many_saver or (_save_each if register.saver else save_many)
    forms = [(row.form, row.seen) for row in rows]
    try:
        together(register=register, forms=forms, actor=actor, at=at)
    except IntegrityError as error:
        raise WrongStateError(MOVED_ON) from error


def _save_each(
    *, register: Register, forms: Iterable[tuple[Any, str]], actor: Actor, at: dt.datetime
) -> None:
    for form, seen in forms:
        with form.sparing():
            save(register=register, form=form, seen=seen, actor=actor, at=at)


def claim(upload: PendingImport, at: dt.datetime) -> None:
    """Take the upload for this one import, whatever a second click does.

    Raises WrongStateError when it was taken already, or has expired.
    """
    waiting = PendingImport.objects.filter(
        pk=upload.pk, imported_at__isnull=True, expires_at__gt=at
    )
    if not waiting.update(imported_at=at, data=b""):
        raise WrongStateError("This file was imported already, or waited too long")


def _refuse_flood(actor: Actor, at: dt.datetime) -> None:
    recent = PendingImport.objects.filter(
        owner=actor.person, created_at__gt=at - dt.timedelta(hours=1)
    )
    if recent.count() >= MOST_UPLOADS_AN_HOUR:
        raise TooManyError("You have uploaded 20 files in an hour. Try again later")


def _end_earlier(key: str, actor: Actor, at: dt.datetime) -> None:
    """End what this person replaces. What has ended is emptied by the retention schedule."""
    mine = PendingImport.objects.filter(owner=actor.person, register=key, expires_at__gt=at)
    mine.filter(imported_at__isnull=True).update(expires_at=at)
