"""Savings against what they are to equal: a bar that fills towards a mark."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from reporting.document.charts.drawing import INK, PALE, PAPER, WIDTH, bar, line, picture, text

HEIGHT, BAR_TOP, BAR_HEIGHT = 100, 24, 22
KEY_TOP, KEY_STEP = 66, 16


@dataclass(frozen=True, slots=True)
class Savings:
    """Pence validated, claimed only, and aimed at, with the words for each."""

    validated: int
    waiting: int
    target: int
    validated_words: str
    waiting_words: str
    target_words: str


def thermometer(savings: Savings, *, words: str) -> SafeString:
    """What is validated is dark, what is only claimed paler after it; a mark is the target.

    The scale begins at nought and ends at the target, or at the claims where they are more.
    """
    scale = WIDTH / max(savings.target, savings.validated + savings.waiting, 1)
    solid, pale, mark = (
        scale * pence for pence in (savings.validated, savings.waiting, savings.target)
    )
    is_right = mark > WIDTH / 2
    parts = (
        bar(0.5, BAR_TOP, WIDTH - 1, BAR_HEIGHT, fill=PAPER),
        bar(0.5, BAR_TOP, solid - 1, BAR_HEIGHT, fill=INK),
        bar(max(solid - 0.5, 0.5), BAR_TOP, pale - 0.5, BAR_HEIGHT, fill=PALE),
        _mark(min(mark, WIDTH - 1)) if savings.target else "",
        text(
            mark if is_right else mark + 1, 12, savings.target_words,
            anchor="end" if is_right else "",
        ) if savings.target else "",
        bar(0.5, KEY_TOP - 8, 12, 9, fill=INK),
        text(18, KEY_TOP, savings.validated_words),
        bar(0.5, KEY_TOP + KEY_STEP - 8, 12, 9, fill=PALE),
        text(18, KEY_TOP + KEY_STEP, savings.waiting_words),
    )  # fmt: skip
    return picture(parts, height=HEIGHT, words=words)


def _mark(x: float) -> str:
    look = f'stroke="{INK}" stroke-width="2.5"'
    return line(x, BAR_TOP - 7, x, BAR_TOP + BAR_HEIGHT + 5, look=look)
