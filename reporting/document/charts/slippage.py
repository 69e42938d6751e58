"""How far dates slip: for each milestone a line from the day planned to the day expected."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from csplan.core.periods import Quarter
from reporting.document.charts.drawing import INK, PAPER, QUIET, RULE, WIDTH, number, picture, text

LEFT, RIGHT = 20, 238
TOP, STEP = 34, 15
RADIUS = 3.5
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Slip:
    """One line: the number it has in the table beside, its days, and how far apart they are."""

    label: str
    planned: dt.date
    expected: dt.date
    words: str


def dumbbells(slips: Sequence[Slip], *, words: str) -> SafeString:
    """A line for each of ``slips``, from a hollow dot where it was planned to a solid one.

    The days run over whole quarters, from the first that anything was planned in.
    """
    first = Quarter.containing(min(each.planned for each in slips))
    last = Quarter.containing(max(each.expected for each in slips))
    scale = _Scale(first.starts_on, last.ends_on)
    height = TOP + STEP * len(slips)
    parts = [
        *_key(),
        *(_tick(each, scale, height) for each in _ticks(first, last)),
        *(part for i, each in enumerate(slips) for part in _row(each, TOP + STEP * i + 6, scale)),
    ]
    return picture(parts, height=height, words=words)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a day is between the left and the right."""

    first: dt.date
    last: dt.date

    def x(self, day: dt.date) -> float:
        return LEFT + (RIGHT - LEFT) * (day - self.first).days / (self.last - self.first).days


def _ticks(first: Quarter, last: Quarter) -> Sequence[dt.date]:
    """The beginnings of quarters, or of every second, third… where they would crowd."""
    days, quarter = [], first
    while quarter <= last:
        days.append(quarter.starts_on)
        quarter = quarter.next
    return days[:: 1 + (len(days) - 1) // MOST_TICKS]


def _tick(day: dt.date, scale: _Scale, height: float) -> str:
    x = scale.x(day)
    rule = f'<path d="M{number(x)} 26V{number(height)}" stroke="{RULE}" stroke-width="0.75"/>'
    return rule + text(x + 2, 23, f"{day:%b %Y}", fill=QUIET)


def _row(each: Slip, y: float, scale: _Scale) -> list[str]:
    start, end = scale.x(each.planned), scale.x(each.expected)
    return [
        text(0, y + 3.5, each.label, fill=QUIET),
        f'<path d="M{number(start)} {number(y)}H{number(end)}" stroke="{INK}" stroke-width="2"/>',
        _dot(start, y, fill=PAPER),
        _dot(end, y, fill=INK),
        text(WIDTH, y + 3.5, each.words, anchor="end"),
    ]


def _key() -> list[str]:
    return [
        _dot(RADIUS + 1, 6, fill=PAPER),
        text(12, 9.5, "Planned", fill=QUIET),
        _dot(64, 6, fill=INK),
        text(71, 9.5, "Expected", fill=QUIET),
    ]


def _dot(x: float, y: float, *, fill: str) -> str:
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{RADIUS}" fill="{fill}" stroke="{INK}"'
        ' stroke-width="1.5"/>'
    )
