"""Building an unchanged pack again: the files of the build before are kept instead of made."""

import datetime as dt
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from csplan.core.periods import LONDON
from reporting.choices import WHOLE, FileKind
from reporting.document.snapshot import digest
from reporting.models import Pack
from reporting.services.fingerprint import rendering_fingerprint

logger = logging.getLogger(__name__)

OF_ONE_BUILD = ("build", "built_at", "requested_by", "audit")
"""What a snapshot says of its own build, and of the history as it then stood; everything else in
it is what the pack is made from."""


@dataclass(frozen=True, slots=True)
class Made:
    """A pack's files, and what its manifest is to say besides."""

    files: dict[FileKind, bytes]
    notes: dict[str, Any] = field(default_factory=dict)


def input_digest(snapshot: Mapping[str, Any]) -> str:
    """The digest of all that the files are made from: the content, our code, fonts, libraries."""
    content = {key: value for key, value in snapshot.items() if key not in OF_ONE_BUILD}
    if decisions := content.get("decisions"):
        # The moment of the build once more; of it only the day tells what is overdue.
        content["decisions"] = decisions | {"on": _day(decisions["on"])}
    content["made_with"] = rendering_fingerprint()
    # Kept nowhere and compared with nothing but its like, so the quick way of writing it will do.
    return digest(json.dumps(content, sort_keys=True, ensure_ascii=False).encode())


def _day(moment: str) -> str:
    return dt.datetime.fromisoformat(moment).astimezone(LONDON).date().isoformat()


def made_before(pack: Pack, key: str) -> Made | None:
    """The files of an earlier build of the same edition from the same input; None without one.

    They are hashed anew: those of a build that was altered since are not used again. They name
    the build that made them, and so does ``notes``. Two queries.
    """
    whole = Pack.objects.for_period(pack.period, pack.subject).filter(state__in=WHOLE)
    earlier = whole.filter(edition=pack.edition, input_digest=key).order_by("build").first()
    if earlier is None:
        return None
    files = {FileKind(each.kind): bytes(each.content) for each in earlier.files.all()}
    if {kind: digest(data) for kind, data in files.items()} != earlier.digests:
        logger.error("Pack %s: a file is not what was stored", earlier.pk)
        return None
    kept = earlier.manifest.get("files_of_build", earlier.build)
    return Made(files, {"facts": earlier.manifest.get("facts", {}), "files_of_build": kept})
