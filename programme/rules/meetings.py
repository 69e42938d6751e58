"""When an action is due, late or to be reminded of: no database, no clock."""

import datetime as dt
from collections.abc import Iterable, Sequence

from csplan.core.working_days import working_days_after

DUE_SOON = 5
"""Working days before the day an action is due on which its owner is first reminded."""


def is_due_soon(due_on: dt.date, today: dt.date) -> bool:
    """Whether it falls due today or within ``DUE_SOON`` working days."""
    return today <= due_on <= working_days_after(today, DUE_SOON)


def in_order(numbers: Iterable[tuple[int, int]], moved: int, place: int) -> Sequence[int]:
    """The keys of an agenda's items in their new order, ``moved`` being put at ``place``.

    ``numbers`` are (order, key) of every item; ``place`` counts from 1 and is brought within.
    """
    keys = [key for _, key in sorted(numbers) if key != moved]
    at = min(max(place, 1), len(keys) + 1) - 1
    return [*keys[:at], moved, *keys[at:]]
