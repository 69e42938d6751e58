"""Lines copied from a spreadsheet: their cells, their headings and the measures they name.

Decisions over plain text. What could mean several things is not guessed.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

TAB, COMMA = "\t", ","


@dataclass(frozen=True, slots=True)
class Known:
    """A measure that pasted lines may name. ``why_not`` says why it takes no figure here."""

    key: int
    number: str
    title: str
    unit: str
    how: str
    parts: tuple[str, str] = ("", "")
    why_not: str = ""


class UnclearError(Exception):
    """A line says nothing that csplan can use; the message says why."""


# Lines and cells


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str
    cells: tuple[str, ...]
    delimiter: str


def lines_of(text: str) -> Iterator[Line]:
    """The lines that hold anything; a quoted cell may run over several."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    delimiter = TAB if TAB in clean else COMMA
    try:
        found = list(_quoted(clean, delimiter))
    except csv.Error:
        found = [
            Line(number, line, tuple(line.split(delimiter)), delimiter)
            for number, line in enumerate(clean.split("\n"), start=1)
        ]
    for line in found:
        cells = tuple(_tidy(cell) for cell in line.cells)
        if any(cells):
            yield Line(line.number, line.text.strip("\n"), cells, delimiter)


def _quoted(text: str, delimiter: str) -> Iterator[Line]:
    rows = [f"{row}\n" for row in text.split("\n")]
    reader = csv.reader(rows, delimiter=delimiter, strict=True, skipinitialspace=True)
    start = 0
    for cells in reader:
        end = reader.line_num
        yield Line(start + 1, "".join(rows[start:end]), tuple(cells), delimiter)
        start = end


def _tidy(cell: str) -> str:
    """Without the blanks around it, and those inside as a keyboard makes them."""
    return re.sub(r"[^\S\n]+", " ", cell).strip()


# Which measure a line is about


def _spaceless(words: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", words).casefold())


def bare(words: str) -> str:
    """Letters and digits alone, so that a title, its slug and its copy are the same."""
    return re.sub(r"[\W_]+", "", _spaceless(words))


class Names:
    """Finds measures by title, number or slug, whatever their case, spacing and punctuation."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.exact: dict[str, list[Known]] = defaultdict(list)
        self.loose: dict[str, list[Known]] = defaultdict(list)
        self.parts: tuple[set[str], set[str]] = (set(), set())
        for measure in known:
            for name in filter(None, {measure.number, _spaceless(measure.title)}):
                self.exact[name].append(measure)
            if name := bare(measure.title):
                self.loose[name].append(measure)
            for place, label in enumerate(measure.parts):
                self.parts[place].update(filter(None, [bare(label)]))

    def called(self, words: str) -> list[Known]:
        """The measures of this name; those that take a figure here before all others."""
        found = self.exact.get(_spaceless(words)) or self.loose.get(bare(words)) or []
        return [measure for measure in found if not measure.why_not] or found

    def only(self, words: str) -> Known:
        found = self.called(words)
        if not found:
            raise UnclearError(f"No measure of this return is called “{short(words)}”")
        if len(found) > 1 and not found[0].why_not:
            numbers = " or ".join(sorted({measure.number for measure in found}))
            raise UnclearError(
                f"{len(found)} measures match “{short(words)}”: use its number, {numbers}"
            )
        return found[0]


def short(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:80]}…"


# Headings

_HEADINGS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "measure": frozenset(
            {"measure", "measures", "title", "measuretitle", "name", "performancemeasure"}
        ),
        "number": frozenset({"number", "no", "measurenumber"}),
        "value": frozenset(
            {
                "value",
                "figure",
                "figures",
                "thisquarter",
                "figureforthequarter",
                "actual",
                "answer",
            }
            | {"isitdone"}
        ),
        "numerator": frozenset({"numerator", "counted", "percentagethepartcounted"}),
        "denominator": frozenset({"denominator", "outof", "percentageoutof"}),
        "reason": frozenset({"reason", "whynot", "ifthereisnofigurewhynot", "notavailable"}),
        "comment": frozenset(
            {"comment", "comments", "note", "notes", "anythingareadershouldknow"}
        ),
        "": frozenset(
            {
                "",
                "unit",
                "whattocount",
                "whatapercentageisworkedoutfrom",
                "reference",
                "status",
                "planned",
                "plannedthisquarter",
            }
            | {"plannedforthisquarter", "target", "targetfortheyear", "totaltodate", "todate"}
        ),
    }
)
NAMING, ANSWERING = ("measure", "number"), ("value", "numerator", "denominator", "reason")
UNKNOWN = "unknown"


def headings_of(line: Line, names: Names) -> list[str] | None:
    """What each column holds, when the line is one of headings."""
    roles = [_role(bare(cell), names) for cell in line.cells]
    is_heading = any(r in roles for r in NAMING) and any(r in roles for r in ANSWERING)
    return roles if is_heading else None


def _role(heading: str, names: Names) -> str:
    for role, words in _HEADINGS.items():
        if heading in words:
            return role
    if heading.startswith("lastquarter"):
        return ""
    numerators, denominators = names.parts
    if heading.removeprefix("outof") in denominators:
        return "denominator"
    return "numerator" if heading in numerators else UNKNOWN
