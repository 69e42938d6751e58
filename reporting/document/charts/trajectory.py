"""A measure's year: what was planned and aimed at, what was reported, and where that leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from reporting.document.charts.drawing import (
    INK,
    PAPER,
    QUIET,
    RULE,
    WIDTH,
    line,
    number,
    picture,
    text,
)

HEIGHT, TOP, BOTTOM, INSET = 148, 34, 127, 24
PLANNED = f'stroke="{QUIET}" stroke-width="1.5" stroke-dasharray="5 3"'
REPORTED = f'stroke="{INK}" stroke-width="2.5"'
PROJECTED = f'stroke="{INK}" stroke-width="1" stroke-dasharray="1.5 2.5"'
AIM = f'stroke="{QUIET}" stroke-width="1"'
BAND = "#e6eced"


@dataclass(frozen=True, slots=True)
class Point:
    """A quarter's figures. ``is_partial`` when some localities did not report."""

    label: str
    planned: Decimal | None
    actual: Decimal | None
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Aims:
    """What the year should come to and would come to; each None where there is nothing to say.

    ``low`` and ``high`` are the range it is to stay within.
    """

    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    projected: Decimal | None = None

    @property
    def figures(self) -> list[Decimal]:
        known = (self.target, self.low, self.high, self.projected)
        return [each for each in known if each is not None]


NO_AIMS = Aims()


def trajectory(
    points: Sequence[Point], *, words: str, top_label: str, aims: Aims = NO_AIMS
) -> SafeString:
    """The chart of ``points``; no line is drawn across a quarter without a figure.

    Dashes are the plan, a solid line with dots what was reported; a dot is hollow when some
    localities did not report. A fine line across is the target, a pale band the range to stay
    within, a diamond at the year's end the projection. The scale begins at nought. ``words`` say
    all that.
    """
    scale = Scale(top_of(points, aims) or Decimal(1), len(points))
    planned = [scale.place(i, p.planned) for i, p in enumerate(points)]
    actual = [scale.place(i, p.actual) for i, p in enumerate(points)]
    parts = (
        _band(aims, scale),
        line(0, BOTTOM, WIDTH, BOTTOM, look=f'stroke="{INK}" stroke-width="1"'),
        line(0, TOP, WIDTH, TOP, look=f'stroke="{RULE}" stroke-width="0.5"'),
        text(0, TOP - 5, top_label, fill=QUIET),
        *_key(points, aims),
        _aim(aims, scale),
        _path(planned, PLANNED),
        _path(actual, REPORTED),
        _projection(actual, aims, scale),
        *_dots(points, actual),
        *(
            text(scale.x(i), HEIGHT - 8, point.label, anchor="middle")
            for i, point in enumerate(points)
        ),
    )
    return picture(parts, height=HEIGHT, words=words)


def top_of(points: Sequence[Point], aims: Aims = NO_AIMS) -> Decimal:
    """The greatest figure shown, at which the scale ends; it begins at nought."""
    figures = [f for point in points for f in (point.planned, point.actual) if f is not None]
    return max([*figures, *aims.figures], default=Decimal(0))


Place = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Scale:
    """Where figures stand: ``top`` is the greatest of them, ``count`` how many quarters."""

    top: Decimal
    count: int

    def x(self, index: int) -> float:
        return INSET + index * (WIDTH - 2 * INSET) / max(self.count - 1, 1)

    def y(self, value: Decimal) -> float:
        return BOTTOM - float(max(value, Decimal(0)) / self.top) * (BOTTOM - TOP)

    def place(self, index: int, value: Decimal | None) -> Place:
        return None if value is None else (self.x(index), self.y(value))


def _key(points: Sequence[Point], aims: Aims) -> list[str]:
    """What each line is, for those that are drawn."""
    shown = [("Reported", REPORTED, 58)]
    if any(point.planned is not None for point in points):
        shown = [("Planned", PLANNED, 58), *shown]
    if aims.target is not None:
        shown.append(("Target", AIM, 50))
    if aims.low is not None or aims.high is not None:
        shown.append(("Range", f'stroke="{BAND}" stroke-width="8"', 50))
    if aims.projected is not None:
        shown.append(("Projected", PROJECTED, 64))
    parts, x = [], 0
    for name, look, width in shown:
        parts += [line(x, 7, x + 16, 7, look=look), text(x + 20, 10.5, name)]
        x += width + 8
    return parts


def _aim(aims: Aims, scale: Scale) -> str:
    if aims.target is None:
        return ""
    y = scale.y(aims.target)
    return line(0, y, WIDTH, y, look=AIM)


def _band(aims: Aims, scale: Scale) -> str:
    """The range; one without an upper end goes to the top, without a lower to the bottom."""
    if aims.low is None and aims.high is None:
        return ""
    top = TOP if aims.high is None else scale.y(aims.high)
    bottom = BOTTOM if aims.low is None else scale.y(aims.low)
    return (
        f'<rect x="0" y="{number(top)}" width="{WIDTH}" height="{number(bottom - top)}"'
        f' fill="{BAND}"/>'
    )


def _path(places: Sequence[Place], look: str) -> str:
    """A path with a break wherever a place is unknown."""
    commands, pen = [], "M"
    for place in places:
        if place is None:
            pen = "M"
            continue
        commands.append(f"{pen}{number(place[0])} {number(place[1])}")
        pen = "L"
    return f'<path d="{"".join(commands)}" fill="none" {look}/>' if len(commands) > 1 else ""


def _projection(actual: Sequence[Place], aims: Aims, scale: Scale) -> str:
    """A diamond at the year's end, and a line to it from the last figure reported before it."""
    if aims.projected is None:
        return ""
    x, y = scale.x(scale.count - 1), scale.y(aims.projected)
    known = [place for place in actual if place is not None]
    way = line(*known[-1], x, y, look=PROJECTED) if known and known[-1][0] < x else ""
    diamond = f"M{number(x)} {number(y - 5)}l5 5l-5 5l-5 -5z"
    return f'{way}<path d="{diamond}" fill="{PAPER}" stroke="{INK}" stroke-width="1.5"/>'


def _dots(points: Sequence[Point], places: Sequence[Place]) -> list[str]:
    return [
        _dot(*place, is_hollow=point.is_partial)
        for place, point in zip(places, points, strict=True)
        if place is not None
    ]


def _dot(x: float, y: float, *, is_hollow: bool) -> str:
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="3.5" fill="{PAPER if is_hollow else INK}"'
        f' stroke="{INK}" stroke-width="1.5"/>'
    )
