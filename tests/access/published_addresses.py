"""Addresses of published objectives, which are open to anybody."""

from collections.abc import Mapping
from typing import Final

from objectives.models import ObjectiveSet

KIND: Final = "csv"
PUBLISHED: Final[Mapping[str, tuple[str, ...]]] = {
    "set-list": (),
    "schema": (),
    "schema-file": (),
    "set-detail": ("set",),
    "set-file": ("set", KIND),
    "amendments": ("set",),
    "revision-detail": ("set", "1"),
    "revision-file": ("set", "1", KIND),
    "year-detail": ("year",),
    "year-file": ("year", KIND),
    "department-detail": ("year", "department"),
    "department-file": ("year", "department", KIND),
}
"""What each address of a set is made of, in its order."""


def published_address(route: str, chosen: ObjectiveSet) -> tuple[str, ...]:
    """The address of ``route`` that holds the set, or would if it were published."""
    known = {
        "set": chosen.slug,
        "year": chosen.year.slug,
        "department": chosen.department.slug,
    }
    return tuple(known.get(part, part) for part in PUBLISHED[route])
