"""A measure's year as a small picture: what was planned against what was reported.

Drawn with presentation attributes only, so that it passes the site's content security policy,
and with its meaning in its title, which becomes the alternative text in the PDF. The same
figures always stand in a table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 300, 135
LEFT, RIGHT, TOP, BOTTOM = 0, 300, 22, 115
INK, PLAN, RULE = "#0b4a55", "#6b7780", "#c9d1d3"
FONT = 'font-family="Source Sans 3, Helvetica Neue, Arial, sans-serif" font-size="10"'

OPENING = (
    '<svg class="pack-chart" xmlns="http://www.w3.org/2000/svg" role="img"'
    f' viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
)
KEY = (
    f'<path d="M178 12H198" stroke="{PLAN}" stroke-width="1.5" stroke-dasharray="5 3"/>'
    f'<text x="202" y="16" {FONT} fill="{PLAN}">Planned</text>'
    f'<path d="M240 12H256" stroke="{INK}" stroke-width="2.5"/>'
    f'<text x="260" y="16" {FONT} fill="{INK}">Reported</text>'
)


@dataclass(frozen=True, slots=True)
class Point:
    """A quarter's figures. ``is_partial`` when some localities did not report."""

    label: str
    planned: Decimal | None
    actual: Decimal | None
    is_partial: bool = False


def trajectory(points: Sequence[Point], *, words: str, top_label: str) -> SafeString:
    """The chart of ``points``; no line is drawn across a quarter without a figure.

    A dashed line is the plan, a solid line with dots what was reported; a dot is hollow when
    some localities did not report. ``words`` say all that.
    """
    top = _top(points)
    planned = [(_x(i, points), _y(p.planned, top)) for i, p in enumerate(points)]
    actual = [(_x(i, points), _y(p.actual, top)) for i, p in enumerate(points)]
    dots = "".join(
        _dot(x, y, is_hollow=point.is_partial)
        for (x, y), point in zip(actual, points, strict=True)
        if y is not None
    )
    parts = (
        OPENING,
        f"<title>{escape(words)}</title>",
        f'<path d="M{LEFT} {BOTTOM}H{RIGHT}" stroke="{INK}" stroke-width="1"/>',
        f'<path d="M{LEFT} {TOP}H{RIGHT}" stroke="{RULE}" stroke-width="0.5"/>',
        f'<text x="{LEFT}" y="{TOP - 6}" {FONT} fill="{PLAN}">{escape(top_label)}</text>',
        KEY,
        _line(planned, f'stroke="{PLAN}" stroke-width="1.5" stroke-dasharray="5 3"'),
        _line(actual, f'stroke="{INK}" stroke-width="2.5"'),
        dots,
        "".join(_label(i, point, points) for i, point in enumerate(points)),
        "</svg>",
    )
    return SafeString("".join(parts))


def top_of(points: Sequence[Point]) -> Decimal:
    """The greatest figure shown, at which the scale ends; it begins at nought."""
    figures = [f for point in points for f in (point.planned, point.actual) if f is not None]
    return max(figures, default=Decimal(0))


def _top(points: Sequence[Point]) -> Decimal:
    return top_of(points) or Decimal(1)


def _x(index: int, points: Sequence[Point]) -> float:
    inset = 24
    step = (RIGHT - LEFT - 2 * inset) / max(len(points) - 1, 1)
    return round(LEFT + inset + index * step, 1)


def _y(value: Decimal | None, top: Decimal) -> float | None:
    return None if value is None else round(BOTTOM - float(value / top) * (BOTTOM - TOP), 1)


def _line(places: Sequence[tuple[float, float | None]], look: str) -> str:
    """A path with a break wherever a place is unknown."""
    commands, pen = [], "M"
    for x, y in places:
        if y is None:
            pen = "M"
            continue
        commands.append(f"{pen}{x} {y}")
        pen = "L"
    return f'<path d="{"".join(commands)}" fill="none" {look}/>' if len(commands) > 1 else ""


def _dot(x: float, y: float, *, is_hollow: bool) -> str:
    fill = "#ffffff" if is_hollow else INK
    return f'<circle cx="{x}" cy="{y}" r="3.5" fill="{fill}" stroke="{INK}" stroke-width="1.5"/>'


def _label(index: int, point: Point, points: Sequence[Point]) -> str:
    x = _x(index, points)
    return (
        f'<text x="{x}" y="{HEIGHT - 6}" {FONT} text-anchor="middle" fill="{INK}">'
        f"{escape(point.label)}</text>"
    )
