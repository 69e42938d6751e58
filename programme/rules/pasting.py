"""Reading figures copied from a spreadsheet: decisions over plain text.

Any text has an answer: what it says of the measures it names, and each line that csplan could
not use, with why. What could mean several things is not guessed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from programme.choices import Accumulation, Unit
from programme.rules.measures import FigureAnswers, figure_problems, unit_words
from programme.rules.pasted_lines import (
    COMMA,
    UNKNOWN,
    Known,
    Line,
    Names,
    UnclearError,
    bare,
    headings_of,
    lines_of,
    short,
)

MOST_CHARACTERS = 50_000
YES_WORDS = frozenset({"yes", "y", "true", "done", "1"})
NO_WORDS = frozenset({"no", "n", "false", "notdone", "0"})
_NO_FIGURE = re.compile(
    r"(?:n\s*/\s*a|na|not\s+available)\b\s*"
    r"(?:\((?P<inside>.*)\)|[:;,.\u2013\u2014-]?\s*(?P<after>.*))",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER = re.compile(
    r"-?(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,10})?|-?\.[0-9]{1,10}"
)
_PARTS = re.compile(r"(?P<one>.+?)\s*(?:/|\bout of\b|\bof\b)\s*(?P<other>.+)", re.IGNORECASE)

TOO_LONG = f"Paste at most {MOST_CHARACTERS:,} characters at a time"
TOO_MANY = "There are too many columns: give the measure, then its figure"
TOO_MANY_PARTS = "There are too many columns: give the measure, then its two figures"
COMMA_HINT = ". Where a figure has a comma in it, put quotation marks round the figure"
NO_REASON = "Say why there is no figure, like “n/a: the survey is in May”"


@dataclass(frozen=True, slots=True)
class PastedFigure:
    """What a line says of a measure, as it would be typed; a figure or a reason, never both."""

    value: str = ""
    numerator: str = ""
    denominator: str = ""
    not_available_reason: str = ""
    comment: str = ""

    @property
    def has_figure(self) -> bool:
        """Whether it says what the figure is, or why there is none."""
        return bool(self.value or self.numerator or self.not_available_reason)


@dataclass(frozen=True, slots=True)
class Misread:
    """A line that nothing was taken from; ``number`` counts from the top of what was pasted."""

    number: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was understood, by measure, and what was not.

    ``left`` is what was not, as text to put right; ``blank_count`` lines had no figure in them.
    """

    figures: Mapping[int, PastedFigure] = field(default_factory=dict)
    misread: tuple[Misread, ...] = ()
    blank_count: int = 0
    left: str = ""


def read_pasted(text: str, known: Iterable[Known]) -> Pasted:
    """What ``text`` says of the ``known`` measures. Never raises."""
    if len(text) > MOST_CHARACTERS:
        return Pasted(misread=(Misread(1, f"{text[:80]}…", TOO_LONG),), left=text)
    return _Reader(Names(known)).read(list(lines_of(text)))


# What a line says


