"""Workbooks out and in: what is written reads back, and what is hostile is refused quickly."""

import contextlib
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from csplan.core.tabular import TabularError
from csplan.core.tabular.excel_pages import excel_pages
from csplan.core.tabular.ods_pages import ods_pages
from csplan.core.tabular.pages import Kind, Page, PageColumn
from csplan.core.tabular.workbook import read_workbook
from tests.core.tabular.test_tabular import archive, cell, document, row

WRITERS = {"ods": ods_pages, "xlsx": excel_pages}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
plain_words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]), max_size=40
).map(lambda text: " ".join(text.split()))


def page(*rows: tuple[Any, ...], **more: Any) -> Page:
    columns = (
        PageColumn("Words", is_open=True, hint="Say it plainly"),
        PageColumn("Day", kind=Kind.DAY, is_open=True),
        PageColumn("Number", kind=Kind.NUMBER, is_open=True),
        PageColumn("Choice", is_open=True, choices=("On track", "Off “track”")),
    )
    return Page("One", columns, [(*r, *[None] * (4 - len(r))) for r in rows], ("Title",), **more)


def excel(*cells: tuple[str, Any]) -> bytes:
    book = Workbook()
    for place, value in cells:
        book.worksheets[0][place] = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one of its parts changed, or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return archive(parts | {part: change(parts.get(part, b""))})


def sheet_xml(rows: str, before: str = "") -> bytes:
    """A workbook whose only sheet holds ``rows`` of markup."""
    content = (
        f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>'
        "</worksheet>"
    )
    return changed(excel(("A1", "x")), "xl/worksheets/sheet1.xml", lambda _: content.encode())


@pytest.mark.parametrize("kind", WRITERS)
class TestPages:
    @given(st.lists(plain_words, min_size=1, max_size=8))
    @settings(max_examples=30, deadline=None, derandomize=True)
    def test_read_back_to_the_same_words(self, kind: str, words: list[str]) -> None:
        read = read_workbook(WRITERS[kind]([page(*[(word,) for word in words])]))["One"]

        assert [(line or [""])[0] for line in [*read, *[[]] * len(words)]][2 : len(words) + 2] == (
            words
        )

    @pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "_x0041_", "1e5"])
    def test_hold_no_formula(self, kind: str, words: str) -> None:
        data = WRITERS[kind]([page((words,))])
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            markup = b"".join(packed.read(name) for name in packed.namelist())

        assert not re.search(rb"<f>|<f |table:formula", markup)
        assert read_workbook(data)["One"][2][0] == words

    def test_keep_dates_and_numbers_as_such(self, kind: str) -> None:
        data = WRITERS[kind]([page(("x", dt.date(2014, 3, 31), Decimal("12.50"), "On track"))])

        assert read_workbook(data)["One"][2][:4] in (
            ["x", "2014-03-31", "12.50", "On track"],
            ["x", "2014-03-31", "12.5", "On track"],
        )

    def test_survive_characters_that_the_format_cannot_hold(self, kind: str) -> None:
        data = WRITERS[kind]([page(("a\x00b\x0bc\ufffed",))])

        assert read_workbook(data)["One"][2][0] == "a\ufffdb\ufffdc\ufffdd"

    def test_hide_what_is_hidden(self, kind: str) -> None:
        hidden = Page("csplan", (PageColumn("A"),), [("x",)], is_hidden=True)

        assert list(read_workbook(WRITERS[kind]([page(("x",)), hidden]))) == ["One", "csplan"]


class TestExcelPages:
    def test_lock_what_is_not_asked_and_offer_choices(self) -> None:
        data = excel_pages([page(("x", None, None, "On track"), unasked=frozenset({(0, 1)}))])
        sheet: Any = load_workbook(io.BytesIO(data))["One"]
        rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}

        assert sheet.protection.sheet
        assert not sheet["A3"].protection.locked
        assert sheet["B3"].protection.locked
        assert sheet["A2"].protection.locked
        assert sheet["A3"].number_format == "@"
        assert rules["D3"].formula1 == '"On track,Off “track”"'
        assert sheet.freeze_panes == "B3"


class TestOdsPages:
    def test_lock_what_is_not_asked_and_offer_choices(self) -> None:
        data = ods_pages([page(("x", None, None, "On track"), unasked=frozenset({(0, 1)}))])
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            content = packed.read("content.xml").decode()

        assert 'table:protected="true"' in content
        assert 'table:style-name="open-words" table:content-validation-name="v0-0"' in content
        assert '<table:table-cell table:style-name="day"/>' in content
        assert """'of:cell-content-is-in-list("On track";"Off “track”")'""" in content

    def test_same_pages_make_the_same_bytes(self) -> None:
        assert ods_pages([page(("x",))]) == ods_pages([page(("x",))])


