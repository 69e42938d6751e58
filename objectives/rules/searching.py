"""How words are looked for: without regard to capitals, accents and punctuation. Pure."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice

from objectives.rules.content import Content

MOST_CHARACTERS = 100
MOST_TERMS = 8


def folded(text: str) -> str:
    """``text`` in small letters and figures alone, each run of anything else one space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (mark if mark.isalnum() else " " for mark in plain if not unicodedata.combining(mark))
    return " ".join("".join(kept).split())


def terms(query: str) -> tuple[str, ...]:
    """The words a query asks for, all of which must be found: at most eight."""
    return tuple(dict.fromkeys(folded(query[:MOST_CHARACTERS]).split()[:MOST_TERMS]))


def searched_words(content: Content) -> str:
    """Everything of a revision that is searched, folded."""
    department = content["department"]["name"]
    lines = (content["holder"], content["post"], department, content["role_statement"])
    return folded(" ".join((*lines, *_words(content))))


def passages(content: Content, asked: Sequence[str], *, most: int) -> tuple[tuple[str, str], ...]:
    """The first items that hold one of the words asked for, as (id, text)."""
    found = (
        (reference, text)
        for reference, text in _items(content)
        if any(term in folded(text) for term in asked)
    )
    return tuple(islice(found, most))


def _words(content: Content) -> Iterator[str]:
    for category in content["categories"]:
        yield from (category["title"], category["introduction"], category["feedback_sources"])
    yield from (text for _, text in _items(content))


def _items(content: Content) -> Iterator[tuple[str, str]]:
    for category in content["categories"]:
        for kind in (category["objectives"], category["measures"], category["milestones"]):
            yield from ((item["id"], item["text"]) for item in kind)
