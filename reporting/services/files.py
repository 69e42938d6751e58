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
from reporting.models import Pack
from reporting.permissions import can_read
from reporting.querysets import PackQuerySet
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
    content = pack.content_of(kind)
    if content is None or digest(content) != pack.digest_of(kind):
        _alarm(pack, kind, by, at=at)
        raise EvidenceError(ALTERED)
    return content


def altered_files() -> Iterator[tuple[Pack, FileKind]]:
    """Every file that is missing or is not what was stored, oldest pack first.

    One file is read at a time.
    """
    for pack in _whole_packs():
        for kind in map(FileKind, pack.digests):
            if not _is_intact(pack, kind):
                yield pack, kind


def packs_of_another_history() -> Iterator[Pack]:
    """Every whole pack that names an event of the history which is not the one there now.

    One snapshot is read at a time; packs from before the history was a chain name none.
    """
    for pack in _whole_packs():
        named = _named_head(pack)
        if named and not is_in_chain(named):
            yield pack


def _whole_packs() -> PackQuerySet:
    return Pack.objects.exclude(built_at__isnull=True).select_related("period").order_by("pk")


def _named_head(pack: Pack) -> Head | None:
    frozen = pack.content_of(FileKind.SNAPSHOT)
    named = parse(frozen).get("audit") if frozen else None
    return Head(named["sequence"], named["head"]) if named and named["sequence"] else None


def _is_intact(pack: Pack, kind: FileKind) -> bool:
    """Whether the bytes have the digest of the pack, and the row by which a copy is verified."""
    content, expected = pack.content_of(kind), pack.digests[kind]
    known = pack.files.filter(kind=kind, sha256=expected)
    return content is not None and digest(content) == expected and known.exists()


def _alarm(pack: Pack, kind: FileKind, by: User | None, *, at: dt.datetime) -> None:
    logger.error("Pack %s: the %s is not what was stored", pack.pk, kind.value)
    record(action="pack.altered", target=pack, actor=by, at=at, after={"file": kind.value})
