"""A short text that changes whenever what was read does, carried by a page to its save."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def fingerprint(row: Any, names: Iterable[str]) -> str:
    """Of the row's values by ``names``; a related record counts as its key."""
    values = {name: getattr(row, f"{name}_id", getattr(row, name, None)) for name in names}
    return hashlib.sha256(_encoded(values)).hexdigest()


def _encoded(value: Any) -> bytes:
    return DjangoJSONEncoder(sort_keys=True).encode(value).encode()
