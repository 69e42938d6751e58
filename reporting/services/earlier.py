"""The published pack that a new one is compared with."""

import datetime as dt

from reporting.choices import FileKind
from reporting.document.changes.content import EarlierPack
from reporting.document.narrowing import narrowed
from reporting.document.snapshot import canonical_bytes, digest, parse
from reporting.models import Pack
from reporting.selectors.earlier import edition_before
from reporting.services.errors import BuildError, EvidenceError
from reporting.services.files import verified_content


def earlier_pack(pack: Pack, *, known_at: dt.datetime, at: dt.datetime) -> EarlierPack | None:
    """The snapshot of last quarter's edition in force at ``known_at``; None without one.

    It is hashed anew, and narrowed where it is the national one and the pack is not. Raises
    BuildError, and leaves an alarm, when it is not what was stored. Not called inside a
    transaction that the refusal would undo. Two queries.
    """
    before = edition_before(pack, known_at=known_at)
    if before is None:
        return None
    try:
        data = verified_content(before, FileKind.SNAPSHOT, by=None, at=at)
    except EvidenceError as error:
        name = before.period.quarter.short_label
        raise BuildError(
            f"The published pack for {name}, which this one is compared with, "
            "is not the one that was stored"
        ) from error
    if before.subject == pack.subject:
        return EarlierPack(data)
    part = narrowed(parse(data), pack.kind, pack.record)
    return EarlierPack(canonical_bytes(part), digest=digest(data))
