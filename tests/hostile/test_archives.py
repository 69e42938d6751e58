"""Files made to break the readers of tables: what tests/core/tabular does not try already.

Whoever reads one is told what is wrong, within the limits; nothing is unpacked to a folder.
"""

import contextlib
import io
import struct
import zipfile
from collections.abc import Callable, Mapping

import pytest

from csplan.core.tabular import TabularError, read_sheet
from csplan.core.tabular.workbook import read_workbook
from tests.core.tabular.test_tabular import archive, cell, document, row
from tests.core.tabular.test_workbook import changed, excel, sheet_xml

WORKBOOK = excel(("A1", "x"))
SHEET = document(row(cell("A")) + row(cell("x")))


def nested(depth: int) -> bytes:
    """Archives in an archive, each as much smaller outside as they come."""
    inner = b"\0" * 8_000_000
    for _ in range(depth):
        inner = archive({"content.xml": inner})
    return inner


def lying() -> bytes:
    """A part that says that it is a hundredth as long as it is."""
    data = bytearray(archive({"content.xml": b"<a>" + b" " * 9_000_000 + b"</a>"}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.rindex(mark) + place, 90_000)
    return bytes(data)


def twice_over() -> bytes:
    """One stretch of packed bytes that fifty parts of the archive all point to."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("content.xml", b"<a/>" * 400_000)
        first = packed.infolist()[0]
        for number in range(49):
            copy = zipfile.ZipInfo(f"f{number}")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(copy, name, getattr(first, name))
            packed.filelist.append(copy)
    return out.getvalue()


def slipping(data: bytes, name: str) -> bytes:
    """An archive with one part more, whose name leads out of any folder."""
    return changed(data, name, lambda _: b"<probe/>")


def dimension(where: str) -> bytes:
    return changed(
        sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'),
        "xl/worksheets/sheet1.xml",
        lambda old: old.replace(b"<sheetData>", f'<dimension ref="{where}"/><sheetData>'.encode()),
    )


def shared(words: str) -> bytes:
    """A workbook whose list of shared words is ``words`` of markup."""
    book = sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    return changed(book, "xl/sharedStrings.xml", lambda _: words.encode())


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LIST = f'<sst xmlns="{MAIN}">'
REFUSED: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "nested": (lambda: nested(3), "damaged|unpacks to more|not an ODS"),
    "ratio": (lambda: archive({"content.xml": b" " * 3_000_000}), "unpacks to more"),
    "says less than it holds": (lying, "damaged|unpacks to more"),
    "parts that overlap": (twice_over, "damaged|unpacks to more"),
    "cut in the middle": (lambda: WORKBOOK[: len(WORKBOOK) // 2], "damaged"),
    "cut near the end": (lambda: WORKBOOK[:-30], "damaged"),
    "a byte changed": (
        lambda: SHEET.replace(b"content.xml", b"content.xmL", 1), "damaged|not an ODS"
    ),
    "another kind of archive": (lambda: b"7z\xbc\xaf\x27\x1c" + b"\0", "not an ODS|CSV UTF-8"),
    "gzip": (lambda: b"\x1f\x8b\x08\0" + b"\0" * 90, "not an ODS|neither|CSV UTF-8"),
    "a PDF": (lambda: b"%PDF-1.7\n\xe2\xe3\xcf\xd3", "not an ODS|neither|CSV UTF-8"),
    "a program": (lambda: b"MZ\x90\0" + b"\0" * 90, "not an ODS|neither|CSV UTF-8"),
    "a magic word alone": (lambda: b"PK", "damaged"),
    "rows and columns repeated": (
        lambda: document(
            row(
                cell("A", 'table:number-columns-repeated="50"'),
                attributes='table:number-rows-repeated="999999999"',
            )
        ),
        "more than 2,000 rows",
    ),
    "repeats that are no number": (
        lambda: document(row(cell("A", 'table:number-columns-repeated="1e9"'))), "damaged"
    ),
    "spaces repeated": (
        lambda: document(row(cell('x<text:s text:c="999999999"/>x'))), "more than 4,000"
    ),
    "a parameter entity": (
        lambda: document(
            row(cell("A")),
            before='<!DOCTYPE z [<!ENTITY % p SYSTEM "http://127.0.0.1:9/">%p;]>',
        ),
        "XML entities",
    ),
    "an attribute without end": (
        lambda: document(row(cell("x", 'table:formula="' + "(" * 600_000 + '"'))),
        "formula without a value|unpacks to more",
    ),
    "markup in another script": (
        lambda: archive({"content.xml": b"<?xml version='1.0' encoding='utf-7'?><a/>"}),
        "damaged",
    ),
}  # fmt: skip
BOOKS_REFUSED: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "shared words without number": (
        lambda: shared(f"{LIST}{'<si><t>x</t></si>' * 200_000}</sst>"), "unpacks to more"
    ),
    "an entity among shared words": (
        lambda: shared(f'<!DOCTYPE z [<!ENTITY a "ha">]>{LIST}<si><t>&a;</t></si></sst>'),
        "XML entities",
    ),
    "shared words below nothing": (
        lambda: sheet_xml('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), "damaged|number|hold"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_made_to_break_a_reader_is_refused(name: str) -> None:
    make, words = REFUSED[name]
    data = make()

    assert len(data) < 2_200_000
    for read in (read_sheet, read_workbook):
        with pytest.raises(TabularError, match=words):
            read(data)


@pytest.mark.parametrize("name", BOOKS_REFUSED)
def test_a_workbook_made_to_break_a_reader_is_refused(name: str) -> None:
    make, words = BOOKS_REFUSED[name]

    with pytest.raises(TabularError, match=words):
        read_workbook(make())


@pytest.mark.parametrize("where", ["A1:XFD1048576", "A1:A1048576", "ZZZ9:A1", "probe", ""])
def test_the_size_that_a_sheet_says_it_has_is_not_believed(where: str) -> None:
    found = ""
    with contextlib.suppress(TabularError):
        found = read_workbook(dimension(where))["Sheet"][0][0]

    assert found == ("" if where == "probe" else "1")


@pytest.mark.parametrize(
    "name", ["../../probe.xml", "/etc/probe.xml", "..\\probe.xml", "C:\\p.xml"]
)
def test_parts_with_names_that_lead_elsewhere_are_never_unpacked(name: str) -> None:
    assert read_sheet(slipping(SHEET, name)).rows == (("x",),)
    assert read_workbook(slipping(WORKBOOK, name))["Sheet"][0][0] == "x"


def test_a_sheet_that_is_said_to_be_elsewhere_is_not_looked_for() -> None:
    book = changed(
        WORKBOOK,
        "xl/_rels/workbook.xml.rels",
        lambda old: old.replace(b"sheet1.xml", b"../../etc/passwd"),
    )

    assert not any(read_workbook(book).values())
