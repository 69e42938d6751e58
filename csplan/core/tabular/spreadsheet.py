"""The first table of an ODS file, read as a stream and given up at the first excess.

The parser is defusedxml's, which refuses document types and with them every entity; its
callbacks are expat's own, because the library's would take ten times as long.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any
from xml.sax import SAXException

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from csplan.core.tabular.limits import (
    MOST_CELL_CHARACTERS,
    MOST_COLUMNS,
    MOST_ELEMENTS,
    MOST_MEMBERS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED_BYTES,
    TabularError,
)

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "

DAMAGED = "The spreadsheet is damaged. Save it again as ODS or CSV and upload that"
TOO_MUCH = "The spreadsheet unpacks to more than csplan accepts. Split it"
_NUMBER_KINDS = frozenset({"float", "currency", "percentage"})
_CHUNK = 64 * 1024


def ods_rows(data: bytes) -> list[list[str]]:
    """Every row of the first table as text, with repeats expanded up to the limits."""
    content = _content(data)
    table = _FirstTable()
    parser = _Parser(table)
    try:
        for start in range(0, len(content), _CHUNK):
            parser.feed(content[start : start + _CHUNK])
        parser.close()
    except DefusedXmlException as error:
        raise TabularError("The spreadsheet holds XML entities, which are not accepted") from error
    except (SAXException, UnicodeError) as error:
        raise TabularError(DAMAGED) from error
    if not table.is_found:
        raise TabularError("The spreadsheet has no table in it")
    return table.rows


def _content(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive)
            return archive.read("content.xml")
    except KeyError as error:
        raise TabularError("The file is not an ODS spreadsheet. Save it as ODS or CSV") from error
    except TabularError:
        raise
    except (
        zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError, OverflowError,
    ) as error:  # fmt: skip
        raise TabularError(DAMAGED) from error


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise TabularError(f"The spreadsheet has more than {MOST_MEMBERS} parts inside")
    if any(member.compress_type > zipfile.ZIP_DEFLATED for member in members):
        raise TabularError(DAMAGED)
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > MOST_UNPACKED_BYTES or unpacked / packed > MOST_RATIO:
        raise TabularError(TOO_MUCH)


class _Parser(DefusedExpatParser):  # type: ignore[misc]
    """Refuses document types; hands elements and text to the table without detours."""

    def __init__(self, table: "_FirstTable") -> None:
        super().__init__(namespaceHandling=1, forbid_dtd=True)
        self._table = table

    def reset(self) -> None:
        super().reset()
        self._parser.namespace_prefixes = False
        self._parser.StartElementHandler = self._table.start
        self._parser.EndElementHandler = self._table.end
        self._parser.CharacterDataHandler = self._table.text
        self._parser.buffer_text = True


class _FirstTable:
    """Collects the rows of the first table; nested tables and comments are passed over."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.is_found = False
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

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise TabularError(TOO_MUCH)
        if name == f"{TABLE}table":
            self._start_table()
        elif self._aside_depth or name == f"{OFFICE}annotation":
            self._aside_depth += 1
        elif self._table_depth == 1:
            self._start_inside(name, attributes)

    def end(self, name: str) -> None:
        if name == f"{TABLE}table":
            self._table_depth -= 1
            self._is_over = self._is_over or self._table_depth == 0
        elif self._aside_depth:
            self._aside_depth -= 1
        elif self._table_depth == 1 and not self._is_over:
            self._end_inside(name)

    def text(self, words: str) -> None:
        if self._paragraph_depth and not self._aside_depth and self._table_depth == 1:
            self._add_words(words)

    def _start_table(self) -> None:
        self._table_depth += 1
        self.is_found = True

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
        words = _cell_text(self._cell, self._paragraphs)
        # A spreadsheet repeats the blank cells to the right edge thousands of times.
        self._row.extend([words] * min(repeats, room))
        if words and repeats > room:
            raise TabularError(f"Row {len(self.rows) + 1} has more than {MOST_COLUMNS} columns")
        self._cell = None

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
    if kind == "date":
        return str(cell.get(f"{OFFICE}date-value", "")).removesuffix("T00:00:00")
    if kind in _NUMBER_KINDS:
        return str(cell.get(f"{OFFICE}value", ""))
    return "\n".join(paragraphs)
