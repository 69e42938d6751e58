"""Frozen content as bytes: the same content always gives the same bytes, and one digest."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any


def canonical_bytes(content: Mapping[str, Any]) -> bytes:
    """``content`` as UTF-8 JSON with sorted keys and NFC text, ending in a newline.

    Raises TypeError for anything JSON cannot hold, and for floats: figures travel as decimal
    strings.
    """
    text = json.dumps(
        _plain(content), ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True
    )
    return text.encode() + b"\n"


def digest(data: bytes) -> str:
    """The SHA-256 of ``data``, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


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
    raise TypeError(f"Frozen content cannot hold {type(value).__name__}: {value!r}")


def _key(key: object) -> str:
    if isinstance(key, str):
        return unicodedata.normalize("NFC", key)
    raise TypeError(f"The keys of frozen content are text, not {key!r}")
