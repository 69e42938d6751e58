"""A pack's frozen content as bytes: the same content always gives the same bytes."""

import json
from collections.abc import Mapping
from typing import Any

from csplan.core import canonical
from csplan.core.canonical import digest

__all__ = ["SCHEMA", "canonical_bytes", "digest", "parse"]

SCHEMA = "csplan.pack/1"


def canonical_bytes(snapshot: Mapping[str, Any]) -> bytes:
    """``snapshot`` as ``csplan.core.canonical`` writes it, holding the schema's name.

    Raises TypeError for anything JSON cannot hold, and for floats: figures travel as decimal
    strings.
    """
    return canonical.canonical_bytes({**snapshot, "schema": SCHEMA})


def parse(data: bytes) -> dict[str, Any]:
    """The snapshot ``canonical_bytes`` was given. Raises ValueError for anything else."""
    try:
        snapshot = json.loads(data)
    except RecursionError as error:
        raise ValueError("This is nested too deep to be a pack's snapshot") from error
    if not isinstance(snapshot, dict) or snapshot.get("schema") != SCHEMA:
        raise ValueError(f"This is not a pack's snapshot of schema {SCHEMA}")
    return snapshot
