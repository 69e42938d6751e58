"""What a spreadsheet that comes back would do to its return: seen before anything is saved.

Each cell is compared three ways (programme.rules.sheets). Each item that anything is brought
for goes through the form of its page, over the version that stands now.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError

from csplan.core.periods import PeriodError, Quarter
from csplan.core.tabular import TabularError
from csplan.core.tabular.limits import cell_name
from csplan.core.tabular.spreadsheet import Grid
from csplan.core.tabular.workbook import read_workbook
from programme.forms.sheets import cells
from programme.forms.sheets.files import (
    LAST,
    MARK,
    RECORD,
    REFERENCE,
    SCHEMA,
    VERSION,
    identity_of,
)
from programme.forms.sheets.items import FACTS, SHEETS, Item, Write, items_of
from programme.models import QuarterlyReturn
from programme.rules.sheets import (
    CellState,
    Choice,
    MergedCell,
    SheetIdentity,
    merge,
    parse_reference,
)
from programme.selectors.sheets import locality_names

NOT_ASKED = "Empty this cell: it is not asked"
NOT_OURS = "The file is not a return downloaded from csplan. Download yours and fill that in"


@dataclass(frozen=True)
class Problem:
    """Why a row or a cell cannot be saved; ``place`` reads "Milestones D7"."""

    place: str
    about: str
    question: str
    message: str


@dataclass(frozen=True)
class PlannedCell:
    """One answer, three times, in words; ``name`` is its name on the page of the preview."""

    name: str
    place: str
    about: str
    question: str
    saved: str
    field: forms.Field
    merged: MergedCell

    @property
    def base(self) -> str:
        return cells.words(self.field, self.merged.base or "")

    @property
    def is_base_known(self) -> bool:
        return self.merged.base is not None

    @property
    def now(self) -> str:
        return cells.words(self.field, self.merged.now)

    @property
    def mine(self) -> str:
        return cells.words(self.field, self.merged.mine)

    @property
    def choice(self) -> str:
        return self.merged.choice or ""


@dataclass
class PlannedItem:
    """One row that belongs to the return, and what would become of its answers."""

    item: Item
    cells: dict[str, PlannedCell]
    problems: list[Problem] = field(default_factory=list)
    """What is wrong with the row, whatever is decided about conflicts."""
    complaints: list[Problem] = field(default_factory=list)
    """What the form of the page says to the answers as they would be."""
    left_out: list[PlannedCell] = field(default_factory=list)
    write: Write | None = None

    @property
    def key(self) -> object:
        """What the person who confirms has seen of it."""
        texts = [
            (name, cell.merged.base, cell.merged.now, cell.merged.mine)
            for name, cell in self.cells.items()
        ]
        return self.item.key, self.item.version, texts

    @property
    def is_concerned(self) -> bool:
        """Whether the file brings anything for it, or would if so decided."""
        states = {cell.merged.state for cell in self.cells.values()}
        return bool(states & {CellState.BROUGHT, CellState.CONFLICT})

    @property
    def needs_file_changed(self) -> bool:
        """Whether no decision about a conflict can put right what is wrong."""
        is_contested = any(c.merged.state == CellState.CONFLICT for c in self.cells.values())
        return bool(self.problems or (self.complaints and not is_contested))


@dataclass(frozen=True)
class SheetPlan:
    """What a file would do. ``digest`` names exactly these answers over exactly these."""

    items: tuple[PlannedItem, ...]
    refused: tuple[Problem, ...]
    absent: int

    @property
    def unchanged_count(self) -> int:
        """Answers that stay, also where both sides made the same change."""
        return len(self._in(CellState.UNCHANGED, CellState.AGREED))

    def _in(self, *states: CellState) -> list[PlannedCell]:
        found = (cell for one in self.items for cell in one.cells.values())
        return [cell for cell in found if cell.merged.state in states]

    @cached_property
    def conflicts(self) -> list[PlannedCell]:
        return self._in(CellState.CONFLICT)

    @cached_property
    def brought(self) -> list[PlannedCell]:
        listed = {cell.place for cell in self.left_out} | {one.place for one in self.problems}
        return [cell for cell in self._in(CellState.BROUGHT) if cell.place not in listed]

    @cached_property
    def changed_there(self) -> list[PlannedCell]:
        return self._in(CellState.CHANGED_THERE)

    @cached_property
    def left_out(self) -> list[PlannedCell]:
        return [cell for one in self.items for cell in one.left_out]

    @cached_property
    def undecided(self) -> list[PlannedCell]:
        return [cell for cell in self.conflicts if cell.merged.is_undecided]

    @cached_property
    def problems(self) -> list[Problem]:
        found = (problem for one in self.items for problem in (*one.problems, *one.complaints))
        return [*self.refused, *found]

    @property
    def needs_file_changed(self) -> bool:
        return bool(self.refused) or any(one.needs_file_changed for one in self.items)

    @property
    def writes(self) -> list[Write]:
        return [one.write for one in self.items if one.write is not None]

    @property
    def brings_anything(self) -> bool:
        return any(one.is_concerned for one in self.items)

    @cached_property
    def digest(self) -> str:
        keys = [one.key for one in self.items if one.is_concerned]
        return hashlib.sha256(json.dumps(keys).encode()).hexdigest()


def plan_sheet(
    data: bytes,
    quarterly_return: QuarterlyReturn,
    *,
    today: dt.date,
    choices: Mapping[str, str],
) -> SheetPlan:
    """What bringing ``data`` back would do now.

    ``choices`` decides conflicts, by the cell's name. Raises TabularError for a file that is no
    spreadsheet of this return. Four queries at most.
    """
    workbook = _Workbook(data, quarterly_return)
    items = items_of(quarterly_return, today=today)
    return _Planner(workbook, items, choices).plan()


class _Workbook:
    """A spreadsheet of one return: its rows, and what its writer started from."""

    def __init__(self, data: bytes, quarterly_return: QuarterlyReturn) -> None:
        self.identity = identity_of(quarterly_return)
        sheets = read_workbook(data)
        self.sheets = {name.casefold(): rows for name, rows in sheets.items()}
        record = self.sheets.get(RECORD)
        if record is None or len(record) <= len(("mark", "whole", "headings")):
            raise TabularError(NOT_OURS)
        self._refuse_others(record, quarterly_return)
        self.bases = _bases(record)
        if not any(name.casefold() in self.sheets for name in SHEETS):
            raise TabularError(f"The file has none of the sheets {', '.join(SHEETS)}")

    def _refuse_others(self, record: Grid, quarterly_return: QuarterlyReturn) -> None:
        mark = record[0][0] if record[0] else ""
        if not mark.startswith(MARK):
            raise TabularError(NOT_OURS)
        if mark != f"{MARK} {SCHEMA}":
            raise TabularError(
                "The file was made by another version of csplan. Download yours again, and copy "
                "your answers over"
            )
        found = parse_reference(record[1][0] if record[1] else "")
        if found is None:
            raise TabularError(NOT_OURS)
        if found[0] != self.identity:
            names = locality_names([found[0].locality])
            raise TabularError(
                f"The file is of {identity_words(found[0], names)}. This page is about "
                f"{quarterly_return}, revision {quarterly_return.revision}"
            )


def _bases(record: Grid) -> dict[str, tuple[str, dict[str, str]]]:
    """By reference: the version and the answers that the writer started from."""
    headings, *rows = record[len(("mark", "whole")) :]
    names = [name for name in headings if name]
    if names[:2] != [REFERENCE, VERSION]:
        raise TabularError(NOT_OURS)
    filled = (dict(zip(names, [*row, *[""] * len(names)], strict=False)) for row in rows)
    return {row.pop(REFERENCE): (row.pop(VERSION), row) for row in filled}


def identity_words(identity: SheetIdentity, names: Mapping[str, str]) -> str:
    """ "South West, Quarter 2 2013/14, revision 1"."""
    try:
        quarter = Quarter.parse(identity.period).short_label
    except PeriodError:
        quarter = identity.period
    place = names.get(identity.locality, identity.locality)
    return f"{place}, {quarter}, revision {identity.revision}"


@dataclass(frozen=True)
class _Row:
    """One row of a sheet as it came, by plain heading, and where it stands."""

    sheet: str
    number: int
    title: str
    reference: str
    texts: Mapping[str, str]
    columns: Mapping[str, int]
    strays: Sequence[int]
    """Columns that are no part of the return and yet hold something."""

    def place(self, heading: str = "") -> str:
        column = self.columns.get(_plain(heading))
        if column is None:
            return f"{self.sheet} row {self.number + 1}"
        return f"{self.sheet} {cell_name(self.number, column)}"


class _Planner:
    """Goes through the rows of every sheet, and puts what is brought through the forms."""

    def __init__(
        self, workbook: _Workbook, items: Mapping[str, Item], choices: Mapping[str, str]
    ) -> None:
        self.workbook, self.items, self.choices = workbook, items, choices
        self.planned: dict[str, PlannedItem] = {}
        self.places: dict[str, str] = {}
        self.refused: list[Problem] = []
        self.strangers: list[tuple[_Row, SheetIdentity]] = []

    def plan(self) -> SheetPlan:
        for row in self._rows():
            self._take(row)
        self._refuse_strangers()
        planned = tuple(self.planned[key] for key in self.items if key in self.planned)
        return SheetPlan(planned, tuple(self.refused), len(self.items) - len(self.planned))

    def _rows(self) -> Iterator[_Row]:
        for sheet in SHEETS:
            rows = self.workbook.sheets.get(sheet.casefold())
            asked = [item for item in self.items.values() if item.sheet == sheet]
            if rows is not None and asked:
                yield from _read_rows(sheet, rows, asked)

    def _take(self, row: _Row) -> None:
        found = parse_reference(row.reference)
        if found is None:
            self._refuse(row, _without_reference(row))
        elif found[0] != self.workbook.identity:
            self.strangers.append((row, found[0]))
        elif (item := self.items.get(found[1])) is None or item.sheet != row.sheet:
            self._refuse(row, f"This return does not ask for “{found[1]}”: remove the row")
        elif item.key in self.planned:
            self._refuse(row, f"This repeats {self.places[item.key]}: remove one of the two")
        else:
            self.places[item.key] = row.place()
            self.planned[item.key] = self._planned(item, row)

    def _refuse(self, row: _Row, message: str) -> None:
        self.refused.append(Problem(row.place(), row.title, "", message))

    def _refuse_strangers(self) -> None:
        """Rows of other returns, each named."""
        if not self.strangers:
            return
        names = locality_names(identity.locality for _, identity in self.strangers)
        for row, identity in self.strangers:
            whose = identity_words(identity, names)
            self._refuse(row, f"This row is of {whose}: remove it from this file")

    def _planned(self, item: Item, row: _Row) -> PlannedItem:
        problems = [_stray(item, row, at) for at in row.strays]
        mine: dict[str, str] = {}
        names = {_plain(words): name for name, words in item.headings.items()}
        for heading, text in row.texts.items():
            name = names.get(heading)
            if name is None:
                if text:
                    problems.append(Problem(row.place(heading), item.title, "", NOT_ASKED))
                continue
            try:
                mine[name] = cells.read(item.fields[name], text)
            except ValidationError as error:
                mine[name] = text
                problems.append(_problem(item, row, name, cells.message(error)))
        planned = PlannedItem(item, self._compared(item, row, mine), problems)
        if planned.is_concerned and not problems:
            self._try_form(planned, row)
        return planned

    def _compared(self, item: Item, row: _Row, mine: Mapping[str, str]) -> dict[str, PlannedCell]:
        version, base = self.workbook.bases.get(row.reference, ("", None))
        # What stands is what was taken away, whatever the file says of it.
        known = item.now if version == str(item.version) else base
        merged = merge(known, item.now, mine, self._decided(item))
        return {
            name: PlannedCell(
                name=_cell_key(item, name),
                place=row.place(item.headings[name]),
                about=item.title,
                question=item.headings[name],
                saved=item.saved,
                field=item.fields[name],
                merged=cell,
            )
            for name, cell in merged.items()
        }

    def _decided(self, item: Item) -> dict[str, Choice]:
        posted = {name: self.choices.get(_cell_key(item, name)) for name in item.fields}
        return {name: Choice(text) for name, text in posted.items() if text in tuple(Choice)}

    def _try_form(self, planned: PlannedItem, row: _Row) -> None:
        """Put the row through the form of its page, once nothing is left to decide."""
        if any(cell.merged.is_undecided for cell in planned.cells.values()):
            return
        brings = {name: cell for name, cell in planned.cells.items() if cell.merged.brings}
        if not brings:
            return
        item = planned.item
        answers = item.now | {name: cell.merged.result for name, cell in planned.cells.items()}
        form = item.filled_in(answers)
        if form.is_valid():
            kept = item.plain(form.entered())
            planned.left_out = [c for n, c in brings.items() if c.merged.mine and not kept[n]]
            planned.write = item.write(form) if kept != item.now else None
            return
        for name, messages in form.errors.items():
            for words in messages:
                planned.complaints.append(_problem(item, row, name, str(words)))


def _read_rows(sheet: str, rows: Grid, asked: Sequence[Item]) -> Iterator[_Row]:
    """The rows below the headings that hold anything. Raises TabularError for strange columns."""
    top = next((at for at, row in enumerate(rows) if REFERENCE in row), None)
    if top is None:
        raise TabularError(f"Sheet “{sheet}” has no column “{REFERENCE}”. Download it again")
    columns = _columns(sheet, rows[top], asked)
    reference = rows[top].index(REFERENCE)
    known = {*columns.values(), *_read_only(sheet, rows[top])}
    for number, row in enumerate(rows[top + 1 :], start=top + 1):
        if any(row):
            texts = {heading: _at(row, at) for heading, at in columns.items()}
            strays = [at for at, text in enumerate(row) if text and at not in known]
            yield _Row(sheet, number, _at(row, 0), _at(row, reference), texts, columns, strays)


def _read_only(sheet: str, headings: Sequence[str]) -> Iterator[int]:
    """Where the columns stand that are only there to be read."""
    names = {REFERENCE.casefold(), *(_plain(words) for words in FACTS[sheet])}
    for at, heading in enumerate(headings):
        words = _plain(heading)
        if not at or words in names or words.startswith(LAST.casefold()):
            yield at


def _columns(sheet: str, headings: Sequence[str], asked: Sequence[Item]) -> dict[str, int]:
    """Where each question stands, by its plain heading."""
    wanted = {_plain(words): words for item in asked for words in item.headings.values()}
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        words = _plain(heading)
        if words in found:
            raise TabularError(f"Column “{heading}” of “{sheet}” is there twice: remove one")
        if words in wanted:
            found[words] = at
    missing = [heading for words, heading in wanted.items() if words not in found]
    if missing:
        raise TabularError(
            f"Sheet “{sheet}” has no column “{missing[0]}”. Download the return again, and copy "
            "your answers over"
        )
    return found


def _without_reference(row: _Row) -> str:
    what = f"“{row.reference}” is no reference" if row.reference else "The row has no reference"
    return f"{what}: put its answers in the row of the item they are about"


def _problem(item: Item, row: _Row, name: str, message: str) -> Problem:
    heading = item.headings.get(name, "")
    return Problem(row.place(heading), item.title, heading, message)


def _stray(item: Item, row: _Row, column: int) -> Problem:
    message = "This column is no part of the return: move the words to a white cell, or empty it"
    place = f"{row.sheet} {cell_name(row.number, column)}"
    return Problem(place, item.title, "", message)


def _cell_key(item: Item, name: str) -> str:
    return f"{item.key}-{name}"


def _at(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _plain(heading: str) -> str:
    return " ".join(heading.split()).casefold()
