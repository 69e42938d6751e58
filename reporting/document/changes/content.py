"""What changed since an earlier pack, as a snapshot holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reporting.document.changes.comparison import compare
from reporting.document.changes.facts import Changes, as_json
from reporting.document.facts import read_pack
from reporting.document.snapshot import digest, parse


@dataclass(frozen=True, slots=True)
class EarlierPack:
    """The snapshot of a published edition, or a part of it; ``digest`` is then of the whole."""

    data: bytes
    digest: str = ""


def pack_changes(snapshot: Mapping[str, Any], earlier: EarlierPack | None) -> dict[str, Any]:
    """The changes that ``snapshot`` is to hold: since ``earlier``, or that there was no pack."""
    if earlier is None:
        return as_json(Changes(against=None))
    before = read_pack(parse(earlier.data))
    whole = earlier.digest or digest(earlier.data)
    return as_json(compare(before, read_pack(snapshot), digest=whole))