@dataclass
class _Reader:
    names: Names
    roles: list[str] | None = None
    headings: Line | None = None
    found: dict[int, list[tuple[Line, PastedFigure | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    misread: list[tuple[Line, str]] = field(default_factory=list)

    def read(self, lines: Sequence[Line]) -> Pasted:
        for line in lines:
            self._take(line)
        figures, blank_count = self._settled()
        misread = sorted(self.misread, key=lambda pair: pair[0].number)
        kept = [self.headings] if self.headings and misread else []
        kept += [line for line, _ in misread if line is not self.headings]
        return Pasted(
            figures=figures,
            misread=tuple(Misread(line.number, line.text, why) for line, why in misread),
            blank_count=blank_count,
            left="\n".join(line.text for line in kept),
        )

    def _take(self, line: Line) -> None:
        if self.roles is None and (roles := headings_of(line, self.names)) is not None:
            self._take_headings(line, roles)
            return
        try:
            measure, cells = self._split(line)
        except UnclearError as unclear:
            self.misread.append((line, str(unclear)))
            return
        try:
            self.found[measure.key].append((line, _figure(measure, cells)))
        except UnclearError as unclear:
            self.misread.append((line, str(unclear)))
            self.found[measure.key].append((line, None))

    def _take_headings(self, line: Line, roles: list[str]) -> None:
        self.roles, self.headings = roles, line
        unknown = [c for c, role in zip(line.cells, roles, strict=True) if role == UNKNOWN]
        if unknown:
            columns = ", ".join(f"“{short(cell)}”" for cell in unknown)
            noun = "This column was" if len(unknown) == 1 else "These columns were"
            self.misread.append((line, f"{noun} left out: {columns}"))

    def _split(self, line: Line) -> tuple[Known, "_Cells"]:
        """The measure that the line is about, and what it says of it."""
        measure, cells = (
            self._under_headings(line, self.roles) if self.roles else self._in_order(line)
        )
        if measure.why_not:
            raise UnclearError(f"“{measure.title}” takes no figure here: {measure.why_not}")
        return measure, cells

    def _under_headings(self, line: Line, roles: Sequence[str]) -> tuple[Known, "_Cells"]:
        by_role: dict[str, str] = {}
        for cell, role in zip(line.cells, roles, strict=False):
            if role and cell:
                by_role.setdefault(role, cell)
        if any(line.cells[len(roles) :]):
            raise UnclearError("There are more columns than headings")
        name = by_role.get("number", "")
        if not name or not self.names.called(name):
            name = by_role.get("measure", name)
        if not name:
            raise UnclearError("The line names no measure")
        parts = tuple(by_role.get(role, "") for role in ("value", "numerator", "denominator"))
        reason, comment = by_role.get("reason", ""), by_role.get("comment", "")
        figures = tuple(filter(None, parts))
        return self.names.only(name), _Cells(figures, reason, comment, line.delimiter)

    def _in_order(self, line: Line) -> tuple[Known, "_Cells"]:
        """The measure first, by number, title or both; a title may have commas of its own."""
        cells = line.cells
        for end in range(1, len(cells) + 1):
            if self.names.called(" ".join(cells[:end])):
                break
        else:
            end = 1
        measure = self.names.only(" ".join(cells[:end]))
        rest = [cell for cell in cells[end:] if cell]
        if rest and cells[0] == measure.number and bare(rest[0]) == bare(measure.title):
            rest = rest[1:]
        own = {bare(words) for words in unit_words(measure.unit)} - {""}
        figures = tuple(cell for cell in rest if bare(cell) not in own)
        return measure, _Cells(figures, "", "", line.delimiter)

    def _settled(self) -> tuple[dict[int, PastedFigure], int]:
        """One figure for each measure; what is said twice is not taken at all."""
        figures: dict[int, PastedFigure] = {}
        blank_count = 0
        for key, said in self.found.items():
            if len(said) > 1:
                self._refuse_twice(said)
                continue
            figure = said[0][1]
            if figure is not None and (figure.has_figure or figure.comment):
                figures[key] = figure
            elif figure is not None:
                blank_count += 1
        return figures, blank_count

    def _refuse_twice(self, said: Sequence[tuple[Line, PastedFigure | None]]) -> None:
        numbers = [line.number for line, _ in said]
        for line, figure in said:
            if figure is not None:
                others = [str(number) for number in numbers if number != line.number]
                noun = "Line" if len(others) == 1 else "Lines"
                verb = "names" if len(others) == 1 else "name"
                why = f"{noun} {' and '.join(others)} {verb} this measure too: keep one of them"
                self.misread.append((line, why))


@dataclass(frozen=True, slots=True)
class _Cells:
    """What a line says of its measure: figures, and what its headings set apart."""

    figures: tuple[str, ...]
    reason: str
    comment: str
    delimiter: str


def _figure(measure: Known, cells: _Cells) -> PastedFigure:
    """Raises UnclearError when the cells are no figure of the measure."""
    if not cells.figures and not cells.reason:
        return PastedFigure(comment=cells.comment)
    reason = _reason(cells)
    if reason:
        return PastedFigure(not_available_reason=reason, comment=cells.comment)
    is_ratio = measure.how == Accumulation.RATIO
    answers = _ratio(measure, cells) if is_ratio else _single(measure, cells)
    problems = figure_problems(answers, unit=measure.unit, how=measure.how)
    if problems:
        raise UnclearError(next(iter(problems.values())))
    return PastedFigure(
        value=_plain(answers.value),
        numerator=_plain(answers.numerator),
        denominator=_plain(answers.denominator),
        comment=cells.comment,
    )


def _reason(cells: _Cells) -> str:
    """Why there is no figure; "" when there is one. A figure and a reason cannot both stand."""
    found = _NO_FIGURE.fullmatch(cells.figures[0]) if cells.figures else None
    if cells.figures and found is None:
        if cells.reason:
            raise UnclearError("Clear the figure or the reason: only one can stand")
        return ""
    said = (found["inside"] or found["after"] or "") if found else ""
    reason = ", ".join(filter(None, [said.strip(), *cells.figures[1:], cells.reason]))
    if not reason:
        raise UnclearError(NO_REASON)
    return reason


def _single(measure: Known, cells: _Cells) -> FigureAnswers:
    if len(cells.figures) > 1:
        raise UnclearError(TOO_MANY + (COMMA_HINT if cells.delimiter == COMMA else ""))
    text = cells.figures[0]
    if measure.unit == Unit.YES_NO:
        return FigureAnswers(_yes_or_no(text))
    return FigureAnswers(_number(text, measure.unit))


def _ratio(measure: Known, cells: _Cells) -> FigureAnswers:
    texts = cells.figures
    if len(texts) == 1 and (parts := _PARTS.fullmatch(texts[0])):
        texts = (parts["one"], parts["other"])
    if len(texts) > len(measure.parts):
        raise UnclearError(TOO_MANY_PARTS + (COMMA_HINT if cells.delimiter == COMMA else ""))
    if len(texts) == 1:
        one, other = (_lowered(label) for label in measure.parts)
        raise UnclearError(f"Give two figures, {one} and then {other}: csplan works out the rest")
    numerator, denominator = (_number(text, "") for text in texts)
    return FigureAnswers(numerator=numerator, denominator=denominator)


def _lowered(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def _yes_or_no(text: str) -> Decimal:
    word = bare(text)
    if word in YES_WORDS:
        return Decimal(1)
    if word in NO_WORDS:
        return Decimal(0)
    raise UnclearError(f"“{short(text)}” is neither yes nor no")


def _number(text: str, unit: str) -> Decimal:
    """The number, with or without separators, its own unit, £ or %."""
    number = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").strip().casefold()
    if unit == Unit.POUNDS:
        number = number.removeprefix("£").strip()
    elif unit == Unit.PERCENT:
        number = number.removesuffix("%").strip()
    elif unit:
        one, several = (words.casefold() for words in unit_words(unit))
        number = number.removesuffix(several).removesuffix(one).strip()
    if not _NUMBER.fullmatch(number):
        raise UnclearError(f"“{short(text)}” is not a number{_other_unit(number, unit)}")
    return Decimal(number.replace(",", "").replace(" ", ""))


def _other_unit(number: str, unit: str) -> str:
    """What else might be meant by a sign of another unit."""
    is_strange = "£" in number or "%" in number
    return f" of {unit_words(unit)[1]}" if is_strange and unit else ""


def _plain(value: Decimal | None) -> str:
    """1234.5 or 12, without noughts nobody typed."""
    if value is None:
        return ""
    return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
