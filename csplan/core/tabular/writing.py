"""Writing tables. Same rows, same bytes: no clock, no random names."""

import csv
import datetime as dt
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from csplan.core.tabular.limits import needs_quoting

Cell = str | int | Decimal | dt.date | dt.datetime | bool | None
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
# The zip format cannot hold an earlier one; a fixed moment keeps the bytes the same.
_EPOCH = (1980, 1, 1, 0, 0, 0)
ROWS_IN_A_PART = 500
# The mark and the line of headings, when there are none.
BEFORE_ROWS = "\r\n".encode("utf-8-sig")
# XML has no way to write these.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'office:version="1.3"'
)


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as UTF-8 CSV with a byte order mark, which spreadsheets need to see.

    Text that a spreadsheet would run as a formula gets an apostrophe in front, which
    ``read_sheet`` takes away again.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_inert(heading) for heading in headings])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def csv_parts(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """What ``csv_bytes`` gives, in parts, for a table that is not to be held whole."""
    yield csv_bytes(headings, ())
    waiting = iter(rows)
    while some := list(itertools.islice(waiting, ROWS_IN_A_PART)):
        yield csv_bytes((), some).removeprefix(BEFORE_ROWS)


def ods_bytes(
    sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]],
) -> bytes:
    """The (name, headings, rows) sheets as an OpenDocument spreadsheet.

    Every text is typed as text, so none of it is a formula; numbers and dates keep their type.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # The format asks for this member first and uncompressed.
        add_member(archive, "mimetype", ODS_TYPE, zipfile.ZIP_STORED)
        add_member(archive, "META-INF/manifest.xml", _manifest())
        add_member(archive, "content.xml", _content(sheets))
    return out.getvalue()


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return _inert(cell)
    return plain_text(cell)


def _inert(text: str) -> str:
    return f"'{text}" if needs_quoting(text) else text


def plain_text(cell: Cell) -> str:
    """The cell as text that reads back to the same value."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def add_member(
    archive: zipfile.ZipFile, name: str, text: str, method: int = zipfile.ZIP_DEFLATED
) -> None:
    member = zipfile.ZipInfo(name, date_time=_EPOCH)
    member.compress_type = method
    archive.writestr(member, text.encode())


def _manifest() -> str:
    namespace = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<manifest:manifest xmlns:manifest="{namespace}" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )


def _content(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]) -> str:
    body = "".join(_table(name, headings, rows) for name, headings, rows in sheets)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet>"
        f"{body}</office:spreadsheet></office:body></office:document-content>"
    )


def _table(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    lines = "".join(_lines(headings, rows))
    return f"<table:table table:name={quoteattr(name)}>{lines}</table:table>"


def _lines(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    for row in (headings, *rows):
        yield f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    return f"<table:table-cell {value_xml(cell)}>{paragraphs_xml(cell)}</table:table-cell>"


def paragraphs_xml(cell: Cell) -> str:
    """The cell's words as a spreadsheet shows them."""
    return "".join(f"<text:p>{words_xml(line)}</text:p>" for line in plain_text(cell).split("\n"))


def words_xml(line: str) -> str:
    """One paragraph; a run of spaces and a tab are elements, or readers would merge them."""
    safe = escape(UNWRITABLE.sub("\ufffd", line).replace("\r", " "))
    spaced = re.sub(" {2,}", lambda run: f' <text:s text:c="{len(run[0]) - 1}"/>', safe)
    return spaced.replace("\t", "<text:tab/>")


def value_xml(cell: Cell) -> str:
    """The attributes that give a cell its type and value."""
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return f'office:value-type="float" office:value="{plain_text(cell)}"'
    if isinstance(cell, dt.date):
        return f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    return 'office:value-type="string"'
