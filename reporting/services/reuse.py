"""Building an unchanged pack again: the files of the build before are kept instead of made."""

import datetime as dt
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from csplan.core.canonical import canonical_bytes, digest
from csplan.core.periods import london_day
from reporting.choices import WHOLE, FileKind
from reporting.models import Pack
from reporting.querysets import PackQuerySet
from reporting.selectors.earlier import edition_before
from reporting.selectors.resting import RESTS_ON, noted
from reporting.services.fingerprint import rendering_fingerprint
from reporting.services.freezing import Frozen
from reporting.services.sources import as_they_were

logger = logging.getLogger(__name__)

OF_ONE_BUILD = ("build", "built_at", "requested_by", "audit")
"""What a snapshot says of its own build, and of the history as it then stood; everything else in
it is what the pack is made from."""


READ_FROM = "read_from"
"""What a manifest calls the tables that the content was read from, and the circumstances."""


@dataclass(frozen=True)
class Made:
    """A pack's files, and what its manifest is to say besides.

    ``kept_from`` is the earlier build that holds the same files.
    """

    files: dict[FileKind, bytes]
    notes: dict[str, Any] = field(default_factory=dict)
    kept_from: Pack | None = None

    @cached_property
    def digests(self) -> dict[FileKind, str]:
        """The SHA-256 of each file."""
        return {kind: digest(data) for kind, data in self.files.items()}


@dataclass(frozen=True, slots=True)
class Input:
    """What a pack's row tells of its content: its digest, whose return is missing, the returns.

    ``rests_on`` are those of earlier quarters too, by their keys.
    """

    key: str
    gaps: tuple[str, ...]
    returns: list[dict[str, Any]]
    rests_on: list[dict[str, Any]]


def input_of(frozen: Frozen) -> Input:
    names = ("locality", "state", "revision", "version")
    snapshot = frozen.snapshot
    returns = [{name: row[name] for name in names} for row in snapshot["returns"]]
    return Input(input_digest(snapshot), frozen.gaps, returns, noted(snapshot))


def input_digest(snapshot: Mapping[str, Any]) -> str:
    """The digest of all that the files are made from: the content, our code, fonts, libraries."""
    content = {key: value for key, value in snapshot.items() if key not in OF_ONE_BUILD}
    if decisions := content.get("decisions"):
        # The moment of the build once more; of it only the day tells what is overdue.
        content["decisions"] = decisions | {"on": _day(dt.datetime.fromisoformat(decisions["on"]))}
    content["made_with"] = rendering_fingerprint()
    # Kept nowhere and compared with nothing but its like, so the quick way of writing it will do.
    return digest(json.dumps(content, sort_keys=True, ensure_ascii=False).encode())


def _day(moment: dt.datetime) -> str:
    return london_day(moment).isoformat()


def made_before(pack: Pack, key: str) -> Made | None:
    """The files of an earlier build of the same edition from the same input; None without one.

    They name the build that made them, and so does ``notes``. Two queries.
    """
    earlier = _earlier(pack).filter(input_digest=key).order_by("build").first()
    return _kept(earlier) if earlier else None


def unchanged(pack: Pack, *, at: dt.datetime) -> tuple[Input, Made] | None:
    """What the latest build of the same edition holds, if nothing has changed since at all.

    None when that cannot be told, or its files were altered. The content is not read. Four
    queries.
    """
    latest = _earlier(pack).order_by("build").last()
    if latest is None or not _is_as_before(latest, pack, at):
        return None
    made = _kept(latest)
    known = latest.manifest
    found = Input(latest.input_digest, tuple(latest.gaps), known["returns"], known[RESTS_ON])
    return (found, made) if made else None


def _earlier(pack: Pack) -> PackQuerySet:
    whole = Pack.objects.for_period(pack.period, pack.subject).filter(state__in=WHOLE)
    return whole.filter(edition=pack.edition)


def _is_as_before(latest: Pack, pack: Pack, at: dt.datetime) -> bool:
    """Only a pack that is built by itself is made from things as they stand."""
    if pack.batch_id is not None or not (known := latest.manifest.get(READ_FROM)):
        return False
    before = edition_before(pack, known_at=at)
    compared_with = before.snapshot_digest if before else ""
    return bool(
        known["circumstances"] == circumstances(pack, compared_with, at=at)
        and as_they_were(known["tables"], at)
    )


def read_from(frozen: Frozen, pack: Pack, *, at: dt.datetime) -> dict[str, Any]:
    """What is kept so that a later build can tell that nothing has changed; nothing of a batch."""
    if not frozen.sources.tables:
        return {}
    against = (frozen.snapshot.get("changes") or {}).get("against") or {"digest": ""}
    found = circumstances(pack, against["digest"], at=at)
    return {READ_FROM: {"circumstances": found, "tables": frozen.sources.tables}}


def circumstances(pack: Pack, compared_with: str, *, at: dt.datetime) -> str:
    """One digest of what decides about the files besides rows that are read.

    ``compared_with`` is the digest of the snapshot that ``pack`` is compared with. The day is
    also that of the moment before: a quarter that ends at midnight ended on the day before.
    """
    about = {
        "code": rendering_fingerprint(),
        "subject": [pack.period_id, pack.kind, pack.subject, pack.subject_name, pack.edition],
        "asked": [list(pack.sections), list(pack.gaps), pack.gap_reason],
        "compared_with": compared_with,
        "days": [_day(at), _day(at - dt.timedelta(microseconds=1))],
    }
    return digest(canonical_bytes(about))


def _kept(earlier: Pack) -> Made | None:
    """The files, hashed anew: those of a build that was altered since are not used again."""
    found = {FileKind(kind): earlier.content_of(FileKind(kind)) for kind in earlier.digests}
    files = {kind: content for kind, content in found.items() if content is not None}
    made = Made(files, kept_from=earlier)
    if made.digests != earlier.digests:
        logger.error("Pack %s: a file is not what was stored", earlier.pk)
        return None
    kept = earlier.manifest.get("files_of_build", earlier.build)
    made.notes.update(facts=earlier.manifest.get("facts", {}), files_of_build=kept)
    if known := earlier.manifest.get(READ_FROM):
        made.notes[READ_FROM] = known
    return made
