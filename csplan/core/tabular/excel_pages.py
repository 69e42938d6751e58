"""Pages to fill in as an XLSX spreadsheet: locked cells, lists, frozen headings."""

import datetime as dt
import io
import re
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from csplan.core.tabular.pages import Look, Page, PageColumn
from csplan.core.tabular.writing import UNWRITABLE, Cell, plain_text

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The format's own limits.
_LONGEST_LIST = 255
_LONGEST_HINT = 255
_POINTS_PER_LINE, _HIGHEST = 13, 400
_AS_TYPED, _DAY = "@", "d mmmm yyyy"
_LINE = Side(style="thin", color="B1B4B6")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def excel_pages(pages: Sequence[Page]) -> bytes:
    """The pages as an XLSX spreadsheet. Every text is typed as text, never a formula."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for look in Look:
        book.add_named_style(_style(look))
    for page in pages:
        _add_page(book, page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _style(look: Look) -> NamedStyle:
    style = NamedStyle(name=f"csplan {look}")
    style.font = _font(look)
    if look in (Look.TITLE, Look.LEAD):
        return style
    is_open = look.startswith("open") and look != Look.OPEN_HEADING
    style.alignment = Alignment(wrap_text=True, vertical="top")
    style.border = _GRID
    style.fill = PatternFill("solid", fgColor=_FILLS.get(look, "FFFFFF" if is_open else "F3F2F1"))
    style.protection = Protection(locked=not is_open)
    style.number_format = _FORMS.get(look, "General")
    return style


_FILLS = {Look.HEADING: "D8DADC", Look.OPEN_HEADING: "12436D"}
_FORMS = {Look.DAY: _DAY, Look.OPEN_DAY: _DAY, Look.OPEN_WORDS: _AS_TYPED}


def _font(look: Look) -> Font:
    is_bold = look in (Look.TITLE, Look.HEADING, Look.OPEN_HEADING)
    colour = "FFFFFF" if look == Look.OPEN_HEADING else "0B0C0C"
    return Font(name="Arial", size=14 if look == Look.TITLE else 10, bold=is_bold, color=colour)


def _add_page(book: Workbook, page: Page) -> None:
    sheet: Any = book.create_sheet(page.name)
    if page.is_hidden:
        sheet.sheet_state = "hidden"
    for at, column in enumerate(page.columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    for line, words in enumerate(page.lead):
        _fill(sheet, line, 0, words, page.lead_look(line))
    for at, column in enumerate(page.columns):
        _fill(sheet, page.heading_row, at, column.heading, page.heading_look(at))
        _add_rule(sheet, page, at, column)
    headings = [column.heading for column in page.columns]
    sheet.row_dimensions[page.heading_row + 1].height = _height(headings, page.columns)
    for number, row in enumerate(page.rows):
        for at, cell in enumerate(row):
            place = page.heading_row + 1 + number
            _fill(sheet, place, at, cell, page.look_of(number, at))
        sheet.row_dimensions[place + 1].height = _height(row, page.columns)
    sheet.freeze_panes = sheet.cell(row=page.heading_row + 2, column=2)
    if page.is_protected:
        _lock(sheet)
    _print_wide(sheet)


def _fill(sheet: Any, row: int, column: int, value: Cell, look: Look) -> None:
    cell = sheet.cell(row=row + 1, column=column + 1)
    cell.style = f"csplan {look}"
    if value is None or value == "":
        return
    if isinstance(value, bool | str):
        words = UNWRITABLE.sub("\ufffd", plain_text(value)).replace("\r", " ")
        cell.value = _LIKE_AN_ESCAPE.sub("_x005F_", words)
        # The library takes "=1+1" for a formula and "#N/A" for an error, unless told.
        cell.data_type = "s"
        return
    cell.value = value
    if isinstance(value, dt.date):
        cell.number_format = _DAY


def _height(row: Sequence[Cell], columns: Sequence[PageColumn]) -> int:
    """In points, for the longest cell: not every program works it out when it opens a file."""
    lines = max(_line_count(cell, column.width) for cell, column in zip(row, columns, strict=True))
    return min(_POINTS_PER_LINE * lines + 2, _HIGHEST)


def _line_count(cell: Cell, width: int) -> int:
    """How many lines the cell takes, a little more rather than less."""
    room = max(1, width - 2)
    return sum(-(-max(1, len(line)) // room) for line in plain_text(cell).split("\n"))


def _lock(sheet: Any) -> None:
    """Without a password; widths and heights stay everybody's own business."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def _print_wide(sheet: Any) -> None:
    """All columns on one sheet of paper."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _add_rule(sheet: Any, page: Page, at: int, column: PageColumn) -> None:
    rows = [n for n in range(len(page.rows)) if (n, at) not in page.unasked]
    if not (column.is_open and rows and (column.choices or column.hint)):
        return
    rule = _rule(column)
    letter, top = get_column_letter(at + 1), page.heading_row + 2
    if len(rows) == len(page.rows):
        rule.add(f"{letter}{top}:{letter}{top + rows[-1]}")
    else:
        for number in rows:
            rule.add(f"{letter}{top + number}")
    sheet.add_data_validation(rule)


def _rule(column: PageColumn) -> DataValidation:
    """A list to choose from, where the format can hold it, and what to know about the cell."""
    listed = ",".join(column.choices)
    holds = len(listed) <= _LONGEST_LIST and not any("," in one for one in column.choices)
    rule = DataValidation(allow_blank=True)
    if column.choices and holds:
        rule.type, rule.formula1 = "list", '"{}"'.format(listed.replace('"', '""'))
        rule.showErrorMessage, rule.error = True, "Choose one from the list."
    if column.hint:
        rule.showInputMessage, rule.prompt = True, column.hint[:_LONGEST_HINT]
    return rule
