"""The PDF, parsed: what a reader with or without sight gets from it."""

import gc
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from html import unescape
from importlib.util import find_spec, module_from_spec
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import page
import pikepdf
import pydyf
import pytest
import weasyprint
from django.contrib.staticfiles import finders
from weasyprint.css import StyleFor

from csplan.core.printing import tuning
from csplan.core.printing.checking import check_pdf
from csplan.core.printing.errors import RenderError
from csplan.core.printing.marking import marked
from csplan.core.printing.pdf import render_pdf
from csplan.core.printing.text import text_of
from reporting.document.changes.content import EarlierPack, pack_changes
from reporting.document.pages import render_html
from reporting.document.snapshot import canonical_bytes
from tests.printing import printed_here, rendered_here
from tests.reporting.packs import pack
from tests.reporting.test_document_outlook import COMING

LONG_WORD = "Llanfairpwllgwyngyll" * 40
BARE = '<html lang="en"><title>t</title><link rel="stylesheet" href="csplan:pack.css"><p>Word</p>'


@pytest.fixture(scope="module")
def html() -> str:
    snapshot = pack(localities=3, milestones_each=14, measures=5, silent=(2,))
    snapshot["milestones"][0]["reports"][-1]["narrative"] = f"<script> {LONG_WORD} \U0001f600"
    snapshot |= {"forward": COMING, "changes": pack_changes(snapshot, quarter_before(snapshot))}
    return render_html(snapshot)


def quarter_before(snapshot: dict[str, Any]) -> EarlierPack:
    """A pack of Quarter 1 that says of each milestone nearly what ``snapshot`` does."""
    before = deepcopy(snapshot)
    before["period"]["slug"] = "2013-14-q1"
    for milestone in before["milestones"]:
        words = milestone["reports"][-1]["narrative"]
        milestone["reports"] = [milestone["reports"][0] | {"narrative": f"{words} At first."}]
    return EarlierPack(canonical_bytes(before))


@pytest.fixture(scope="module")
def progress() -> list[str]:
    return []


@pytest.fixture(scope="module")
def data(html: str, progress: list[str]) -> bytes:
    return render_pdf(html, progress=progress.append)


@pytest.fixture(scope="module")
def pdf(data: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(data)) as opened:
        yield opened


@pytest.fixture(scope="module")
def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """Every structure element, in reading order."""
    return list(_below(pdf.Root.StructTreeRoot.K[0]))


def _below(element: Any) -> Iterator[Any]:
    yield element
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _below(kid)


def tags_of(pdf: pikepdf.Pdf) -> list[str]:
    return roles(list(_below(pdf.Root.StructTreeRoot.K[0])))


def roles(elements: list[Any]) -> list[str]:
    return [str(each.S)[1:] for each in elements]


class TestTheDocument:
    def test_passes_the_projects_own_check(self, data: bytes) -> None:
        check_pdf(data)

    def test_passes_every_rule_of_pdf_ua(self, data: bytes) -> None:
        report = page.validate_pdf_bytes(data, profile=page.ValidationProfile.PDF_UA_1)

        assert [each.rule_id for each in report.failures] == []
        assert report.rules.total >= 100

    def test_passes_every_rule_marked_as_a_draft_on_every_page(self, data: bytes) -> None:
        copy = marked(data, word="DRAFT", line="DRAFT: edition 1, build 1, is not published")

        report = page.validate_pdf_bytes(copy, profile=page.ValidationProfile.PDF_UA_1)
        assert [each.rule_id for each in report.failures] == []
        with pikepdf.open(BytesIO(copy)) as draft, pikepdf.open(BytesIO(data)) as plain:
            assert len(draft.pages) == len(plain.pages)
            for each in draft.pages:
                words = pikepdf.unparse_content_stream(pikepdf.parse_content_stream(each))
                assert words.count(b"(DRAFT)") == 1
            assert tags_of(draft) == tags_of(plain)
            assert str(draft.docinfo["/Title"]).startswith("DRAFT: ")

    def test_has_its_pages_language_and_title(self, pdf: pikepdf.Pdf) -> None:
        assert 15 <= len(pdf.pages) <= 30
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            title = "Quarterly monitoring report: Quarter 2 2013/14, edition 1"
            assert metadata["dc:title"] == title
            assert metadata["pdfuaid:part"] == "1"

    def test_takes_its_dates_from_the_snapshot(self, pdf: pikepdf.Pdf) -> None:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20140110110000+00'00"

    def test_reaches_nothing_outside(self, pdf: pikepdf.Pdf) -> None:
        links = [link for each in pdf.pages for link in each.get("/Annots", [])]

        assert links
        assert all("/Dest" in link and "/A" not in link for link in links)
        assert "/Names" not in pdf.Root or "/EmbeddedFiles" not in pdf.Root.Names

    def test_is_set_in_the_bundled_fonts(self, pdf: pikepdf.Pdf) -> None:
        fonts = {str(font.BaseFont) for each in pdf.pages for font in each.Resources.Font.values()}

        assert {re.sub(r"^/[A-Z]{6}\+", "", font).rstrip(",") for font in fonts} <= {
            "Source-Sans-3",
            "Source-Sans-3-Semi-Bold",
        }

    def test_tells_how_far_it_is(self, data: bytes, progress: list[str]) -> None:
        assert progress[0] == "Laying out page 1"
        assert progress[-2:] == ["Writing the PDF", "Checking the PDF"]


