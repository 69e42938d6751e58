"""The arithmetic of a benchmark: medians, ratios and taking turns. Pure; reads no clock."""

from collections.abc import Callable, Iterable, Sequence
from statistics import median, quantiles
from typing import TypeVar

Result = TypeVar("Result")


def ratio_of_medians(ours: Iterable[float], theirs: Iterable[float]) -> float:
    """How many times as much ours takes; medians, so that one slow moment does not count.

    Raises ValueError when either is empty or theirs took nothing.
    """
    ours, theirs = list(ours), list(theirs)
    if not ours or not theirs:
        raise ValueError("A ratio needs a figure of each side")
    divisor = median(theirs)
    if divisor <= 0:
        raise ValueError("A ratio needs a divisor above nothing")
    return median(ours) / divisor


def spread(values: Sequence[float]) -> float:
    """The middle half's width over the median: how unquiet the machine was. 0 for one value."""
    if len(values) == 1:
        return 0.0
    low, _, high = quantiles(values, n=4, method="inclusive")
    return (high - low) / median(values)


def percentile_95(values: Sequence[float]) -> float:
    """What nineteen in twenty do not exceed; the value itself when there is one."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def in_turns(rounds: int, sides: Sequence[Callable[[], Result]]) -> list[list[Result]]:
    """Call the sides in turn, ``rounds`` times, and return each side's results.

    Every second round goes backwards, so that no side always comes after the same other and a
    machine that slows down meanwhile slows all of them alike.
    """
    results: list[list[Result]] = [[] for _ in sides]
    for number in range(rounds):
        for place in _order(len(sides), number):
            results[place].append(sides[place]())
    return results


def _order(count: int, number: int) -> Iterable[int]:
    return range(count) if number % 2 == 0 else reversed(range(count))
