"""How milestones' ratings were spread, quarter by quarter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from csplan.core.ratings import Rating, label
from reporting.document.charts.drawing import INK, PAPER, QUIET, WIDTH, bar, picture, text

RATINGS = (Rating.OFF_TRACK, Rating.AT_RISK, Rating.ON_TRACK, Rating.COMPLETE, "")
"""The worst first, so that what needs looking at begins at the left of each bar."""
FILLS: Mapping[str, tuple[str, str]] = {
    Rating.OFF_TRACK: ("#8f1d14", PAPER),
    Rating.AT_RISK: ("#f4c14d", INK),
    Rating.ON_TRACK: ("#cfe6d4", INK),
    Rating.COMPLETE: ("#e3eef6", INK),
    "": (PAPER, QUIET),
}
TOP, STEP, BAR_HEIGHT, DIGIT = 36, 30, 13, 6
KEY_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class RatingBar:
    """A quarter's milestones by rating; ``name`` is the quarter's."""

    name: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def rating_mix(bars: Sequence[RatingBar], *, words: str) -> SafeString:
    """A bar for each quarter, as long as it has milestones; each part has its number.

    The scale begins at nought and is the same for all of them.
    """
    longest = max((each.total for each in bars), default=0) or 1
    scale = (WIDTH - 1) / longest
    rows = [part for i, each in enumerate(bars) for part in _row(each, TOP + STEP * i, scale)]
    return picture([*_key(), *rows], height=TOP + STEP * len(bars), words=words)


def _key() -> list[str]:
    parts: list[str] = []
    for i, rating in enumerate(RATINGS):
        x, y = i % KEY_COLUMNS * WIDTH / KEY_COLUMNS, i // KEY_COLUMNS * 16
        parts += [bar(x + 0.5, y + 2, 12, 9, fill=FILLS[rating][0])]
        parts += [text(x + 17, y + 10, label(rating))]
    return parts


def _row(each: RatingBar, top: float, scale: float) -> list[str]:
    parts, x = [text(0, top + 9, each.name, fill=QUIET)], 0.5
    for rating in RATINGS:
        count = each.counts.get(rating, 0)
        width = count * scale
        fill, ink = FILLS[rating]
        parts.append(bar(x, top + 12, width, BAR_HEIGHT, fill=fill))
        if width > DIGIT * (len(str(count)) + 1):
            parts.append(text(x + width / 2, top + 22, str(count), fill=ink, anchor="middle"))
        x += width
    return parts