def test_breaks_no_word_of_a_heading_of_a_table(html: str, data: bytes) -> None:
    """A column is at least as wide as the longest word at its head."""
    heads = re.findall(r"<thead>.*?</thead>", html, re.DOTALL)
    words = set(re.sub("<[^>]+>", " ", unescape(" ".join(heads))).split())

    assert words <= set(text_of(data).split())


def test_a_table_of_one_row_does_not_cling_to_what_follows() -> None:
    """No row stands alone, but one that is the whole table is neither first nor last."""
    filler = "<p>Line</p>" * 40
    table = '<table class="pack-table"><tbody><tr><td>Alone</td></tr></tbody></table>'
    risk = '<section class="pack-risk">' + "<p>Risk</p>" * 16 + "</section>"
    part = f'<section class="pack-part"><h2>Next</h2><p>Words</p>{risk}</section>'

    first = text_of(render_pdf(f"{BARE}{filler}{table}{part}")).partition("Page 1 of 2")[0]

    assert "Alone" in first
    assert "Next" not in first


class TestTheTags:
    def test_are_one_for_each_element_of_the_html(self, html: str, elements: list[Any]) -> None:
        found = roles(elements)

        assert found.count("Table") == html.count("<table")
        assert found.count("TR") == html.count("<tr")
        assert found.count("L") == len(re.findall("<[uod]l[ >]", html))
        assert found.count("Figure") == html.count("<svg")
        assert found.count("P") == len(re.findall("<p[ >]", html))

    def test_give_each_header_its_scope(self, elements: list[Any]) -> None:
        headers = [each for each in elements if each.S == "/TH"]

        assert headers
        assert {str(each.A.Scope) for each in headers} == {"/Row", "/Column"}

    def test_give_each_figure_its_words_and_place(self, elements: list[Any]) -> None:
        figures = [each for each in elements if each.S == "/Figure"]

        assert all(str(each.Alt).startswith("Chart of ") for each in figures)
        assert all(0 <= float(edge) <= 842 for each in figures for edge in each.A.BBox)

    def test_keep_headings_in_order(self, elements: list[Any]) -> None:
        levels = [int(role[1]) for role in roles(elements) if re.fullmatch(r"H[1-6]", role)]

        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_name_links_by_their_words(self, pdf: pikepdf.Pdf) -> None:
        names = [str(link.Contents) for each in pdf.pages for link in each.get("/Annots", [])]

        assert "Summary" in names
        assert any(name.endswith(": No report, was on track") for name in names)
        assert not any(name.startswith(("locality-", "outcome-")) for name in names)

    def test_hold_all_content_once(self, pdf: pikepdf.Pdf) -> None:
        """Each mark on a page has one owner in the parent tree; margins are artifacts."""
        parents = pdf.Root.StructTreeRoot.ParentTree.Nums
        by_page = {int(parents[i]): parents[i + 1] for i in range(0, len(parents), 2)}
        for number, each in enumerate(pdf.pages):
            stream = each.Contents.read_bytes().decode("latin-1")
            marks = [int(mark) for mark in re.findall(r"/MCID (\d+)", stream)]
            owners = by_page[int(each.StructParents)]
            assert len(marks) == len(set(marks))
            assert all(owners[mark] is not None for mark in marks)
            assert ("/Type /Pagination" in stream) is (number > 0)

    def test_offer_bookmarks(self, pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            titles = [each.title for each in outline.root]

        assert titles == [
            "Contents",
            "Summary",
            "Localities by outcome",
            "What changed since Quarter 1 2013/14",
            "Exceptions",
            "Dates that slip",
            "Risks",
            "Progress by outcome",
            "Finance",
            "Coverage",
            "Delivery stages",
            "Localities",
            "Visits, case studies and events",
            "Line of sight to objectives",
            "The next two quarters",
            "Returns: late, missing and restated",
            "Definitions, sources and method",
        ]

    def test_are_written_for_the_measured_versions(self) -> None:
        """Another version falls back to the libraries' own ways: measure it, then name it here."""
        assert weasyprint.__version__ == tuning.WEASYPRINT_MEASURED
        assert pydyf.__version__ == tuning.PYDYF_MEASURED


class TestTheWords:
    def test_are_there_to_be_read_out(self, data: bytes) -> None:
        text = text_of(data)

        assert "Quarter 2 2013/14 (July to September 2013)" in text
        assert "Not received: East Midlands." in text
        assert "Edition 1, build 2" in text
        assert text.split().count("OFFICIAL") > 2
        assert re.search(r"Page 2 of \d+", text)

    def test_are_printed_once(self, html: str, data: bytes) -> None:
        """What floats beside something else and is broken over pages would be printed twice."""
        text = " ".join(text_of(data).split())

        for name in ("All savings", "All events", "All localities"):
            assert text.count(name) == html.count(f">{name}<") > 0

    def test_show_hostile_words_literally_and_wrap_long_ones(self, data: bytes) -> None:
        text = text_of(data)

        assert "<script>" in text
        assert "[grinning face]" in text
        assert LONG_WORD in text.replace(" ", "")


class TestTheSameBytes:
    def test_do_not_depend_on_process_hash_seed_time_zone_or_folder(self, tmp_path: Path) -> None:
        html = render_html(pack(localities=2, milestones_each=3, measures=2))
        apart = hashlib.sha256(render_pdf(html)).hexdigest()
        first = self._digest(PYTHONHASHSEED="1", TZ="UTC", cwd=tmp_path)
        second = self._digest(PYTHONHASHSEED="2", TZ="Pacific/Auckland", cwd=Path.cwd())

        assert apart == first == second

    def _digest(self, *, cwd: Path, **environment: str) -> str:
        program = (
            "import django, hashlib; django.setup();"
            "from tests.printing import printed_here;"
            "from tests.reporting.packs import pack;"
            "from reporting.document.pages import render_html;"
            "html = render_html(pack(localities=2, milestones_each=3, measures=2));"
            "print(hashlib.sha256(printed_here(html)).hexdigest())"
        )
        root = str(Path(__file__).resolve().parents[2])
        given = os.environ | environment | {"PYTHONPATH": root}
        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, cwd=cwd, env=given
        )
        return run.stdout.decode().strip()


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        "url",
        [
            "file:///etc/passwd",
            "http://127.0.0.1:9/",
            "https://127.0.0.1:9/",
            "ftp://127.0.0.1:9/",
            "data:text/css,p{}",
            "csplan:../pack.css",
        ],
    )
    @pytest.mark.parametrize(
        "markup",
        [
            '<link rel="stylesheet" href="{}">',
            '<link rel="attachment" href="{}">',
            '<img src="{}" alt="x">',
            '<object data="{}"></object>',
            '<style>@import url("{}");</style>',
            '<style>p {{ background: url("{}") }}</style>',
            '<style>@font-face {{ font-family: x; src: url("{}") }}</style>',
        ],
    )
    def test_everything_but_the_packs_own_assets(self, markup: str, url: str) -> None:
        with pytest.raises(RenderError):
            printed_here(BARE + markup.format(url))

    def test_a_character_without_a_shape(self) -> None:
        with pytest.raises(RenderError, match="U\\+1F600"):
            rendered_here(f"{BARE}<p>\U0001f600</p>")

    def test_a_style_the_renderer_does_not_know(self) -> None:
        with pytest.raises(RenderError, match="made-up"):
            printed_here(f"{BARE}<style>p {{ made-up: 1 }}</style>")

    def test_a_figure_without_words(self) -> None:
        with pytest.raises(RenderError, match="alternative text"):
            printed_here(f'{BARE}<svg width="9" height="9" viewBox="0 0 9 9"></svg>')

    def test_a_missing_font(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(finders, "find", lambda _place: None)

        with pytest.raises(RenderError, match="npm run build"):
            render_pdf(BARE)


class TestCheckPdf:
    @pytest.mark.parametrize("data", [b"", b"not a PDF", b"%PDF-1.7\n%%EOF"])
    def test_refuses_what_does_not_parse(self, data: bytes) -> None:
        with pytest.raises(RenderError):
            check_pdf(data)

    def test_refuses_a_pdf_without_tags(self) -> None:
        empty = BytesIO()
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.save(empty)

        with pytest.raises(RenderError, match="no tags, no language, no title"):
            check_pdf(empty.getvalue())


class TestTheTuning:
    def test_keeps_the_page_references_that_the_library_gives(self) -> None:
        pdf = untouched("pydyf").PDF()
        for count in range(1, 4):
            pdf.add_page(pydyf.Dictionary({"Type": "/Page"}))
            kept = tuning.page_references(pdf)
            assert kept == pdf.page_references
            assert len(kept) == count
            assert tuning.page_references(pdf) is kept

    def test_holds_few_styles_while_pages_are_laid_out_and_none_after(self) -> None:
        held: dict[str, list[set[str | None]]] = {}

        def look(words: str) -> None:
            styles = [each for each in gc.get_objects() if isinstance(each, StyleFor)]
            held[words] = [{part for _, part in each.get_computed_styles()} for each in styles]

        printed_here(f"{BARE}<svg viewBox='0 0 9 9'><title>x</title></svg>", look)

        (parts,) = held["Laying out page 1"]
        assert {None, "marker"} <= parts
        assert parts.isdisjoint(tuning.PARTS_OF_NOTES)
        assert held["Writing the PDF"] == []


def untouched(name: str) -> Any:
    """The library as it comes, whatever has been done to the one in use."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
