"""The sheets of an XLSX file, looked through as a stream before the library reads them.

openpyxl knows the format: shared words, dates, styles. What it would do at length or in good
faith is settled first: document types, elements without number, cells far out, formulas whose
value nobody has worked out, numbers that are none.
"""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from xml.sax import SAXException

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from openpyxl import load_workbook

from csplan.core.tabular.archive import DAMAGED, MACROS, OUTWARD, TOO_MUCH
from csplan.core.tabular.limits import (
    MOST_COLUMNS,
    MOST_ELEMENTS,
    MOST_ROWS,
    MOST_SHEETS,
    TabularError,
    cell_name,
)
from csplan.core.tabular.spreadsheet import Grid, percentage

_SHEETS = "xl/worksheets/"
_OUTWARD = "xl/externallinks/"
_MARKUP = (".xml", ".rels", ".vml")
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_NUMBER = re.compile(r"[-+]?\d{1,40}(\.\d{0,40})?([eE][-+]?\d{1,3})?")
# How the format writes a character that XML cannot hold, or that looks like such writing.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CHUNK = 64 * 1024
_NUMBER_KINDS = ("", "n")


def excel_tables(data: bytes, archive: zipfile.ZipFile) -> list[tuple[str, Grid]]:
    """Every sheet with its name and its rows as text; refusals name the sheet and the cell."""
    faults = _look_through(archive)
    with warnings.catch_warnings():
        # What the library cannot keep of a file matters only to those who would save it.
        warnings.simplefilter("ignore")
        try:
            return _tables(data, faults)
        except TabularError:
            raise
        except Exception as error:  # the library fails in any way on what was made to break it
            raise TabularError(DAMAGED) from error


def _tables(data: bytes, faults: Mapping[str, str]) -> list[tuple[str, Grid]]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        if len(book.worksheets) > MOST_SHEETS:
            raise TabularError(f"The spreadsheet has more than {MOST_SHEETS} sheets. Split it")
        return [(sheet.title, list(_rows(sheet, faults))) for sheet in book.worksheets]
    finally:
        book.close()


def _rows(sheet: Any, faults: Mapping[str, str]) -> Iterator[list[str]]:
    if fault := faults.get(sheet._worksheet_path.lstrip("/").lower()):
        raise TabularError(fault.replace("{sheet}", sheet.title))
    cells = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
    for number, row in enumerate(cells):
        yield [_text(cell, sheet.title, number, at) for at, cell in enumerate(row)]


def _text(cell: Any, sheet: str, row: int, column: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        place = cell_name(row, column)
        raise TabularError(f"Cell {place} of “{sheet}” holds an error: type its value")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, int | float):
        return _number_words(value, is_share="%" in (cell.number_format or ""))
    return _ESCAPED.sub(_character, str(value))


def _character(written: re.Match[str]) -> str:
    """The character; half of a surrogate pair, which is none, stays as it is written."""
    character = chr(int(written[1], 16))
    return written[0] if "\ud800" <= character <= "\udfff" else character


def _number_words(value: float, *, is_share: bool) -> str:
    """The number to the fifteen digits that a spreadsheet shows."""
    digits = str(value) if isinstance(value, int) else format(value, ".15g")
    return percentage(digits) if is_share else f"{Decimal(digits):f}"


def _look_through(archive: zipfile.ZipFile) -> dict[str, str]:
    """Refuse what no sheet needs; returns what is wrong with each sheet, by its part's name."""
    names = archive.namelist()
    if any(name.lower().startswith(_OUTWARD) for name in names):
        raise TabularError(OUTWARD)
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise TabularError(MACROS)
    faults: dict[str, str] = {}
    elements = 0
    for name in names:
        if name.lower().endswith(_MARKUP):
            cells = _Cells(elements)
            _parse(archive.read(name), cells)
            elements = cells.elements
            if cells.fault and name.lower().startswith(_SHEETS):
                faults[name.lower()] = cells.fault
    return faults


def _parse(content: bytes, cells: "_Cells") -> None:
    parser = _Parser(cells)
    try:
        for start in range(0, len(content), _CHUNK):
            parser.feed(content[start : start + _CHUNK])
        parser.close()
    except DefusedXmlException as error:
        raise TabularError("The spreadsheet holds XML entities, which are not accepted") from error
    except (SAXException, UnicodeError) as error:
        raise TabularError(DAMAGED) from error


class _Parser(DefusedExpatParser):  # type: ignore[misc]
    """Refuses document types; shows every element without detours."""

    def __init__(self, cells: "_Cells") -> None:
        super().__init__(namespaceHandling=1, forbid_dtd=True)
        self._cells = cells

    def reset(self) -> None:
        super().reset()
        self._parser.namespace_prefixes = False
        self._parser.StartElementHandler = self._cells.start
        self._parser.EndElementHandler = self._cells.end
        self._parser.CharacterDataHandler = self._cells.text
        self._parser.buffer_text = True


class _Cells:
    """Counts elements, and keeps the first thing that is wrong with a sheet's cells."""

    def __init__(self, elements: int) -> None:
        self.elements = elements
        self.fault = ""
        self._row = self._column = 0
        self._kind = ""
        self._has_formula = self._has_value = self._is_in_value = False
        self._value = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise TabularError(TOO_MUCH)
        match name.rpartition(" ")[2]:
            case "row":
                self._start_row(attributes.get("r", ""))
            case "c":
                self._start_cell(attributes)
            case "v" | "is":
                self._has_value = self._is_in_value = True
            case "f":
                self._has_formula = True

    def end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "c":
                self._end_cell()
            case "v" | "is":
                self._is_in_value = False

    def text(self, words: str) -> None:
        if self._is_in_value and len(self._value) <= MOST_COLUMNS:
            self._value += words

    def _start_row(self, number: str) -> None:
        is_number = number.isascii() and number.isdigit() and len(number) <= len("1048576")
        self._row = int(number) if is_number else self._row + 1
        self._column = 0

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._column += 1
        if place := _PLACE.fullmatch(attributes.get("r", "")):
            self._column, self._row = _column_number(place[1]), int(place[2])
        self._kind = attributes.get("t", "")
        self._has_formula = self._has_value = False
        self._value = ""

    def _end_cell(self) -> None:
        place = f"Cell {cell_name(self._row - 1, self._column - 1)} of “{{sheet}}”"
        is_number = self._kind in _NUMBER_KINDS
        if self._has_formula and not (self._value or (self._has_value and not is_number)):
            self._refuse(f"{place} holds a formula without a value: type its value")
        if not self._value:
            return
        if self._row > MOST_ROWS + 1:
            self._refuse(f"Sheet “{{sheet}}” has more than {MOST_ROWS:,} rows. Split it")
        if self._column > MOST_COLUMNS:
            self._refuse(f"Sheet “{{sheet}}” has more than {MOST_COLUMNS} columns")
        if is_number and not _NUMBER.fullmatch(self._value):
            self._refuse(f"{place} holds something that is not a number: type its value")

    def _refuse(self, fault: str) -> None:
        self.fault = self.fault or fault


def _column_number(letters: str) -> int:
    """Counted from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
