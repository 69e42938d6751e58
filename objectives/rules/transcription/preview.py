"""What a transcript makes, line by line, as the page shows it before anything is saved. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from csplan.core.recurrence import listed_words
from csplan.core.worded_dates import DateKind
from objectives.choices import ItemKind
from objectives.choices_transcription import OF_A_CATEGORY, Place
from objectives.rules.transcription.drafting import COLUMNS, Draft, DraftItem
from objectives.rules.transcription.lines import Line, code_of

ONE_OF = {
    ItemKind.OBJECTIVE: "objective",
    ItemKind.MEASURE: "performance measure",
    ItemKind.MILESTONE: "milestone",
}


@dataclass(frozen=True)
class PreviewLine:
    """A line, what becomes of it (``makes``), and what a person should look at (``doubts``)."""

    number: int
    words: str
    code: str
    makes: tuple[str, ...]
    doubts: tuple[str, ...]
    is_unplaced: bool
    is_heading: bool


def preview_lines(lines: Sequence[Line], draft: Draft) -> tuple[PreviewLine, ...]:
    """Every line of the source, in its order."""
    items: dict[int, list[DraftItem]] = {}
    for item in draft.items:
        items.setdefault(item.numbers[0], []).append(item)
    unplaced = {line.number: line for line in draft.unplaced}
    return tuple(_line(line, items.get(line.number, ()), unplaced) for line in lines)


def _line(line: Line, items: Sequence[DraftItem], unplaced: Mapping[int, Line]) -> PreviewLine:
    is_unplaced = line.number in unplaced
    shown = unplaced.get(line.number, line)
    doubts = [doubt for item in items for doubt in item.doubts] or [shown.doubt]
    return PreviewLine(
        number=line.number,
        words=line.words,
        code=code_of(shown),
        makes=tuple(_makes(line, items)),
        doubts=tuple(dict.fromkeys(doubt for doubt in doubts if doubt)),
        is_unplaced=is_unplaced,
        is_heading=line.place == Place.CATEGORY,
    )


def _makes(line: Line, items: Iterable[DraftItem]) -> Iterator[str]:
    if line.place == Place.JOINED:
        yield f"Goes on from line {line.joins}"
    for item in items:
        if item.date is None:
            continue
        if item.date.kind == DateKind.UNDATED and not item.date.phrase:
            yield "Undated"
        else:
            words = item.date.words
            yield f"“{item.date.phrase}”: {words[:1].lower()}{words[1:]}"


def place_choices(lines: Sequence[Line]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where a line may go: in each of the categories, and elsewhere, by what ``code_of`` says."""
    elsewhere = [place for place in Place if place not in OF_A_CATEGORY]
    groups = [("Anywhere", [(str(place), str(place.label)) for place in elsewhere])]
    for head in (line for line in lines if line.place == Place.CATEGORY):
        options = [(f"{place}:{head.number}", str(place.label)) for place in OF_A_CATEGORY]
        groups.append((head.words.rstrip(" :"), options))
    return groups


def counted(draft: Draft) -> str:
    """What there is to save: "3 categories, 19 objectives and 20 milestones"."""
    parts = [_count(len(draft.categories), "category", "categories")] if draft.categories else []
    for kind, many in COLUMNS.items():
        number = sum(item.kind == kind for item in draft.items)
        if number:
            parts.append(_count(number, ONE_OF[kind], many))
    if draft.role_statement:
        parts.append("the role statement")
    return listed_words(parts) if parts else "nothing"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
