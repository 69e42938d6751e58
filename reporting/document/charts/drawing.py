"""What the charts are drawn with."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString

WIDTH = 300
"""Units of every chart, so that its words are of one size on paper and on a phone."""
INK, QUIET, RULE, PALE, PAPER = "#0b4a55", "#4a5459", "#c9d1d3", "#a9c4c8", "#ffffff"
FONT = 'font-family="Source Sans 3, Helvetica Neue, Arial, sans-serif" font-size="10"'


def picture(parts: Sequence[str], *, height: int, words: str) -> SafeString:
    """A chart of ``parts``, which are SVG already; ``words`` say what it shows."""
    return SafeString(
        '<svg class="pack-chart" xmlns="http://www.w3.org/2000/svg" role="img"'
        f' viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
        f"<title>{escape(words)}</title>{''.join(parts)}</svg>"
    )


def text(x: float, y: float, words: str, *, fill: str = INK, anchor: str = "") -> str:
    where = f' text-anchor="{anchor}"' if anchor else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" {FONT}{where} fill="{fill}">{escape(words)}</text>'
    )


def bar(x: float, y: float, width: float, height: float, *, fill: str) -> str:
    """A bar with an outline, so that a pale one ends somewhere; nothing of no width."""
    if width <= 0:
        return ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        f' fill="{fill}" stroke="{INK}" stroke-width="0.75"/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, look: str) -> str:
    return f'<path d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}" {look}/>'


def number(value: float) -> str:
    """To a tenth, without a nought nobody needs."""
    return f"{value:.1f}".removesuffix(".0")
