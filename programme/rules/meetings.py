"""When an action is to be reminded of, and in which order an agenda stands: plain values."""

from collections.abc import Iterable, Sequence

DUE_SOON = 5
"""Working days before the day an action is due on which its owner is first reminded."""


def in_order(numbers: Iterable[tuple[int, int]], moved: int, place: int) -> Sequence[int]:
    """The keys of an agenda's items in their new order, ``moved`` being put at ``place``.

    ``numbers`` are (order, key) of every item; ``place`` counts from 1 and is brought within.
    """
    keys = [key for _, key in sorted(numbers) if key != moved]
    at = min(max(place, 1), len(keys) + 1) - 1
    return [*keys[:at], moved, *keys[at:]]
