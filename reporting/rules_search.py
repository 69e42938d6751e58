"""Finding words in what was published, alike on every database: no database, no clock."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from csplan.core.ratings import NO_REPORT_LABEL, Rating

MOST_WORDS = 8
EXCERPT = 220
"""Characters, more or less: an excerpt ends where a word does."""

SHORTEST_PLURAL = 4
SHORTEST_ROOT = 3
VOWELS = frozenset("aeiouy")
NEVER_DOUBLED = frozenset("aeiouwxy")
_WORD = re.compile(r"\w+")
_ASKED = re.compile(r"[\"“]([^\"“”]+)[\"”]|(\S+)")
_QUOTED = re.compile(r"[\"“”]")
_RATING = re.compile(rf"\b(?:{'|'.join([*Rating.labels, NO_REPORT_LABEL])})\b", re.IGNORECASE)
# Begins and goes on without a second look, or a word without end would be looked at for long.
_COMPOUND = re.compile(r"\b\w++(?:[-,]\w++)+")
_LONG_PLURAL = re.compile(r"(?:ss|sh|ch|x)es$")
_THOUSANDS = re.compile(r"\B(?=(?:\d{3})+$)")
_IDENTIFIER = re.compile(r"(?:\d{4}-\d\d/)?([a-z-]+)/([a-z0-9-]+)")

Stems = tuple[str, ...]
"""Stems that stand side by side."""

Term = tuple[Stems, ...]
"""What is looked for: one of these. A word is looked for in its forms, a phrase as it stands."""


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
    if _LONG_PLURAL.search(plain):
        return plain.removesuffix("es")
    return plain.removesuffix("s")


def stems(text: str) -> list[str]:
    """The words of ``text``, each as ``stem`` gives it, in order."""
    return [stem(word) for word in _WORD.findall(text)]


def kept_stems(text: str) -> str:
    """The stems with a space on either side of each, so that a whole one can be looked for.

    After them stands each "co-ordinator" and "40,000" once more as one word: people write both.
    """
    joined = (stem("".join(_WORD.findall(each))) for each in _COMPOUND.findall(text))
    found = [*stems(text), *dict.fromkeys(joined)]
    return f" {' '.join(found)} " if found else ""


def asked_terms(text: str) -> list[Term]:
    """What to look for: each once, in order, no more than a page can mark.

    A rating is a phrase, in quotation marks or not.
    """
    if not _QUOTED.search(text):
        text = _RATING.sub(r'"\g<0>"', text)
    found = (
        (tuple(stems(phrase)),) if phrase else _term(word) for phrase, word in _ASKED.findall(text)
    )
    return list(dict.fromkeys(term for term in found if any(term)))[:MOST_WORDS]


def identified(text: str) -> str:
    """The key of the line that ``text`` names as the data does: "2013-14/milestone/89"; or ""."""
    found = _IDENTIFIER.fullmatch(text.strip().lower())
    return "-".join(found.groups()) if found else ""


def holds(kept: str, terms: Iterable[Term]) -> bool:
    """Whether ``kept_stems`` has something of each term."""
    return all(any(f" {' '.join(each)} " in kept for each in term) for term in terms)


def _term(word: str) -> Term:
    """A word in its forms; words with a hyphen or a comma between them in one, and apart."""
    parts = tuple(stems(word))
    if len(parts) == 1:
        return tuple(dict.fromkeys([*((form,) for form in _forms(parts[0])), *_grouped(parts[0])]))
    is_joined = _COMPOUND.search(word) is not None
    return (parts, (stem("".join(_WORD.findall(word))),)) if is_joined else (parts,)


def _grouped(word: str) -> Iterator[Stems]:
    """A long number as it is written: 40000 as 40,000."""
    if word.isdecimal() and _THOUSANDS.search(word):
        yield tuple(_THOUSANDS.sub(",", word).split(","))


def _forms(word: str) -> Iterator[str]:
    """The stems of the word's other forms: "visited" is "visit" and "visiting" too.

    Some are no words. Those do no harm: nobody wrote them.
    """
    yield word
    roots = list(_roots(word))
    for root in roots or [word]:
        yield root
        yield from _inflected(root)


def _roots(word: str) -> Iterator[str]:
    """What the word may be a form of."""
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest == word or len(rest) < SHORTEST_ROOT or not VOWELS & set(rest):
            continue
        yield rest
        yield f"{rest}e"
        if rest[-1] == rest[-2]:
            yield rest[:-1]
        if rest.endswith("i"):
            yield f"{rest[:-1]}y"


def _inflected(root: str) -> Iterator[str]:
    if len(root) < SHORTEST_ROOT or not root.isalpha():
        return
    if root.endswith("e"):
        yield from (f"{root}d", f"{root[:-1]}ing")
        return
    yield from (f"{root}ed", f"{root}ing")
    if root.endswith("y"):
        yield f"{root[:-1]}ied"
    if root[-1] not in NEVER_DOUBLED and root[-2] in VOWELS:
        yield from (f"{root}{root[-1]}ed", f"{root}{root[-1]}ing")


def excerpt(text: str, wanted: Iterable[Term]) -> list[Piece]:
    """The part of ``text`` around the first of what is wanted, or its beginning, in pieces."""
    found = _found(text, wanted)
    first = found[0] if found else None
    start = _start(text, first.start() if first else 0)
    end = _end(text, first.end() if first else start, start + EXCERPT)
    shown = [word for word in found if start <= word.start() and word.end() <= end]
    return list(_pieces(text, start, end, shown))


def marked(text: str, wanted: Iterable[Term]) -> list[Piece]:
    """All of ``text`` in pieces."""
    return list(_pieces(text, 0, len(text), _found(text, wanted)))


def _found(text: str, wanted: Iterable[Term]) -> list[re.Match[str]]:
    """The words of ``text`` that are wanted, each by itself or as part of what is."""
    words = list(_WORD.finditer(text))
    has = [stem(word.group()) for word in words]
    sought = {each for term in wanted for each in term}
    found: set[int] = set()
    for length in {len(each) for each in sought}:
        for place in range(len(words) - length + 1):
            if tuple(has[place : place + length]) in sought:
                found.update(range(place, place + length))
    for place, (one, other) in enumerate(itertools.pairwise(words)):
        is_one = text[one.end() : other.start()] in {"-", ","}
        if is_one and (stem(one.group() + other.group()),) in sought:
            found.update((place, place + 1))
    return [words[place] for place in sorted(found)]


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


def _pieces(text: str, start: int, end: int, found: Sequence[re.Match[str]]) -> Iterator[Piece]:
    before = start
    if start > 0:
        yield Piece("… ")
    for word in found:
        yield Piece(text[before : word.start()])
        yield Piece(word.group(), is_found=True)
        before = word.end()
    yield Piece(text[before:end])
    if end < len(text):
        yield Piece(" …")
