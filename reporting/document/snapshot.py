"""A pack's frozen content as bytes: the same content always gives the same bytes."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

SCHEMA = "csplan.pack/1"


def canonical_bytes(snapshot: Mapping[str, Any]) -> bytes:
    """``snapshot`` as UTF-8 JSON with sorted keys and NFC text, ending in a newline.

    Holds the schema's name. Raises TypeError for anything JSON cannot hold, and for floats:
    figures travel as decimal strings.
    """
    content = _plain({**snapshot, "schema": SCHEMA})
    text = json.dumps(
        content, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True
    )
    return text.encode() + b"\n"


def digest(data: bytes) -> str:
    """The SHA-256 of ``data``, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def parse(data: bytes) -> dict[str, Any]:
    """The snapshot ``canonical_bytes`` was given. Raises ValueError for any other schema."""
    snapshot = json.loads(data)
    if not isinstance(snapshot, dict) or snapshot.get("schema") != SCHEMA:
        raise ValueError(f"This is not a pack's snapshot of schema {SCHEMA}")
    return snapshot


def _plain(value: Any) -> Any:
    """``value`` with its text in NFC and its tuples as lists."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, int):
        return value
    raise TypeError(f"A snapshot cannot hold {type(value).__name__}: {value!r}")


def _key(key: object) -> str:
    if isinstance(key, str):
        return unicodedata.normalize("NFC", key)
    raise TypeError(f"A snapshot's keys are text, not {key!r}")
