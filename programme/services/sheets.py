"""Keeping a return's spreadsheet until its writer confirms it, and saving what it brings."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.registers.models import PendingImport
from csplan.registers.uploads import claim, hold
from programme.models import QuarterlyReturn
from programme.permissions.returns import can_edit
from programme.services.updates import CLOSED_MESSAGE


def upload_key(quarterly_return: QuarterlyReturn) -> str:
    """What an upload for the return is kept under."""
    return f"programme.return.{quarterly_return.pk}"


def keep_sheet(
    *,
    quarterly_return: QuarterlyReturn,
    file_name: str,
    data: bytes,
    actor: Actor,
    at: dt.datetime,
) -> PendingImport:
    """Keep the bytes for two hours, for ``actor`` alone; nothing is saved in the return.

    Raises NotPermittedError, WrongStateError when the return can no longer be changed,
    IncompleteError for a file that is too large, or TooManyError.
    """
    _refuse(quarterly_return, actor, at)
    return hold(
        key=upload_key(quarterly_return), file_name=file_name, data=data, actor=actor, at=at
    )


@transaction.atomic
def save_sheet(
    *,
    quarterly_return: QuarterlyReturn,
    upload: PendingImport,
    writes: Sequence[Callable[..., None]],
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Save everything an upload brings, or nothing.

    ``writes`` are the services that save each answer, over the version its writer saw; each
    leaves its own event, as a typed answer does. Raises what they raise, NotPermittedError, and
    WrongStateError when the upload was used already or the return has moved on.
    """
    _refuse(quarterly_return, actor, at)
    if upload.owner_id != actor.person.pk or upload.register != upload_key(quarterly_return):
        raise NotPermittedError("This file was uploaded by somebody else, or for another return")
    if not writes:
        raise IncompleteError("The file brings nothing that is to be saved")
    claim(upload, at)
    for write in writes:
        write(actor=actor, at=at)
    record(
        action="return.spreadsheet_saved",
        target=quarterly_return,
        actor=actor.person,
        at=at,
        after={"file": upload.file_name, "sha256": upload.digest, "answers": len(writes)},
    )


def _refuse(quarterly_return: QuarterlyReturn, actor: Actor, at: dt.datetime) -> None:
    if not can_edit(actor, quarterly_return):
        raise NotPermittedError("Only the locality’s co-ordinators can change its return")
    if not quarterly_return.is_editable_at(at):
        raise WrongStateError(CLOSED_MESSAGE)
