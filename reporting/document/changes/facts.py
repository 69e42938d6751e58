"""A snapshot's account of what changed since an earlier pack, as values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from csplan.core.periods import Quarter
from reporting.document.changes.kinds import GROUP_OF, Group, Kind


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different, in values: ratings by name, days in ISO 8601, decimals.

    ``line`` names what it is about as every edition does: "milestone-12". ``what`` is the part
    of it that changed. ``was`` and ``now`` are standings that go with ``before`` and ``after``:
    of a measure against plan, of a milestone added or taken out. ``number`` counts quarters at
    a rating, days of a date. ``note`` is the reason that was given.
    """

    kind: Kind
    line: str
    title: str
    locality: str = ""
    place: str = ""
    outcome: int | None = None
    what: str = ""
    before: str = ""
    after: str = ""
    was: str = ""
    now: str = ""
    number: int | None = None
    unit: str = ""
    quarter: str = ""
    note: str = ""

    @property
    def group(self) -> Group:
        return GROUP_OF[self.kind]


@dataclass(frozen=True, slots=True)
class Against:
    """The published edition that a pack is compared with, by the digest of its snapshot."""

    quarter: Quarter
    edition: int
    digest: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, in order of importance; ``against`` is None where there was no pack before."""

    against: Against | None
    rows: tuple[Change, ...] = ()


def read_changes(snapshot: Mapping[str, Any]) -> Changes | None:
    """What a snapshot says has changed; None of one that was frozen before packs said so."""
    found = snapshot.get("changes")
    if found is None:
        return None
    return Changes(_against(found["against"]), tuple(_change(row) for row in found["rows"]))


def as_json(changes: Changes) -> dict[str, Any]:
    """``changes`` as a snapshot holds them: what is empty is left out of each row."""
    against = changes.against
    return {
        "against": against
        and {
            "quarter": against.quarter.slug,
            "edition": against.edition,
            "digest": against.digest,
        },
        "rows": [_row(change) for change in changes.rows],
    }


def _row(change: Change) -> dict[str, Any]:
    values = asdict(change) | {"kind": change.kind.value}
    return {name: value for name, value in values.items() if value not in ("", None)}


def _against(row: Mapping[str, Any] | None) -> Against | None:
    if row is None:
        return None
    return Against(Quarter.parse(row["quarter"]), row["edition"], row["digest"])


NAMES = frozenset(each.name for each in fields(Change))


def _change(row: Mapping[str, Any]) -> Change:
    """What later versions of csplan say besides is passed over."""
    known = {name: value for name, value in row.items() if name in NAMES}
    return Change(**known | {"kind": Kind(row["kind"])})
