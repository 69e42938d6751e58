"""What to answer next, in the order of the task list."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from itertools import chain

from csplan.accounts.actors import Actor
from programme.models import QuarterlyReturn
from programme.selectors.answers import measure_keys, milestone_lines

PARTS = ("milestone", "measure", "overview")

Keys = list[tuple[str, bool]]
"""The name of each answer and whether it has been given."""


def next_unanswered(
    quarterly_return: QuarterlyReturn, *, actor: Actor, on: dt.date, after: str
) -> str:
    """What to answer after ``after``: "milestone-12", "measure-3", "overview", or "" when done.

    Starts again at the top of the task list. Another part of it is read only when nothing is
    left in those before: three queries at most.
    """
    own, *others = _from_part(after.partition("-")[0], quarterly_return, actor=actor, on=on)
    keys = own()
    place = [key for key, _ in keys].index(after)
    rest = chain.from_iterable(part() for part in others)
    in_turn = chain(keys[place + 1 :], rest, keys[:place])
    return next((key for key, is_reported in in_turn if not is_reported), "")


def _from_part(
    name: str, quarterly_return: QuarterlyReturn, *, actor: Actor, on: dt.date
) -> list[Callable[[], Keys]]:
    """The parts of the task list, beginning with the one called ``name``; none is read yet."""
    parts: list[Callable[[], Keys]] = [
        partial(_milestone_keys, quarterly_return, actor=actor, on=on),
        partial(_measure_keys, quarterly_return),
        partial(_overview_key, quarterly_return),
    ]
    start = PARTS.index(name)
    return parts[start:] + parts[:start]


def _milestone_keys(quarterly_return: QuarterlyReturn, *, actor: Actor, on: dt.date) -> Keys:
    lines = milestone_lines(quarterly_return, actor=actor, on=on)
    return [(f"milestone-{line.milestone_id}", line.is_reported) for line in lines]


def _measure_keys(quarterly_return: QuarterlyReturn) -> Keys:
    keys = measure_keys(quarterly_return)
    return [(f"measure-{pk}", is_reported) for pk, is_reported in keys]


def _overview_key(quarterly_return: QuarterlyReturn) -> Keys:
    return [("overview", bool(quarterly_return.overview))]
