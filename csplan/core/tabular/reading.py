"""Reading tables that somebody sent, however hostile."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from csplan.core.tabular.archive import refuse_large
from csplan.core.tabular.limits import (
    MOST_CELL_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    TabularError,
    cell_name,
    needs_quoting,
)
from csplan.core.tabular.spreadsheet import ods_rows


@dataclass(frozen=True)
class Sheet:
    """The first table of a file: its headings and the rows below, as stripped text.

    Rows are as long as the headings; rows of nothing but blanks are left out, and
    ``row_numbers`` gives each remaining row's number in the file, counted from 1.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_numbers: tuple[int, ...]


def read_sheet(data: bytes) -> Sheet:
    """Read CSV or ODS, told apart by the bytes; raise TabularError for anything else.

    Refused before work is spent on it: more than 2 MiB, an archive of more than 50 members,
    20 MiB unpacked or a ratio of 100, more than 2,000 rows or 50 columns once repeats are
    expanded, a cell of more than 4,000 characters.
    """
    refuse_large(data)
    grid = ods_rows(data) if data.startswith(b"PK") else _csv_rows(data)
    return _sheet(_checked(grid))


def _sheet(grid: list[list[str]]) -> Sheet:
    numbered = [(number, row) for number, row in enumerate(grid, start=1) if row]
    if not numbered:
        raise TabularError("The file is empty. Start from the template, which has the headings")
    headings = numbered[0][1]
    rows = [(number, _fit(row, len(headings), number)) for number, row in numbered[1:]]
    return Sheet(
        headings=tuple(headings),
        rows=tuple(tuple(row) for _, row in rows),
        row_numbers=tuple(number for number, _ in rows),
    )


def _fit(row: list[str], width: int, number: int) -> list[str]:
    if len(row) > width:
        raise TabularError(f"Row {number} has more cells than there are headings")
    return row + [""] * (width - len(row))


def _checked(rows: Iterable[list[str]]) -> list[list[str]]:
    """The rows without blanks to the right, within the limits; blank rows at the end dropped."""
    grid: list[list[str]] = []
    for number, row in enumerate(rows):
        cells = _without_trailing_blanks(row)
        if cells and number >= MOST_ROWS + 1:
            raise TabularError(f"The file has more than {MOST_ROWS:,} rows. Split it")
        if number <= MOST_ROWS:
            grid.append(_checked_row(cells, number))
    return grid


def _without_trailing_blanks(row: list[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def _checked_row(cells: list[str], number: int) -> list[str]:
    if len(cells) > MOST_COLUMNS:
        raise TabularError(f"Row {number + 1} has more than {MOST_COLUMNS} columns")
    return [_checked_cell(cell, number, at) for at, cell in enumerate(cells)]


def _checked_cell(cell: str, row: int, column: int) -> str:
    if len(cell) > MOST_CELL_CHARACTERS:
        raise TabularError(
            f"Cell {cell_name(row, column)} holds more than {MOST_CELL_CHARACTERS:,} characters"
        )
    return cell.strip()


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    try:
        for row in csv.reader(io.StringIO(text, newline="")):
            yield [_as_typed(cell) for cell in row]
    except csv.Error as error:
        raise TabularError(f"The CSV file cannot be read: {error}") from error


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TabularError("Save the file as CSV UTF-8, or as ODS") from error
    if "\0" in text:
        raise TabularError("The file is neither CSV nor ODS. Save it as one of these")
    return text


def _as_typed(cell: str) -> str:
    """Without the apostrophe that kept a text from being run as a formula."""
    return cell[1:] if cell.startswith("'") and needs_quoting(cell[1:]) else cell
