"""Tables out and in: what is written reads back, and what is hostile is refused quickly."""

import contextlib
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csplan.core.tabular import TabularError, csv_bytes, ods_bytes, read_sheet
from csplan.core.tabular.limits import column_letter

HEADINGS = ("Name", "Words", "People", "From")
NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)

plain_words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]), max_size=40
).map(lambda text: " ".join(text.split()))


def document(rows: str, before: str = "") -> bytes:
    content = (
        f'<?xml version="1.0"?>{before}<office:document-content {NAMESPACES}><office:body>'
        f'<office:spreadsheet><table:table table:name="One">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return archive({"content.xml": content.encode()})


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


def cell(words: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{words}</text:p></table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


class TestWriting:
    @given(st.lists(st.tuples(plain_words, plain_words), min_size=1, max_size=8))
    @settings(max_examples=60, deadline=None, derandomize=True)
    def test_csv_and_ods_read_back_to_the_same_words(self, rows: list[tuple[str, str]]) -> None:
        kept = tuple(pair for pair in rows if any(pair))

        for data in (csv_bytes(("A", "B"), rows), ods_bytes([("One", ("A", "B"), rows)])):
            assert read_sheet(data).rows == kept

    @pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "'", " =1", "a\t=1"])
    def test_no_cell_becomes_a_formula(self, words: str) -> None:
        text = csv_bytes(("A",), [(words,)]).decode("utf-8-sig").split("\r\n")[1]
        content = zipfile.ZipFile(io.BytesIO(ods_bytes([("One", ("A",), [(words,)])])))

        assert text.strip('"')[0] not in "=+-@\t\r "
        assert b"formula" not in content.read("content.xml")
        assert read_sheet(csv_bytes(("A",), [(words,)])).rows == ((words.strip(),),)

    def test_numbers_and_dates_keep_their_type(self) -> None:
        rows = [("North", "One\nTwo  spaces", Decimal("12.50"), dt.date(2013, 4, 1))]

        for data in (csv_bytes(HEADINGS, rows), ods_bytes([("One", HEADINGS, rows)])):
            assert read_sheet(data).rows == (("North", "One\nTwo  spaces", "12.50", "2013-04-01"),)

    def test_the_same_rows_make_the_same_bytes(self) -> None:
        assert ods_bytes([("A", ("B",), [("c",)])]) == ods_bytes([("A", ("B",), [("c",)])])

    def test_characters_xml_cannot_hold_do_not_break_the_file(self) -> None:
        assert read_sheet(ods_bytes([("One", ("A",), [("a\x00b\x0bc",)])])).rows == (
            ("a\ufffdb\ufffdc",),
        )


class TestReading:
    def test_expands_repeats_and_counts_rows_as_the_spreadsheet_does(self) -> None:
        sheet = read_sheet(
            document(
                row(cell("A"), cell("B"))
                + row("<table:table-cell/>", attributes='table:number-rows-repeated="3"')
                + row(cell("x", 'table:number-columns-repeated="2"'))
                + row("<table:table-cell/>", attributes='table:number-rows-repeated="1048000"')
            )
        )

        assert sheet.rows == (("x", "x"),)
        assert sheet.row_numbers == (5,)

    def test_passes_over_comments_and_later_tables(self) -> None:
        note = "<office:annotation><text:p>a comment</text:p></office:annotation>"
        data = document(
            row(cell("A")) + row(f"<table:table-cell>{note}<text:p>x</text:p></table:table-cell>")
            + '</table:table><table:table table:name="Guide">' + row(cell("help"))
        )  # fmt: skip

        assert read_sheet(data).rows == (("x",),)

    def test_reads_stored_values_not_shown_ones(self) -> None:
        number = cell("1,234.50", 'office:value-type="float" office:value="1234.5"')
        day = cell("1/4/13", 'office:value-type="date" office:date-value="2013-04-01"')

        assert read_sheet(document(row(cell("A"), cell("B")) + row(number, day))).rows == (
            ("1234.5", "2013-04-01"),
        )

    def test_takes_two_thousand_full_rows(self) -> None:
        rows = [tuple("x" for _ in range(10))] * 1_999

        assert len(read_sheet(csv_bytes([f"H{n}" for n in range(10)], rows)).rows) == 1_999


HOSTILE: dict[str, Callable[[], bytes]] = {
    "larger than 2 MB": lambda: b"a," * 1_100_000,
    "unpacks to more": lambda: archive({"content.xml": b"<a/>" * 4_000_000}),
    "parts inside": lambda: archive({f"f{n}": b"" for n in range(60)}),
    "not an ODS": lambda: archive({"word/document.xml": b"<a/>"}),
    "XML entities": lambda: document(
        row(cell("&a9;")),
        before='<!DOCTYPE z [<!ENTITY a0 "ha">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        + "]>",
    ),
    "which are not accepted": lambda: document(
        row(cell("&x;")), before='<!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "damaged": lambda: archive({"content.xml": b"<office:unclosed>"}),
    "is damaged": lambda: b"PK\x03\x04" + b"\x00" * 200,
    "Save it again": lambda: document(
        row(cell("A"), attributes='table:number-rows-repeated="-1"')
    ),
    "more than 2,000 rows": lambda: document(
        row(cell("A")) + row(cell("x"), attributes='table:number-rows-repeated="1048576"')
    ),
    "2,000 rows": lambda: b"A\n" + b"x\n" * 2_001,
    "more than 50 columns": lambda: document(
        row(cell("A", 'table:number-columns-repeated="16384"'))
    ),
    "has more than 50 columns": lambda: b"," * 1_000_000 + b"x\n",
    "Cell B2 holds more than": lambda: b"A,B\nx," + b"y" * 4_001,
    "holds more than 4,000": lambda: document(row(cell("A")) + row(cell("y" * 4_001))),
    "more cells than there are headings": lambda: b"A\nx,y\n",
    "is empty": lambda: b"\xef\xbb\xbf\r\n",
    "CSV UTF-8": lambda: "A\nCafé\n".encode("latin-1"),
    "neither CSV nor ODS": lambda: b"A\nx\0y\n",
    "Save the file as": lambda: "A\nx\n".encode("utf-16"),
    "cannot be read": lambda: b'A\n"' + b"x" * 200_000,
    "no table": lambda: archive({"content.xml": b"<a/>"}),
    "Split it": lambda: document("<text:p/>" * 600_000 + "".join(map(str, range(60_000)))),
}


class TestHostileFiles:
    @pytest.mark.parametrize("words", HOSTILE)
    def test_are_refused_by_a_limit(self, words: str) -> None:
        with pytest.raises(TabularError, match=words):
            read_sheet(HOSTILE[words]())

    @given(st.binary(max_size=300))
    @settings(max_examples=100, deadline=None, derandomize=True)
    def test_any_bytes_are_read_or_refused(self, data: bytes) -> None:
        for sent in (data, b"PK\x03\x04" + data, archive({"content.xml": data})):
            with contextlib.suppress(TabularError):
                read_sheet(sent)

    def test_a_deeply_nested_document_is_survived(self) -> None:
        nested = "<table:table-row>" * 50_000 + "</table:table-row>" * 50_000

        with pytest.raises(TabularError):
            read_sheet(document(nested))


class TestColumnLetter:
    @pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (49, "AX")])
    def test_names_columns_as_a_spreadsheet_does(self, index: int, letter: str) -> None:
        assert column_letter(index) == letter
