"""Taking a published document's text apart: paragraphs and bullets, in columns or one by one.

The documents are tables of three columns, copied out of a page: tabs stand between the columns,
a heading says what each holds, and a row goes on after a page break without its headings.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from objectives.choices_transcription import ITEMS, OF_A_CATEGORY, Place
from objectives.rules.transcription.lines import MOST_LINES, Line, TranscriptError

Headings = Mapping[int, bool]

NOWHERE = "csplan cannot tell where this goes"
SHORTEST_ROLE_STATEMENT = 200
ENDS = frozenset(".;:!?")
COLUMN_HEADINGS = (
    (re.compile(r"(?:key |performance )?measures?(?: of success)?", re.IGNORECASE), Place.MEASURE),
    (re.compile(r"(?:key )?milestones?", re.IGNORECASE), Place.MILESTONE),
    (re.compile(r"(?:key |performance )?objectives?", re.IGNORECASE), Place.OBJECTIVE),
)

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_BREAK = re.compile(
    r"</?(?:p|ul|ol|li|br|div|td|tr|th|table|h[1-6])\b[^<>]{0,200}>", re.IGNORECASE
)
_INSIDE = re.compile(r"\n|(?=[•▪●‣◦■□\uf0b7])")
_MARK = re.compile(r"(?P<mark>[•·▪●‣◦■□\uf0b7]|[-–—*o](?= ))\s*(?=\S)")
_NUMBERED = re.compile(r"\(?(?:[0-9]{1,2}|[a-z]|[ivx]{1,4})[.)]\s+\S")
_HEADING = re.compile(
    r"(?P<head>(?P<number>[0-9]{1,2}[.)]\s+)?(?P<title>[^:;.]{3,150}?)(?P<colon>\s*:|\s*$))"
    r"\s*(?P<rest>.*)",
    re.DOTALL,
)
_ABOUT_OBJECTIVES = re.compile(r"\bobjectives?\s*$", re.IGNORECASE)
_PAGE = re.compile(r"(?:page )?[0-9]{1,3}(?: of [0-9]{1,3})?", re.IGNORECASE)
_LABEL = re.compile(r"(?:name|department|post|holder):?", re.IGNORECASE)
_TITLE = re.compile(r"[^.;:]*\bobjectives\b[^.;:]*[0-9]{4}[/-][0-9]{2,4}", re.IGNORECASE)
_FEEDBACK = re.compile(r"(?:sources of )?feedback\b.{0,20}\bfrom\b|sources of feedback",
                       re.IGNORECASE)  # fmt: skip
_HIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LETTERS = re.compile(r"\w")


@dataclass(frozen=True)
class Piece:
    """A paragraph or a bullet: ``mark`` is what stood before it."""

    words: str
    column: int
    mark: str = ""


@dataclass
class _State:
    """What has been read so far: the category, what each column holds, and its last lines."""

    known: Sequence[str]
    lines: list[Line] = field(default_factory=list)
    category: int = 0
    columns: dict[int, Place] = field(default_factory=dict)
    last: dict[int, Line] = field(default_factory=dict)
    headings: Headings = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)


def lines_of_text(
    text: str, *, known: Sequence[str] = (), headings: Headings | None = None
) -> tuple[Line, ...]:
    """Every line of the text. ``known`` is what says whose objectives they are.

    ``headings`` says of a line, by its number, that it heads a category or that it does not; the
    lines below are placed accordingly. The numbers stay the same whatever it says.

    Raises TranscriptError for a text without words, or of more than 400 lines.
    """
    state = _State([_folded(words) for words in known if words], headings=headings or {})
    for piece in _pieces(text):
        for line in _placed(piece, state):
            _keep(line, piece.column, state)
        if len(state.lines) > MOST_LINES:
            raise TranscriptError(f"The text has more than {MOST_LINES} lines: import it in parts")
    if not state.lines:
        raise TranscriptError("The text has no words. Paste the text of the document")
    return tuple(state.lines)


def _pieces(text: str) -> Iterator[Piece]:
    for row in re.split(r"[\r\n\f\v\u2028\u2029]+", _HIDDEN.sub(" ", text)):
        for column, cell in enumerate(row.split("\t")):
            yield from _pieces_of_cell(cell, column)


def _pieces_of_cell(cell: str, column: int) -> Iterator[Piece]:
    plain = html.unescape(_TAG.sub(" ", _BREAK.sub("\n", cell)))
    for part in _INSIDE.split(plain):
        words = " ".join(part.split())
        marked = _MARK.match(words)
        rest = words[marked.end() :] if marked else words
        if _LETTERS.search(rest):
            yield Piece(rest, column, marked["mark"] if marked else "")


def _keep(line: Line, column: int, state: _State) -> None:
    before = state.last.get(column)
    line = replace(line, number=len(state.lines) + 1, joins=before.number if before else 0)
    line = _headed(line, state)
    if line.place == Place.CATEGORY:
        state.category = line.number
        state.columns = {column: Place.OBJECTIVE}
        state.marks = []
    state.lines.append(line)
    if line.place != Place.FURNITURE:
        state.last[column] = line


def _headed(line: Line, state: _State) -> Line:
    """The line as a heading, or as none, if a person said so; in its category if it is in one."""
    is_heading = state.headings.get(line.number, line.place == Place.CATEGORY)
    if is_heading:
        doubt = line.doubt if line.place == Place.CATEGORY else ""
        return replace(line, place=Place.CATEGORY, doubt=doubt)
    if line.place == Place.CATEGORY or (line.place in OF_A_CATEGORY and not state.category):
        return replace(line, place=Place.UNPLACED, doubt=NOWHERE)
    return replace(line, category=state.category) if line.place in OF_A_CATEGORY else line


def _placed(piece: Piece, state: _State) -> Iterator[Line]:
    """The piece where it goes: two lines when it is a heading that runs on."""
    if piece.mark:
        yield _bullet(piece, state)
        return
    heading = _heading(piece.words)
    if heading is not None:
        head, rest, doubt = heading
        yield Line(0, head, Place.CATEGORY, doubt=doubt)
        if rest:
            yield Line(0, rest, Place.INTRODUCTION)
        return
    if _NUMBERED.match(piece.words):
        yield _bullet(replace(piece, mark="1."), state)
        return
    yield _paragraph(piece, state)


def _heading(words: str) -> tuple[str, str, str] | None:
    """A category's heading, what follows it, and a doubt; None for other words."""
    found = _HEADING.fullmatch(words)
    if found is None or _column_heading(words) or _TITLE.fullmatch(words):
        return None
    is_about_objectives = _ABOUT_OBJECTIVES.search(found["title"]) is not None
    has_colon = bool(found["colon"].strip())
    if found["number"] and (is_about_objectives or has_colon):
        doubt = "" if is_about_objectives else "It is taken for the heading of a category"
        return found["head"], found["rest"], doubt
    if is_about_objectives and has_colon:
        return found["head"], found["rest"], "It is taken for the heading of a category"
    return None


