"""Giving out what a pack holds, after making sure that it is what was stored."""

import datetime as dt
import logging
from collections.abc import Iterator

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.selectors import is_in_chain
from csplan.audit.services import record
from csplan.audit.verifier import Head
from csplan.core.errors import NotPermittedError, WrongStateError
from reporting.choices import FileKind
from reporting.document.snapshot import digest, parse
from reporting.models import Pack, PackFile
from reporting.permissions import can_read
from reporting.services.errors import EvidenceError

logger = logging.getLogger(__name__)

ALTERED = (
    "This file is not the one that was stored, so csplan does not give it out. "
    "The fault has been recorded: tell the administrators"
)


def read_file(*, pack: Pack, kind: FileKind, actor: Actor, at: dt.datetime) -> bytes:
    """The bytes of one of the pack's files, hashed anew.

    Raises NotPermittedError, WrongStateError while there is nothing to read, or EvidenceError,
    which leaves an audit event and a line in the log.
    """
    if not can_read(actor, pack):
        raise NotPermittedError("Only published packs can be read")
    if not pack.is_whole:
        raise WrongStateError(f"{pack} has not been built")
    return verified_content(pack, kind, by=actor.person, at=at)


def verified_content(pack: Pack, kind: FileKind, *, by: User | None, at: dt.datetime) -> bytes:
    """The stored bytes, provided they still have the digest they were stored under.

    Not called inside a transaction that a refusal would undo: the alarm is meant to stay.
    """
    return checked_content(pack, kind, _stored(pack, kind), by=by, at=at)


def checked_content(
    pack: Pack, kind: FileKind, stored: PackFile | None, *, by: User | None, at: dt.datetime
) -> bytes:
    """The same of a row that has been read already; None stands for one that is missing."""
    content = bytes(stored.content) if stored else b""
    if stored is None or not digest(content) == stored.sha256 == pack.digests.get(kind):
        _alarm(pack, kind, by, at=at)
        raise EvidenceError(ALTERED)
    return content


def altered_files() -> Iterator[tuple[Pack, FileKind]]:
    """Every file that is missing or is not what was stored, oldest pack first.

    One file is read at a time.
    """
    whole = Pack.objects.exclude(built_at__isnull=True).select_related("period").order_by("pk")
    for pack in whole:
        for kind in map(FileKind, pack.digests):
            stored = _stored(pack, kind)
            if stored is None or not _is_intact(pack, stored):
                yield pack, kind


def packs_of_another_history() -> Iterator[Pack]:
    """Every whole pack that names an event of the history which is not the one there now.

    One snapshot is read at a time; packs from before the history was a chain name none.
    """
    frozen = PackFile.objects.filter(kind=FileKind.SNAPSHOT).select_related("pack__period")
    for file in frozen.order_by("pack"):
        named = parse(bytes(file.content)).get("audit", {"sequence": 0})
        if named["sequence"] and not is_in_chain(Head(named["sequence"], named["head"])):
            yield file.pack


def _stored(pack: Pack, kind: FileKind) -> PackFile | None:
    """In no order of its own, which would join and sort before the bytes are read."""
    return PackFile.objects.filter(pack=pack, kind=kind).order_by().first()


def _is_intact(pack: Pack, stored: PackFile) -> bool:
    found = digest(bytes(stored.content))
    return found == stored.sha256 == pack.digests.get(stored.kind)


def _alarm(pack: Pack, kind: FileKind, by: User | None, *, at: dt.datetime) -> None:
    logger.error("Pack %s: the %s is not what was stored", pack.pk, kind.value)
    record(action="pack.altered", target=pack, actor=by, at=at, after={"file": kind.value})
