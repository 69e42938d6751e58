"""Figures that sum up a statement or a year: what each was and what it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reporting.document import plain
from reporting.document.changes.facts import Change
from reporting.document.changes.kinds import Kind

LOCALITIES, MILESTONES = "locality/localities", "milestone/milestones"
"""Units as measures write those of their own: for one, and for several."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure under its name; ``line`` names the part of the pack that tells of it.

    ``of_year`` are those that begin again from nothing with each year.
    """

    line: str
    name: str
    value: Decimal
    unit: str
    of_year: bool = False


def one_place(share: Decimal) -> Decimal:
    """A share in per cent as it is told."""
    return share.quantize(Decimal("0.1"))


def number_text(value: Decimal) -> str:
    return plain.number_text(value) or ""


def amount_changes(
    before: Iterable[Amount], after: Iterable[Amount], *, is_new_year: bool = False
) -> Sequence[Change]:
    """Each figure that both hold, then and now; nothing where not one of them moved.

    ``is_new_year`` where a year has begun since: then figures of the year are no fall or rise.
    """
    then = {each.name: each for each in before}
    found = [_change(then[each.name], each, is_new_year) for each in after if each.name in then]
    moved = any(each.kind is not Kind.FIGURE_SAME for each in found)
    return found if moved else ()


def _change(was: Amount, now: Amount, is_new_year: bool) -> Change:
    return Change(
        _kind(was, now, is_new_year),
        now.line,
        now.name,
        before=number_text(was.value),
        after=number_text(now.value),
        unit=now.unit,
    )


def _kind(was: Amount, now: Amount, is_new_year: bool) -> Kind:
    if is_new_year and now.of_year:
        return Kind.FIGURE_ANEW
    if was.value == now.value:
        return Kind.FIGURE_SAME
    return Kind.FIGURE_HIGHER if now.value > was.value else Kind.FIGURE_LOWER
