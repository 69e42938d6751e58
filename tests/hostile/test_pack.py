"""A pack full of hostile words: shown letter by letter on the page, in print and in the data."""

import csv
import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from openpyxl import load_workbook

from csplan.core.printing import fonts
from csplan.core.printing.assets import files_to_print_with
from csplan.core.printing.checking import check_pdf
from csplan.core.printing.names import PACK_STYLES
from csplan.core.printing.text import text_of
from csplan.core.tabular.excel_pages import excel_pages
from csplan.core.tabular.limits import FORMULA_STARTS
from csplan.core.tabular.pages import Page, PageColumn
from csplan.core.tabular.writing import UNWRITABLE
from csplan.core.text import clean_narrative
from reporting.document.data.files import csv_file, ods_file
from reporting.document.pages import render_edition, render_html, render_reading_page
from tests.hostile import words
from tests.hostile.asking import UNESCAPED
from tests.printing import printed_here
from tests.reporting.packs import pack

MARKED = {f"{at:02}q": clean_narrative(text) for at, text in enumerate(words.SHOWN.values())}
"""What people may save, each with a mark of its own that it is found by."""
LOST = frozenset({"Cf", "Mn"})


def hostile(*, together: int = 1) -> dict[str, Any]:
    """A pack whose every narrative is hostile, so many texts ``together`` in each."""
    texts = [f"{text} {mark}" for mark, text in MARKED.items()]
    narratives = ["\n".join(texts[at : at + together]) for at in range(0, len(texts), together)]
    snapshot = pack(localities=2, milestones_each=len(narratives) // 2 + 1, measures=2, silent=())
    reports = [each["reports"][-1] for each in snapshot["milestones"]]
    assert len(reports) >= len(narratives)
    for report, narrative in zip(reports, narratives, strict=False):
        report["narrative"] = narrative
    names = iter(words.MARKUP.values())
    for locality in snapshot["localities"]:
        locality["name"] = next(names)
    for milestone in snapshot["milestones"]:
        milestone["title"] = f"{words.FORMULAS['equals']} {words.MARKUP['end of a box']}"
    return snapshot


@pytest.fixture(scope="module")
def snapshot() -> dict[str, Any]:
    return hostile()


def printable(text: str) -> str:
    return fonts.printable(text, files_to_print_with())


def is_number(cell: str) -> bool:
    return re.fullmatch(r"-?[0-9.]+", cell) is not None


def letters(text: str) -> str:
    """Without what a line break, a joiner or a mark on a letter may change in print."""
    plain = unicodedata.normalize("NFC", text)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in LOST)


@pytest.mark.parametrize("render", [render_html, render_reading_page, render_edition])
def test_pages_show_each_letter_and_no_markup(render: Any, snapshot: dict[str, Any]) -> None:
    page = render(snapshot)
    shown = letters(html.unescape(re.sub(r"<[^>]*>", "", page)))

    assert [found for found in UNESCAPED if found in page.encode()] == []
    assert [
        text
        for text in MARKED.values()
        if letters(text) not in shown and letters(printable(text)) not in shown
    ] == []


@pytest.mark.no_cover
def test_print_shows_each_letter() -> None:
    data = printed_here(render_html(hostile(together=12)))
    shown = letters(text_of(data))

    check_pdf(data)
    assert [
        text
        for text in MARKED.values()
        if letters(text) not in shown and letters(printable(text)) not in shown
    ] == []


def test_print_draws_letters_of_two_faces_each_with_its_own_glyphs() -> None:
    """The renderer keeps one file of glyphs by family and weight: two faces must not share it."""
    page = f'<html lang="en"><title>t</title><link rel="stylesheet" href="{PACK_STYLES}">'
    sentence = "\u0141\u00f3d\u017a office staff"

    data = printed_here(f"{page}<p>{sentence}</p><p><b>{sentence}</b></p>")

    assert text_of(data).count(sentence) == 2
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts = [str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()]
    assert len(fonts) == 4


def parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        yield from ((name, packed.read(name)) for name in packed.namelist())


def test_spreadsheet_holds_each_letter_and_no_formula(snapshot: dict[str, Any]) -> None:
    data = ods_file(snapshot)

    assert not any(b"table:formula" in content for _, content in parts(data))
    (content,) = (content for name, content in parts(data) if name == "content.xml")
    held = letters(html.unescape(re.sub(r"<[^>]*>", "", content.decode())))
    assert [t for t in MARKED.values() if letters(UNWRITABLE.sub("\ufffd", t)) not in held] == []


def test_csv_holds_each_letter_and_no_formula(snapshot: dict[str, Any]) -> None:
    cells = [
        cell
        for name, content in parts(csv_file(snapshot))
        if name.endswith(".csv")
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        for cell in row
    ]
    held = letters("".join(cells))

    assert [
        cell for cell in cells if cell.strip().startswith(FORMULA_STARTS) and not is_number(cell)
    ] == []
    assert [text for text in MARKED.values() if letters(text) not in held] == []


def test_workbook_to_fill_in_holds_no_formula() -> None:
    texts = [clean_narrative(text) for text in words.SHOWN.values()]
    data = excel_pages([Page("One", (PageColumn("A"),), [(text,) for text in texts])])
    sheet: Any = load_workbook(io.BytesIO(data))["One"]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]

    assert len(cells) >= len(texts)
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
