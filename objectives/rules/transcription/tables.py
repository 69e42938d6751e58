"""Taking a filled-in table apart: a row for each item.

Its columns are called as those of the published data.
"""

from collections.abc import Iterator, Mapping, Sequence

from objectives.choices_transcription import Place
from objectives.rules.transcription.lines import MOST_LINES, Line, TranscriptError

TEMPLATE_COLUMNS: Mapping[str, str] = {
    "Category": "Title of the category, the same in each of its rows",
    "Kind": "Objective, Sub-point, Performance measure, Milestone, Introduction, Sources of "
    "feedback or Role statement",
    "Words": "The words, in full",
    "Owner": "The post that answers for it, if that is not the holder",
    "Date as worded": "For a milestone: such as “by end July 2012”. Left empty, csplan looks for "
    "a date in its words",
    "Section": "Section of the published document, if there is one",
    "Source words": "The published words, if they are not those under Words",
}
"""Each column of the template and what to enter."""

KINDS: Mapping[str, Place] = {
    "objective": Place.OBJECTIVE,
    "sub-point": Place.POINT,
    "performance measure": Place.MEASURE,
    "measure": Place.MEASURE,
    "milestone": Place.MILESTONE,
    "introduction": Place.INTRODUCTION,
    "sources of feedback": Place.FEEDBACK,
    "role statement": Place.ROLE,
}
NEEDED = ("Category", "Kind", "Words")


def lines_of_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Line, ...]:
    """A line for each row, and one that heads each category, before the first of its rows.

    What stands in a column csplan does not bring in is said in the line's doubt. Raises
    TranscriptError for a table without the columns it needs, without rows, or with more than 400.
    """
    missing = [name for name in NEEDED if name not in headings]
    if missing:
        raise TranscriptError(f"The table has no column {' or '.join(missing)}: use the template")
    if not rows:
        raise TranscriptError("The table has no rows below its headings")
    if len(rows) > MOST_LINES:
        raise TranscriptError(f"The table has more than {MOST_LINES} rows: import it in parts")
    return tuple(_lines([_cells(headings, row) for row in rows]))


def _cells(headings: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    return {name: text.strip() for name, text in zip(headings, row, strict=True) if text.strip()}


def _lines(rows: Sequence[Mapping[str, str]]) -> Iterator[Line]:
    heads: dict[str, int] = {}
    number = 0
    for row in rows:
        title = row.get("Category", "")
        if title and title not in heads:
            number += 1
            heads[title] = number
            yield Line(number, title, Place.CATEGORY)
        number += 1
        yield _line(number, row, heads.get(title, 0))


def _line(number: int, row: Mapping[str, str], category: int) -> Line:
    words = row.get("Words", "")
    place = KINDS.get(row.get("Kind", "").casefold(), Place.UNPLACED)
    besides = [f"{name}: {text}" for name, text in row.items() if name not in TEMPLATE_COLUMNS]
    doubts = [f"Not brought in: {'; '.join(besides)}"] if besides else []
    if not words:
        place, words = Place.UNPLACED, "; ".join(row.values())
        doubts.append("It has no words under Words")
    elif place == Place.UNPLACED:
        doubts.append(f"“{row.get('Kind', '')}” is no kind csplan knows")
    elif place != Place.ROLE and not category:
        place = Place.UNPLACED
        doubts.append("It names no category")
    return Line(
        number,
        words,
        place,
        category if place not in (Place.ROLE, Place.UNPLACED) else 0,
        joins=number - 1,
        doubt="; ".join(doubts),
        owner=row.get("Owner", ""),
        phrase=row.get("Date as worded", ""),
        published=row.get("Source words", ""),
        section=row.get("Section", ""),
    )
