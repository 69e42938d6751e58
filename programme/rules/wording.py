"""What changed between two texts, word by word: no database, no clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORD = re.compile(r"\S+\s*")
ALIKE = 0.5
"""The share of words in common from which one text is shown as a change of the other."""


class Part(StrEnum):
    """Whether a piece stands in both texts, only in the earlier or only in the later one."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that share their fate."""

    part: Part
    words: str


@dataclass(frozen=True, slots=True)
class Rewording:
    """An earlier text and a later one that says something else.

    ``pieces`` are both woven into one, empty where they have too little in common for that.
    """

    before: str
    after: str
    pieces: tuple[Piece, ...]

    @property
    def summary(self) -> str:
        """ "new", "taken out", "rewritten", or "3 words added, 1 taken out"."""
        if not self.before or not self.after:
            return "taken out" if self.before else "new"
        if not self.pieces:
            return "rewritten"
        added, gone = (_count(self.pieces, part) for part in (Part.NEW, Part.GONE))
        return ", ".join(
            words
            for words in (
                f"{added} {'word' if added == 1 else 'words'} added" if added else "",
                f"{gone} {'word' if gone == 1 else 'words'} taken out" if gone else "",
            )
            if words
        )


def rewording(before: str, after: str) -> Rewording | None:
    """How the texts differ; None where they say the same, however they are spaced."""
    old, new = WORD.findall(before), WORD.findall(after)
    if _bare(old) == _bare(new):
        return None
    matcher = SequenceMatcher(None, _bare(old), _bare(new))
    is_woven = not (old and new) or matcher.ratio() >= ALIKE
    return Rewording(before, after, tuple(_pieces(matcher, old, new)) if is_woven else ())


def _bare(words: list[str]) -> list[str]:
    return [word.strip() for word in words]


def _pieces(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(Part.SAME, "".join(new[k:m]))
            continue
        if i < j:
            yield Piece(Part.GONE, "".join(old[i:j]))
        if k < m:
            yield Piece(Part.NEW, "".join(new[k:m]))


def _count(pieces: tuple[Piece, ...], part: Part) -> int:
    return sum(len(WORD.findall(piece.words)) for piece in pieces if piece.part == part)
