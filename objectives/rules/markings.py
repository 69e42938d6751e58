"""Box markings: the guided split, and what may be told of how they spread. Pure.

Nobody's marking may be worked out from what is told:

* A group is told of only when every review of it is complete, and it holds at least
  ``SMALLEST_GROUP`` people. Levels with fewer are put together into one group; if that is still
  too small it is not told of at all. No total is told, so nothing can be taken away from it.
* A box with fewer than ``SMALLEST_BOX`` people is told together with its neighbour. When all
  boxes would be one, the group is not told of: "everybody" would name everybody.
* People are counted, not sets: somebody with two posts is one person.

What is told once is never told again with other figures (``MarkingSplit``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypedDict

SMALLEST_GROUP = 10
SMALLEST_BOX = 3
"""Settings may ask for more people than these, never for fewer."""

GUIDED_SPLIT = (25, 65, 10)
"""The percentage of people guided to boxes 1, 2 and 3."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A set whose review should be told of; ``mark`` is None until the review is complete."""

    holder: str
    level: str
    mark: int | None


class BoxContent(TypedDict):
    """One box, or several told together, and how many people are in them."""

    boxes: list[int]
    people: int


class GroupContent(TypedDict):
    levels: list[str]
    people: int
    split: list[BoxContent]


def tellable(
    marked: Iterable[Marked],
    *,
    smallest_group: int = SMALLEST_GROUP,
    smallest_box: int = SMALLEST_BOX,
) -> list[GroupContent]:
    """What may be told, group by group; empty when it is nothing."""
    group, box = max(smallest_group, SMALLEST_GROUP), max(smallest_box, SMALLEST_BOX)
    told = (_group(levels, rows, box) for levels, rows in _groups(list(marked), group))
    return [each for each in told if len(each["split"]) > 1]


def _groups(
    marked: Sequence[Marked], smallest: int
) -> Iterable[tuple[list[str], Sequence[Marked]]]:
    """Whole levels with enough people each, then the smaller ones together if they are enough."""
    small: list[Marked] = []
    for level in dict.fromkeys(row.level for row in marked):
        rows = [row for row in marked if row.level == level]
        if any(row.mark is None for row in rows):
            continue
        if _people(rows) >= smallest:
            yield [level], rows
        else:
            small += rows
    if _people(small) >= smallest:
        yield list(dict.fromkeys(row.level for row in small)), small


def _group(levels: list[str], rows: Sequence[Marked], smallest: int) -> GroupContent:
    return {"levels": levels, "people": _people(rows), "split": _split(rows, smallest)}


def _split(rows: Sequence[Marked], smallest: int) -> list[BoxContent]:
    """Boxes 1 to 3, a small one put together with the smaller of its neighbours."""
    cells = [[box] for box in range(1, len(GUIDED_SPLIT) + 1)]
    while len(cells) > 1:
        counts = [_people(_in(cell, rows)) for cell in cells]
        place = min(range(len(cells)), key=lambda each: counts[each])
        if counts[place] >= smallest:
            break
        beside = [each for each in (place - 1, place + 1) if 0 <= each < len(cells)]
        other = min(beside, key=lambda each: counts[each])
        first, second = sorted((place, other))
        cells[first : second + 1] = [cells[first] + cells[second]]
    return [{"boxes": cell, "people": _people(_in(cell, rows))} for cell in cells]


def _in(boxes: Sequence[int], rows: Sequence[Marked]) -> list[Marked]:
    return [row for row in rows if row.mark in boxes]


def _people(rows: Iterable[Marked]) -> int:
    return len({row.holder for row in rows})


def guided_share(boxes: Iterable[int], guided: Sequence[int] = GUIDED_SPLIT) -> int:
    """The percentage of people guided to ``boxes`` together."""
    return sum(guided[box - 1] for box in boxes)


def share(people: int, of: int) -> int:
    """A whole percentage."""
    return round(100 * people / of)


def boxes_words(boxes: Sequence[int]) -> str:
    """ "Box 1"; "Boxes 2 and 3 together"."""
    if len(boxes) == 1:
        return f"Box {boxes[0]}"
    *others, last = (str(box) for box in boxes)
    return f"Boxes {', '.join(others)} and {last} together"