class TestReading:
    def test_reads_every_sheet_of_an_ods_file(self) -> None:
        data = document(
            row(cell("A")) + '</table:table><table:table table:name="Two">' + row(cell("B"))
        )

        assert read_workbook(data) == {"One": [["A"]], "Two": [["B"]]}

    def test_counts_a_formula_as_the_value_stored_with_it(self) -> None:
        ods = document(row(cell("3", 'table:formula="of:=1+2" office:value-type="float" '
                                'office:value="3"')))  # fmt: skip
        xlsx = sheet_xml('<row r="1"><c r="A1"><f>1+2</f><v>3</v></c></row>')

        assert read_workbook(ods)["One"][0][0] == "3"
        assert read_workbook(xlsx)["Sheet"][0][0] == "3"

    def test_reads_percentages_as_they_are_shown(self) -> None:
        book = Workbook()
        sheet: Any = book.worksheets[0]
        sheet["A1"] = 0.825
        sheet["A1"].number_format = "0.0%"
        shown = 'office:value-type="percentage" office:value="0.825"'

        assert read_workbook(saved(book))["Sheet"][0][0] == "82.5%"
        assert read_workbook(document(row(cell("82.5%", shown))))["One"][0][0] == "82.5%"

    def test_reads_numbers_to_the_digits_that_are_shown(self) -> None:
        read = read_workbook(excel(("A1", 0.1 + 0.2), ("B1", 1e15), ("C1", True), ("D1", 12)))

        assert read["Sheet"][0][:4] == ["0.3", "1000000000000000", "Yes", "12"]

    def test_reads_a_day_with_a_time_as_the_day(self) -> None:
        read = read_workbook(excel(("A1", dt.datetime(2014, 3, 31, 14, 30))))  # noqa: DTZ001

        assert read["Sheet"][0][0] == "2014-03-31"

    def test_does_not_mind_where_a_spreadsheet_ends(self) -> None:
        last = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
        data = sheet_xml(f'<row r="1"><c r="A1"><v>1</v></c></row>{last}')

        assert read_workbook(data)["Sheet"][0][0] == "1"


def many_members() -> bytes:
    return changed(
        archive({**parts_of(excel(("A1", "x"))), **{f"f{n}.txt": b"" for n in range(60)}}),
        "x.txt",
        lambda _: b"",
    )


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def locked(data: bytes) -> bytes:
    """The archive as if every part of it were encrypted."""
    flag = data.replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
    )
    assert flag != data
    return flag


