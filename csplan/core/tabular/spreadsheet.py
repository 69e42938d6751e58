"""The tables of an ODS file, read as a stream and given up at the first excess.

The parser is defusedxml's, which refuses document types and with them every entity; its
callbacks are expat's own, because the library's would take ten times as long.
"""

import zipfile
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from xml.sax import SAXException

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from csplan.core.tabular.archive import DAMAGED, LOCKED, OUTWARD, TOO_MUCH, opened
from csplan.core.tabular.limits import (
    MOST_CELL_CHARACTERS,
    MOST_COLUMNS,
    MOST_ELEMENTS,
    MOST_ROWS,
    MOST_SHEETS,
    TabularError,
    cell_name,
)

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

_NUMBER_KINDS = frozenset({"float", "currency"})
_OUTWARD = frozenset({f"{TABLE}table-source", f"{TABLE}cell-range-source"})
_CHUNK = 64 * 1024
LARGEST_POWER = 20
"""Of ten: a number beyond it is no figure anybody reports, and is left as it stands."""

Grid = list[list[str]]
"""Rows of cells as text, from the first row on."""


def ods_rows(data: bytes) -> Grid:
    """Every row of the first table as text, with repeats expanded up to the limits."""
    with opened(data) as archive:
        tables = _tables(_content(archive), most=1)
    return tables[0][1]


def ods_tables(archive: zipfile.ZipFile) -> list[tuple[str, Grid]]:
    """Every table, each with its name; refusals name the sheet and the cell."""
    tables = _tables(_content(archive), most=MOST_SHEETS + 1)
    if len(tables) > MOST_SHEETS:
        raise TabularError(f"The spreadsheet has more than {MOST_SHEETS} sheets. Split it")
    return tables


def _content(archive: zipfile.ZipFile) -> bytes:
    names = archive.namelist()
    if "content.xml" not in names:
        raise TabularError("The file is not an ODS spreadsheet. Save it as ODS or CSV")
    manifest = "META-INF/manifest.xml"
    if manifest in names and b"encryption-data" in archive.read(manifest):
        raise TabularError(LOCKED)
    return archive.read("content.xml")


def _tables(content: bytes, *, most: int) -> list[tuple[str, Grid]]:
    collector = _Tables(most)
    parser = _Parser(collector)
    try:
        for start in range(0, len(content), _CHUNK):
            parser.feed(content[start : start + _CHUNK])
        parser.close()
    except DefusedXmlException as error:
        raise TabularError("The spreadsheet holds XML entities, which are not accepted") from error
    except (SAXException, UnicodeError) as error:
        raise TabularError(DAMAGED) from error
    if not collector.tables:
        raise TabularError("The spreadsheet has no table in it")
    return collector.tables


class _Parser(DefusedExpatParser):  # type: ignore[misc]
    """Refuses document types; hands elements and text to the table without detours."""

    def __init__(self, table: "_Tables") -> None:
        super().__init__(namespaceHandling=1, forbid_dtd=True)
        self._table = table

    def reset(self) -> None:
        super().reset()
        self._parser.namespace_prefixes = False
        self._parser.StartElementHandler = self._table.start
        self._parser.EndElementHandler = self._table.end
        self._parser.CharacterDataHandler = self._table.text
        self._parser.buffer_text = True