def _column_heading(words: str) -> Place | None:
    bare = words.rstrip(" :")
    return next((place for named, place in COLUMN_HEADINGS if named.fullmatch(bare)), None)


def _bullet(piece: Piece, state: _State) -> Line:
    place = state.columns.get(piece.column)
    if place is None or not state.category:
        return Line(0, piece.words, Place.UNPLACED, doubt=NOWHERE)
    if piece.mark not in state.marks:
        state.marks.append(piece.mark)
    if place == Place.OBJECTIVE and state.marks.index(piece.mark) > 0:
        doubt = "It is taken for a sub-point, by the mark before it"
        return Line(0, piece.words, Place.POINT, doubt=doubt)
    return Line(0, piece.words, place)


def _paragraph(piece: Piece, state: _State) -> Line:
    words, column = piece.words, piece.column
    heads = _column_heading(words)
    if heads:
        state.columns[column] = heads
        return Line(0, words, Place.FURNITURE)
    if _PAGE.fullmatch(words) or (not state.category and _is_about(words, state.known)):
        return Line(0, words, Place.FURNITURE)
    before = state.last.get(column)
    if before and before.place in (*ITEMS, Place.JOINED) and before.words[-1:] not in ENDS:
        is_next, goes_on = before is state.lines[-1], words[:1].islower()
        if is_next or goes_on:
            doubt = f"It is taken to go on from line {before.number}"
            return Line(0, words, Place.JOINED, doubt="" if is_next and goes_on else doubt)
    if not state.category:
        return _before_any_category(words)
    return _plain_paragraph(words, state.columns.get(column), state)


def _is_about(words: str, known: Sequence[str]) -> bool:
    """Whether all that is said is whose objectives these are."""
    if _LABEL.fullmatch(words) or _TITLE.fullmatch(words):
        return True
    said = set(_folded(words).split())
    return bool(said) and said <= {word for one in known for word in one.split()}


def _before_any_category(words: str) -> Line:
    if len(words) >= SHORTEST_ROLE_STATEMENT:
        return Line(0, words, Place.ROLE)
    return Line(0, words, Place.UNPLACED, doubt=NOWHERE)


def _plain_paragraph(words: str, place: Place | None, state: _State) -> Line:
    """A paragraph of a category, by the column it stands in."""
    if place is None:
        return Line(0, words, Place.UNPLACED, doubt=NOWHERE)
    if place == Place.MEASURE and _FEEDBACK.match(words):
        return Line(0, words, Place.FEEDBACK)
    if place == Place.OBJECTIVE and not _has_objective(state):
        return Line(0, words, Place.INTRODUCTION)
    doubt = "No bullet stands before it"
    return Line(0, words, place, doubt=doubt)


def _has_objective(state: _State) -> bool:
    return any(
        line.place == Place.OBJECTIVE and line.category == state.category for line in state.lines
    )


def _folded(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))
