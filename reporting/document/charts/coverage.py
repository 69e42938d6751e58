"""Coverage by cluster: how much of each bar's whole is represented, and the target across."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from reporting.document.charts.drawing import INK, PAPER, QUIET, bar, line, picture, text

TOP, STEP, BAR_HEIGHT, BAR_WIDTH = 18, 34, 12, 250
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Share:
    """A place's share in per cent; None where it cannot be told. ``words`` are the figure's."""

    name: str
    share: Decimal | None
    words: str


def coverage(shares: Sequence[Share], *, target: Decimal | None, words: str) -> SafeString:
    """A bar for each place from nought to 100%; an unknown share has no bar, only its words."""
    bottom = TOP + STEP * len(shares)
    parts = [part for i, each in enumerate(shares) for part in _row(each, TOP + STEP * i)]
    if target is not None:
        x = BAR_WIDTH * float(target / HUNDRED)
        look = f'stroke="{INK}" stroke-width="1.5" stroke-dasharray="4 2"'
        parts += [
            line(x, TOP - 4, x, bottom - 6, look=look),
            text(x, TOP - 8, f"Target {target.normalize():f}%", anchor="middle"),
        ]
    return picture(parts, height=bottom, words=words)


def _row(each: Share, top: float) -> list[str]:
    """The place's name over its bar, the figure after it."""
    y = top + 14
    figure = text(BAR_WIDTH + 6, y + 9.5, each.words)
    name = text(0, top + 10, each.name, fill=QUIET)
    if each.share is None:
        return [name, text(0, y + 9.5, each.words)]
    filled = BAR_WIDTH * float(min(each.share, HUNDRED) / HUNDRED)
    return [
        name,
        bar(0.5, y, BAR_WIDTH - 1, BAR_HEIGHT, fill=PAPER),
        bar(0.5, y, filled - 1, BAR_HEIGHT, fill=INK),
        figure,
    ]
