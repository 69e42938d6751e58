"""What of a sent form is kept, and how much."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from csplan.core.draft_tokens import FIELD

Words: TypeAlias = Mapping[str, Sequence[str]]

NOT_WORDS: Final = frozenset({"csrfmiddlewaretoken", FIELD})
MOST_CHARACTERS: Final = 40_000
MOST_BOXES: Final = 1_000
MOST_DRAFTS: Final = 200


def words_of(sent: Iterable[tuple[str, Sequence[str]]]) -> Words:
    """The form's boxes, without what belongs to the page and what no database can hold."""
    return {
        _storable(name): [_storable(text) for text in texts]
        for name, texts in sent
        if name not in NOT_WORDS and not name.startswith("password")
    }


def is_too_large(words: Words) -> bool:
    texts = [text for several in words.values() for text in several]
    length = sum(map(len, texts)) + sum(map(len, words))
    return length > MOST_CHARACTERS or len(texts) > MOST_BOXES


def _storable(text: str) -> str:
    """PostgreSQL holds no NUL, and no half of a pair of surrogates."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
