"""The published pack that a new one is compared with."""

import datetime as dt

from reporting.choices import FileKind
from reporting.document.changes.content import EarlierPack
from reporting.models import Pack
from reporting.selectors.earlier import edition_before
from reporting.services.errors import BuildError, EvidenceError
from reporting.services.files import verified_content


def earlier_pack(pack: Pack, *, at: dt.datetime) -> EarlierPack | None:
    """The snapshot of last quarter's edition in force, hashed anew; None where there is none.

    Raises BuildError, and leaves an alarm, when it is not what was stored. Not called inside a
    transaction that the refusal would undo. Two queries.
    """
    before = edition_before(pack)
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
    return EarlierPack(data)
