"""How one text departs from another, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A line break counts as a word, so that paragraphs stay apart.
WORDS = re.compile(r"\n|\S+")


class Departure(StrEnum):
    """What became of a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class WordRun:
    """Neighbouring words that share a fate."""

    departure: Departure
    text: str


def word_runs(before: str, after: str) -> tuple[WordRun, ...]:
    """``after`` as ``before`` with words removed and added, in reading order.

    The runs kept and removed give the words of ``before``; those kept and added, of ``after``.
    How words are spaced within a line does not count.
    """
    old, new = WORDS.findall(before), WORDS.findall(after)
    runs: list[WordRun] = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            runs.append(WordRun(Departure.KEPT, _joined(old[i:j])))
            continue
        if i < j:
            runs.append(WordRun(Departure.REMOVED, _joined(old[i:j])))
        if k < m:
            runs.append(WordRun(Departure.ADDED, _joined(new[k:m])))
    return tuple(runs)


def is_reworded(before: str, after: str) -> bool:
    """Whether the words differ, however they are spaced."""
    return WORDS.findall(before) != WORDS.findall(after)


def _joined(words: list[str]) -> str:
    return " ".join(words).replace(" \n", "\n").replace("\n ", "\n")