class _Tables:
    """Collects the rows of the first tables; nested ones and comments are passed over."""

    def __init__(self, most: int) -> None:
        self.tables: list[tuple[str, Grid]] = []
        self._most = most
        self._elements = 0
        self._table_depth = 0
        self._is_over = False
        self._aside_depth = 0
        self._row: list[str] | None = None
        self._row_repeats = 1
        self._blank_rows = 0
        self._cell: Mapping[str, str] | None = None
        self._paragraphs: list[str] = []
        self._paragraph_depth = 0

    @property
    def rows(self) -> Grid:
        """Those of the table that is being read."""
        return self.tables[-1][1]

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise TabularError(TOO_MUCH)
        if name == f"{TABLE}table":
            self._start_table(attributes)
        elif name in _OUTWARD:
            raise TabularError(OUTWARD)
        elif self._aside_depth or name == f"{OFFICE}annotation":
            self._aside_depth += 1
        elif self._table_depth == 1:
            self._start_inside(name, attributes)

    def end(self, name: str) -> None:
        if name == f"{TABLE}table":
            self._table_depth -= 1
        elif self._aside_depth:
            self._aside_depth -= 1
        elif self._table_depth == 1 and not self._is_over:
            self._end_inside(name)

    def text(self, words: str) -> None:
        if self._paragraph_depth and not self._aside_depth and self._table_depth == 1:
            self._add_words(words)

    def _start_table(self, attributes: Mapping[str, str]) -> None:
        self._table_depth += 1
        if self._table_depth > 1 or self._is_over:
            return
        self._is_over = len(self.tables) == self._most
        if not self._is_over:
            self.tables.append((attributes.get(f"{TABLE}name", ""), []))
            self._blank_rows = 0

    def _start_inside(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._is_over:
            return
        if name == f"{TABLE}table-row":
            self._row, self._row_repeats = [], _repeats(attributes, "number-rows-repeated")
        elif name in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            self._cell, self._paragraphs = dict(attributes), []
        elif self._cell is not None:
            self._start_words(name, attributes)

    def _start_words(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == f"{TEXT}p":
            self._paragraph_depth += 1
            self._paragraphs.append("")
        elif self._paragraph_depth and name == f"{TEXT}s":
            self._add_words(" " * min(_repeats(attributes, "c", TEXT), MOST_CELL_CHARACTERS + 1))
        elif self._paragraph_depth and name == f"{TEXT}tab":
            self._add_words("\t")
        elif self._paragraph_depth and name == f"{TEXT}line-break":
            self._add_words("\n")

    def _add_words(self, words: str) -> None:
        # Longer than a cell may be is refused later, so the rest need not be kept.
        if len(self._paragraphs[-1]) <= MOST_CELL_CHARACTERS:
            self._paragraphs[-1] += words

    def _end_inside(self, name: str) -> None:
        if name == f"{TEXT}p" and self._paragraph_depth:
            self._paragraph_depth -= 1
        elif name in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            self._end_cell()
        elif name == f"{TABLE}table-row":
            self._end_row()

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        room = max(0, MOST_COLUMNS + 1 - len(self._row))
        repeats = _repeats(self._cell, "number-columns-repeated")
        self._refuse_unknown_value(self._cell)
        words = _cell_text(self._cell, self._paragraphs)
        # A spreadsheet repeats the blank cells to the right edge thousands of times.
        self._row.extend([words] * min(repeats, room))
        if words and repeats > room:
            raise TabularError(f"Row {self._row_number} has more than {MOST_COLUMNS} columns")
        self._cell = None

    @property
    def _row_number(self) -> int:
        return len(self.rows) + self._blank_rows + 1

    def _refuse_unknown_value(self, cell: Mapping[str, str]) -> None:
        """A formula counts as the value stored beside it; without one, nobody knows it."""
        is_error = cell.get(f"{CALC}value-type") == "error"
        is_unknown = f"{TABLE}formula" in cell and f"{OFFICE}value-type" not in cell
        if not (is_error or is_unknown):
            return
        place = cell_name(self._row_number - 1, len(self._row or []))
        what = "an error" if is_error else "a formula without a value"
        raise TabularError(f"Cell {place} of “{self.tables[-1][0]}” holds {what}: type its value")

    def _end_row(self) -> None:
        row, self._row = self._row or [], None
        if not any(row):
            self._blank_rows = min(self._blank_rows + self._row_repeats, MOST_ROWS + 1)
            return
        total = len(self.rows) + self._blank_rows + self._row_repeats
        if total > MOST_ROWS + 1:
            raise TabularError(f"The file has more than {MOST_ROWS:,} rows. Split it")
        self.rows.extend([] for _ in range(self._blank_rows))
        self.rows.extend(list(row) for _ in range(self._row_repeats))
        self._blank_rows = 0


def _repeats(attributes: Mapping[str, str], name: str, space: str = TABLE) -> int:
    text = attributes.get(f"{space}{name}", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise TabularError(DAMAGED)
    return max(1, int(text))


def _cell_text(cell: Mapping[str, Any], paragraphs: list[str]) -> str:
    """Typed values as they are stored, never as a country's format shows them."""
    kind = cell.get(f"{OFFICE}value-type")
    value = str(cell.get(f"{OFFICE}value", ""))
    if kind == "date":
        return str(cell.get(f"{OFFICE}date-value", "")).removesuffix("T00:00:00")
    if kind in _NUMBER_KINDS:
        return value
    return percentage(value) if kind == "percentage" else "\n".join(paragraphs)


def percentage(stored: str) -> str:
    """ "80%" for the 0.8 that a spreadsheet keeps when somebody types 80%."""
    try:
        shown = Decimal(stored) * 100
    except ArithmeticError:
        return stored
    if not shown.is_finite() or abs(shown.adjusted()) > LARGEST_POWER:
        return stored
    return f"{shown.normalize():f}%"
