"""How many items of each place are at which stage of the delivery model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from programme.choices import Stage
from programme.rules.stages import STAGES, stage_words
from reporting.document.charts.drawing import INK, PALE, PAPER, QUIET, WIDTH, bar, picture, text

FILLS: Mapping[str, tuple[str, str]] = {
    Stage.INNOVATE: ("#eef2f3", INK),
    Stage.CORE: (PALE, "#14202a"),
    Stage.EMBED: (INK, PAPER),
    "": (PAPER, QUIET),
}
"""Each stage's colour and that of the number on it: the further on, the darker."""
TOP, STEP, BAR_HEIGHT = 22, 30, 13
DIGIT, LETTER = 6, 5.2


@dataclass(frozen=True, slots=True)
class Bar:
    """A place's items by stage."""

    name: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def stage_mix(bars: Sequence[Bar], *, words: str) -> SafeString:
    """A bar for each place, as long as it has items, cut by stage; each cut has its number."""
    longest = max((each.total for each in bars), default=0) or 1
    scale = (WIDTH - 1) / longest
    shown = [stage for stage in STAGES if any(each.counts.get(stage) for each in bars)]
    rows = [part for i, each in enumerate(bars) for part in _row(each, TOP + STEP * i, scale)]
    return picture([*_key(shown), *rows], height=TOP + STEP * len(bars), words=words)


def _key(stages: Sequence[str]) -> list[str]:
    parts: list[str] = []
    x = 0.5
    for stage in stages:
        name = stage_words(stage)
        parts += [bar(x, 2, 12, 9, fill=FILLS[stage][0]), text(x + 16, 10, name)]
        x += 30 + LETTER * len(name)
    return parts


def _row(each: Bar, top: float, scale: float) -> list[str]:
    parts, x = [text(0, top + 9, each.name, fill=QUIET)], 0.5
    for stage in STAGES:
        count = each.counts.get(stage, 0)
        width = count * scale
        fill, ink = FILLS[stage]
        parts.append(bar(x, top + 12, width, BAR_HEIGHT, fill=fill))
        if width > DIGIT * (len(str(count)) + 1):
            parts.append(text(x + width / 2, top + 22, str(count), fill=ink, anchor="middle"))
        x += width
    return parts
