"""How what is held departs from the words that were published. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from csplan.core.word_changes import WordRun, is_reworded, word_runs


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where some words come from. ``published`` is empty for what no document holds.

    ``bullet`` counts the bullets of the section from 1, None for what is no bullet.

    ``runs`` show the departure word by word; there are none while nothing departs.
    """

    published: str
    section: str = ""
    bullet: int | None = None
    runs: tuple[WordRun, ...] = ()

    @property
    def is_published(self) -> bool:
        return bool(self.published)

    @property
    def is_unchanged(self) -> bool:
        return self.is_published and not self.runs


def provenance(
    text: str,
    source_words: str,
    *,
    section: str = "",
    bullet: int | None = None,
    other_parts: Iterable[str] = (),
) -> Provenance:
    """Compare ``text`` with its published words.

    A bullet that was split keeps the whole of its words with every part: the words of the
    ``other_parts`` are left out of the comparison where they stand as they were published.
    """
    own = source_words
    for part in other_parts:
        if own != part:
            own = own.replace(part, "", 1).strip()
    if not is_reworded(own, text) or not own:
        return Provenance(own, section, bullet)
    return Provenance(own, section, bullet, word_runs(own, text))
