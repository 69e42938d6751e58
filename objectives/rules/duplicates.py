"""Finding the same objective in several sets of a year, however many sets there are.

Two objectives are the same when at least four fifths of their words, apart from the smallest,
are. Only those that share one of their rarest words are compared, which misses none and keeps
the work near the number of objectives (prefix filtering, as in set-similarity joins).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

SAME = Fraction(4, 5)
FEWEST_WORDS = 4
"""Shorter objectives are the same only by chance."""

SMALL = frozenset(["a", "an", "and", "by", "for", "in", "of", "on", "the", "to", "with"])
_WORD = re.compile(r"[a-z0-9]+")

Place = tuple[str, str]
"""A set and an objective's number in it."""


def duplicates(texts: Mapping[Place, str]) -> dict[Place, tuple[Place, ...]]:
    """For each objective that stands in other sets too, where else, in order."""
    found: dict[Place, set[Place]] = defaultdict(set)
    for one, other in _pairs({place: words_of(text) for place, text in texts.items()}):
        found[one].add(other)
        found[other].add(one)
    return {place: tuple(sorted(others)) for place, others in sorted(found.items())}


def words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold())) - SMALL


def _pairs(words: Mapping[Place, frozenset[str]]) -> Iterator[tuple[Place, Place]]:
    rarity = Counter(word for each in words.values() for word in each)
    seen: dict[str, list[Place]] = defaultdict(list)
    for place, own in words.items():
        if len(own) < FEWEST_WORDS:
            continue
        first = _rarest(own, rarity)
        candidates = {other for word in first for other in seen[word] if other[0] != place[0]}
        yield from ((place, other) for other in candidates if is_same(own, words[other]))
        for word in first:
            seen[word].append(place)


def _rarest(words: Iterable[str], rarity: Mapping[str, int]) -> list[str]:
    """So many of the rarest words that two that are the same must share one."""
    ordered = sorted(words, key=lambda word: (rarity[word], word))
    return ordered[: len(ordered) - math.ceil(len(ordered) * SAME) + 1]


def is_same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME * len(one | other)
