"""Spreading what is to be reached over quarters and localities, without losing any of it.

A target is shared out by weights in whole steps: each part first gets its exact share rounded
down, and what is left over goes, one step each, to the parts that lost most by the rounding
(the method of the largest remainder). Of parts that lost the same the first comes first, or
the one at ``start``, so that what is left over does not always fall to the first quarter. A
step is 1 when the target is whole and 0.01 when it is not.
"""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from itertools import accumulate as running

from programme.choices import Accumulation, Direction
from programme.rules.measures import HUNDREDTH, NO, YES, Amount, combine, figure_words

Row = tuple[Decimal, ...]


def spread(target: Decimal, weights: Sequence[Decimal], *, start: int = 0) -> Row:
    """``target`` in parts that add up to it exactly, in proportion to ``weights``.

    Raises ValueError unless the weights are nought or more and not all nought.
    """
    total = sum(weights, Decimal(0))
    if not total or any(weight < 0 for weight in weights):
        raise ValueError("Weights are nought or more, and not all nought")
    step = HUNDREDTH if target % 1 else Decimal(1)
    exact = [target * weight / total for weight in weights]
    parts = [_down_to(step, share) for share in exact]
    left = int(((target - sum(parts, Decimal(0))) / step).to_integral_value())
    turn = {place: (place - start) % len(weights) for place in range(len(weights))}
    by_loss = sorted(turn, key=lambda place: (parts[place] - exact[place], turn[place]))
    for place in [place for place in by_loss if weights[place]][:left]:
        parts[place] += step
    return tuple(parts)


def _down_to(step: Decimal, share: Decimal) -> Decimal:
    return (share / step).to_integral_value(rounding=ROUND_FLOOR) * step


def planned_grid(
    *,
    how: str,
    direction: str,
    target: Decimal,
    baseline: Decimal | None,
    quarters: Sequence[Decimal],
    rows: Sequence[Decimal],
) -> list[Row]:
    """A year's trajectory: one row for each weight of ``rows``, one value for each quarter's.

    A sum is shared out over the rows and then over the quarters. A figure of which the latest
    stands, and a percentage, goes from the baseline to the target in steps by the quarters'
    weights; without a baseline a figure rises from nought and a percentage, or anything that
    is better lower, is the target all year. A yes is planned for the last quarter that counts.
    A row without weight stays at nought.
    """
    if how in (Accumulation.RATIO, Accumulation.YES_NO):
        one = _row(how, direction, target, baseline, quarters, start=0)
        return [one for _ in rows]
    targets = spread(target, rows)
    begins = [None] * len(rows) if baseline is None else spread(baseline, rows)
    return [
        _row(how, direction, own, begin, quarters, start=place)
        for place, (own, begin) in enumerate(zip(targets, begins, strict=True))
    ]


def _row(
    how: str,
    direction: str,
    target: Decimal,
    baseline: Decimal | None,
    quarters: Sequence[Decimal],
    *,
    start: int,
) -> Row:
    if how == Accumulation.SUM:
        return spread(target, quarters, start=start)
    if how == Accumulation.YES_NO:
        return _done_at_last(quarters) if target else (NO,) * len(quarters)
    begin = baseline
    if begin is None:
        is_level = how == Accumulation.RATIO or direction == Direction.LOWER
        begin = target if is_level else Decimal(0)
    sign = 1 if target >= begin else -1
    steps = spread(abs(target - begin), quarters)
    return tuple(begin + sign * climbed for climbed in running(steps))


def _done_at_last(quarters: Sequence[Decimal]) -> Row:
    last = max(place for place, weight in enumerate(quarters) if weight)
    return tuple(YES if place >= last else NO for place in range(len(quarters)))


def year_end(rows: Sequence[Sequence[Decimal | None]], how: str) -> Decimal | None:
    """What the planned values of a year come to for all rows together; None without any."""
    filled = [[value for value in row if value is not None] for row in rows]
    ends = [_row_end(row, how) for row in filled if row]
    reached = combine(ends, how)
    return None if reached is None else reached.value


def _row_end(row: Sequence[Decimal], how: str) -> Amount:
    return Amount(sum(row, Decimal(0)) if how == Accumulation.SUM else row[-1])


def total_problem(
    rows: Sequence[Sequence[Decimal | None]], *, how: str, unit: str, target: Decimal | None
) -> str:
    """Why the planned values of a year do not come to its target, or ""."""
    reached = year_end(rows, how)
    if reached is None or target is None or reached == target:
        return ""
    where = {
        Accumulation.SUM: "The year adds up to",
        Accumulation.LATEST: "The last quarter comes to",
        Accumulation.RATIO: "The last quarter comes to",
        Accumulation.YES_NO: "By the last quarter it is planned as",
    }[Accumulation(how)]
    aimed = figure_words(target, unit)
    if how == Accumulation.YES_NO:
        return f"{where} {figure_words(reached, unit)}, and the target is {aimed}"
    side = "more" if reached > target else "less"
    apart = figure_words(abs(reached - target), unit)
    return f"{where} {figure_words(reached, unit)}: {apart} {side} than the target of {aimed}"
