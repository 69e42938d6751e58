"""Reading every sheet of an ODS or XLSX file that somebody sent, however hostile."""

from collections.abc import Mapping

from csplan.core.tabular.archive import opened, refuse_large, refuse_macros
from csplan.core.tabular.excel import excel_tables
from csplan.core.tabular.limits import MOST_CELL_CHARACTERS, TabularError, cell_name
from csplan.core.tabular.spreadsheet import Grid, ods_tables

NOT_A_SPREADSHEET = "The file is not an ODS or XLSX spreadsheet. Save it as one of these"


def read_workbook(data: bytes) -> Mapping[str, Grid]:
    """Each sheet's rows as stripped text by the sheet's name, from row 1 and column A on.

    Formulas count as the values stored with them. Raises TabularError, naming the sheet and the
    cell where there is one, for anything else than a spreadsheet within the limits of
    ``read_sheet``, of at most ten sheets and without macros or links to other files.
    """
    refuse_large(data)
    if not data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise TabularError(NOT_A_SPREADSHEET)
    with opened(data) as archive:
        refuse_macros(archive)
        names = archive.namelist()
        if "content.xml" in names:
            tables = ods_tables(archive)
        elif "[Content_Types].xml" in names and "xl/workbook.xml" in names:
            tables = excel_tables(data, archive)
        else:
            raise TabularError(NOT_A_SPREADSHEET)
    return {sheet: _checked(sheet, rows) for sheet, rows in tables}


def _checked(sheet: str, rows: Grid) -> Grid:
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if len(text) > MOST_CELL_CHARACTERS:
                place = f"Cell {cell_name(row, column)} of “{sheet}”"
                limit = f"{MOST_CELL_CHARACTERS:,} characters"
                raise TabularError(f"{place} holds more than {limit}: shorten it")
    return [[text.strip() for text in cells] for cells in rows]
