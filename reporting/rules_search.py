"""Finding words in what was published, alike on every database: no database, no clock."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MOST_WORDS = 8
EXCERPT = 220
"""Characters, more or less: an excerpt ends where a word does."""

SHORTEST_PLURAL = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an excerpt; ``is_found`` where it is a word that was searched for."""

    text: str
    is_found: bool = False


def stem(word: str) -> str:
    """The same for "visits" and "Visit", for "agencies" and "agency", for "café" and "cafe"."""
    plain = "".join(
        each
        for each in unicodedata.normalize("NFKD", word.casefold())
        if not unicodedata.combining(each)
    )
    if len(plain) < SHORTEST_PLURAL or plain.endswith(("ss", "us", "is")):
        return plain
    if plain.endswith("ies"):
        return f"{plain[:-3]}y"
    return plain.removesuffix("s")


def stems(text: str) -> list[str]:
    """The words of ``text``, each as ``stem`` gives it, in order."""
    return [stem(word) for word in _WORD.findall(text)]


def kept_stems(text: str) -> str:
    """The stems with a space on either side of each, so that a whole one can be looked for."""
    found = stems(text)
    return f" {' '.join(found)} " if found else ""


def asked_stems(text: str) -> list[str]:
    """What to look for: each stem once, in order, no more than a page can mark."""
    return list(dict.fromkeys(stems(text)))[:MOST_WORDS]


def excerpt(text: str, wanted: Iterable[str]) -> list[Piece]:
    """The part of ``text`` around the first word that is wanted, or its beginning, in pieces."""
    looked_for = frozenset(wanted)
    words = list(_WORD.finditer(text))
    first = next((word for word in words if stem(word.group()) in looked_for), None)
    start = _start(text, first.start() if first else 0)
    end = _end(text, first.end() if first else start, start + EXCERPT)
    shown = [word for word in words if start <= word.start() and word.end() <= end]
    return list(_pieces(text, start, end, shown, looked_for))


def marked(text: str, wanted: Iterable[str]) -> list[Piece]:
    """All of ``text`` in pieces."""
    words = list(_WORD.finditer(text))
    return list(_pieces(text, 0, len(text), words, frozenset(wanted)))


def _start(text: str, place: int) -> int:
    """Where the sentence that holds ``place`` begins, unless that is too far back."""
    back = max(text.rfind(end, 0, place) for end in (". ", "\n"))
    if place - back < EXCERPT // 2:
        return 0 if back < 0 else back + (2 if text[back] == "." else 1)
    return max(text.rfind(" ", 0, place - EXCERPT // 4) + 1, place - EXCERPT // 2)


def _end(text: str, found: int, place: int) -> int:
    """The last space between what was found and ``place``, or that if it is all one word."""
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", found, place)
    return space if space >= 0 else max(found, place)


def _pieces(
    text: str, start: int, end: int, words: Sequence[re.Match[str]], wanted: frozenset[str]
) -> Iterator[Piece]:
    before = start
    if start > 0:
        yield Piece("… ")
    for word in words:
        if stem(word.group()) in wanted:
            yield Piece(text[before : word.start()])
            yield Piece(word.group(), is_found=True)
            before = word.end()
    yield Piece(text[before:end])
    if end < len(text):
        yield Piece(" …")
