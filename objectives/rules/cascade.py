"""How objectives support one another, up to the highest and down to the lowest.

Pure: each objective names at most one that it supports. Chains are followed as far as they go;
a circle, which the forms refuse, ends where it closes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

Place = tuple[str, str]
"""A set's address and an objective's number in it."""

Supports = Mapping[Place, Place | None]
"""For each objective the one that it supports, or None."""


def above(place: Place, supports: Supports) -> list[Place]:
    """What ``place`` supports, what that supports, and so on; the nearest first."""
    found: list[Place] = []
    current = supports.get(place)
    while current is not None and current in supports and current not in (place, *found):
        found.append(current)
        current = supports[current]
    return found


def below(place: Place, supports: Supports) -> list[tuple[int, Place]]:
    """What supports ``place``, each followed by what supports it, with how far down it is."""
    supporters: dict[Place, list[Place]] = defaultdict(list)
    for one, supported in supports.items():
        if supported is not None:
            supporters[supported].append(one)
    return list(_descend(place, supporters, 1, frozenset([place])))


def _descend(
    place: Place, supporters: Mapping[Place, list[Place]], depth: int, seen: frozenset[Place]
) -> Iterator[tuple[int, Place]]:
    for one in supporters.get(place, []):
        if one not in seen:
            yield depth, one
            yield from _descend(one, supporters, depth + 1, seen | {one})


def closes_a_circle(place: Place, supported: Place, supports: Supports) -> bool:
    """Whether ``place`` would come to support itself if it supported ``supported``."""
    return place == supported or place in above(supported, supports)