MARKS = "".join(chr(0x300 + pow(3, n, 65_537) % 64) for n in range(100_000))
DIGITS = "".join(str(pow(3, n, 65_537) % 10) for n in range(100_000))
ENTITIES = '<!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "too large": (lambda: b"PK" + b"a" * 2_200_000, "larger than 2 MB"),
    "zip bomb": (
        lambda: changed(excel(("A1", "x")), "xl/media/a.xml", lambda _: b" " * 30_000_000),
        "unpacks to more",
    ),
    "too many parts": (many_members, "parts inside"),
    "too many sheets, ods": (
        lambda: document(row(cell("A")) + "</table:table><table:table>" * 12 + row(cell("B"))),
        "more than 10 sheets",
    ),
    "too many sheets, xlsx": (
        lambda: excel_pages([Page(f"S{n}", (PageColumn("A"),), []) for n in range(11)]),
        "more than 10 sheets",
    ),
    "repeated cells": (
        lambda: document(row(cell("A", 'table:number-columns-repeated="16384"'))),
        "more than 50 columns",
    ),
    "repeated rows": (
        lambda: document(row(cell("A"), attributes='table:number-rows-repeated="1048576"')),
        "more than 2,000 rows",
    ),
    "repeated tables": (
        lambda: document(
            (
                row(
                    cell("A", 'table:number-columns-repeated="50"'),
                    attributes='table:number-rows-repeated="2000"',
                )
                + "</table:table><table:table>"
            )
            * 20_000
            + row(cell("A"))
        ),
        "more than",
    ),
    "entities, ods": (lambda: document(row(cell("&b;")), before=ENTITIES), "XML entities"),
    "entities, xlsx": (lambda: sheet_xml("", before=ENTITIES), "XML entities"),
    "outside entity, ods": (lambda: document(row(cell("&x;")), before=OUTSIDE), "XML entities"),
    "outside entity, xlsx": (
        lambda: changed(
            excel(("A1", "x")),
            "xl/workbook.xml",
            lambda old: old.replace(b"<workbook", OUTSIDE.encode() + b"<workbook", 1),
        ),
        "XML entities",
    ),
    "entities in a drawing": (
        lambda: changed(
            excel(("A1", "x")), "xl/drawings/d.vml", lambda _: ENTITIES.encode() + b"<z>&b;</z>"
        ),
        "XML entities",
    ),
    "links outwards, xlsx": (
        lambda: changed(
            excel(("A1", "x")), "xl/externalLinks/externalLink1.xml", lambda _: b"<a/>"
        ),
        "other files",
    ),
    "links outwards, ods": (
        lambda: document(
            '<table:table-source xmlns:xlink="http://www.w3.org/1999/xlink" '
            'xlink:href="file:///etc/passwd"/>' + row(cell("A"))
        ),
        "other files",
    ),
    "macros, xlsm": (
        lambda: changed(
            excel(("A1", "x")),
            "[Content_Types].xml",
            lambda old: old.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml"),
        ),
        "macros",
    ),
    "macros, hidden": (
        lambda: changed(excel(("A1", "x")), "xl/vbaProject.bin", lambda _: b"\x00"),
        "macros",
    ),
    "macros, ods": (
        lambda: changed(document(row(cell("A"))), "Basic/Standard/M.xml", lambda _: b"<a/>"),
        "macros",
    ),
    "password, xlsx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 900, "password"),
    "password, zip": (lambda: locked(excel(("A1", "x"))), "password"),
    "password, ods": (
        lambda: changed(
            document(row(cell("A"))),
            "META-INF/manifest.xml",
            lambda _: b"<manifest:encryption-data/>",
        ),
        "password",
    ),
    "a document": (lambda: archive({"word/document.xml": b"<a/>"}), "not an ODS or XLSX"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "not an ODS or XLSX"),
    "words": (lambda: b"a,b,c\n1,2,3\n", "not an ODS or XLSX"),
    "nothing": (lambda: b"", "not an ODS or XLSX"),
    "damaged zip": (lambda: b"PK\x03\x04" + b"\x00" * 200, "damaged"),
    "damaged sheet": (
        lambda: changed(excel(("A1", "x")), "xl/worksheets/sheet1.xml", lambda _: b"<a>"),
        "damaged",
    ),
    "words that are not there": (
        lambda: sheet_xml('<row r="1"><c r="A1" t="s"><v>999</v></c></row>'),
        "damaged",
    ),
    "combining marks": (
        lambda: excel(("A1", "x"), ("B2", "e" + MARKS)),
        "Cell B2 of “Sheet” holds more than 4,000",
    ),
    "combining marks, ods": (
        lambda: document(row(cell("e" + MARKS))),
        "Cell A1 of “One” holds more than 4,000",
    ),
    "formula unknown, xlsx": (
        lambda: excel(("A1", "x"), ("C7", "=1+1")),
        "Cell C7 of “Sheet” holds a formula without a value",
    ),
    "formula unknown, ods": (
        lambda: document(row(cell("x"), '<table:table-cell table:formula="of:=1+1"/>')),
        "Cell B1 of “One” holds a formula without a value",
    ),
    "an error": (
        lambda: sheet_xml('<row r="3"><c r="B3" t="e"><v>#NAME?</v></c></row>'),
        "Cell B3 of “Sheet” holds an error",
    ),
    "no number": (
        lambda: sheet_xml('<row r="3"><c r="B3"><v>NaN</v></c></row>'),
        "Cell B3 of “Sheet” holds something that is not a number",
    ),
    "endless number": (
        lambda: sheet_xml(f'<row r="3"><c r="B3"><v>{DIGITS}</v></c></row>'),
        "Cell B3 of “Sheet” holds something that is not a number",
    ),
    "far out": (
        lambda: sheet_xml('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
        "more than 2,000 rows",
    ),
    "far right": (
        lambda: sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>'),
        "more than 50 columns",
    ),
    "elements without number": (
        lambda: sheet_xml("".join(f'<row r="{n}"/>' for n in range(1, 300_000))),
        "unpacks to more",
    ),
}


class TestHostileFiles:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_are_refused_by_a_limit(self, name: str) -> None:
        make, words = HOSTILE[name]

        with pytest.raises(TabularError, match=words):
            read_workbook(make())

    @pytest.mark.no_cover
    def test_the_fullest_sheet_is_read(self) -> None:
        """As many elements as are accepted, all of them cells with a number."""
        numbers = [[n * row * 7919 % 9973 for n in range(50)] for row in range(2_000)]
        rows = ("".join(f"<c><v>{n}</v></c>" for n in row) for row in numbers)
        data = sheet_xml("".join(f"<row>{cells}</row>" for cells in rows))

        assert len(read_workbook(data)["Sheet"]) == 2_000

    @given(st.binary(max_size=300))
    @settings(max_examples=100, deadline=None, derandomize=True)
    def test_any_bytes_are_read_or_refused(self, data: bytes) -> None:
        book = parts_of(excel(("A1", "x")))
        for sent in (
            data,
            b"PK\x03\x04" + data,
            archive({"content.xml": data}),
            *(archive(book | {part: data}) for part in book),
        ):
            with contextlib.suppress(TabularError):
                read_workbook(sent)
