"""The lines of a source, where each goes, and moving them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from objectives.choices_transcription import OF_A_CATEGORY, Place

MOST_LINES = 400


class TranscriptError(ValueError):
    """The source cannot be taken apart; the message says what to do."""


@dataclass(frozen=True)
class Line:
    """A bullet, a paragraph, a heading or a row of the source; ``number`` counts from 1.

    ``category`` is the number of the line that heads its category, 0 for none. ``joins`` is the
    line before it in its column, which it goes on from if it is ``JOINED``. ``doubt`` says why a
    person should look, in a sentence without a full stop. Of a table, ``owner`` and ``phrase``
    are what its row says besides; ``published`` and ``section`` its source, if it names one.
    """

    number: int
    words: str
    place: Place
    category: int = 0
    joins: int = 0
    doubt: str = ""
    owner: str = ""
    phrase: str = ""
    published: str = ""
    section: str = ""


def code_of(line: Line) -> str:
    """Where a line goes, as a form says it: "milestone:4" in the category that line 4 heads."""
    return f"{line.place}:{line.category}" if line.place in OF_A_CATEGORY else str(line.place)


def moved(lines: Sequence[Line], places: Mapping[int, str]) -> tuple[Line, ...]:
    """The lines where a person put them; by number, as ``code_of`` says it.

    A place that there is none of leaves its line unplaced. What nobody moved keeps its doubt.
    """
    headed = [_moved(line, places.get(line.number, "")) for line in lines]
    heads = {line.number for line in headed if line.place == Place.CATEGORY}
    return tuple(_in_a_category(line, heads) for line in headed)


def _moved(line: Line, code: str) -> Line:
    if not code or code == code_of(line):
        return line
    name, _, head = code.partition(":")
    if name not in Place.values:
        return replace(line, place=Place.UNPLACED, doubt="")
    category = int(head) if head.isascii() and head.isdigit() and len(head) < 5 else 0
    return replace(line, place=Place(name), category=category, doubt="")


def _in_a_category(line: Line, heads: set[int]) -> Line:
    """Unplaced, if the category it is to be in has no heading any more."""
    if line.place in OF_A_CATEGORY and line.category not in heads:
        return replace(line, place=Place.UNPLACED, category=0, doubt="Its category is gone")
    return line
