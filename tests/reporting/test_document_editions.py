"""The three documents of a pack: the PDF, the page and the file to keep say the same words."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from csplan.core.printing.text import text_of
from reporting.document.pages import render_edition, render_html, render_reading_page
from tests.printing import printed_here
from tests.reporting.packs import pack
from tests.reporting.test_document_snapshot import Words, hostile_pack


class Reached(HTMLParser):
    """Every address a document would fetch or lead to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = ("href", "src", "srcset", "action", "data", "xlink:href")
        self.addresses += [value or "" for name, value in attrs if name in found]


@pytest.fixture(scope="module")
def edition() -> str:
    return render_edition(hostile_pack())


class TestTheThreeDocuments:
    def test_say_the_same_words(self) -> None:
        snapshot = pack(localities=2, milestones_each=3, measures=2)
        html = render_html(snapshot)
        said = Words(html).text

        assert Words(render_reading_page(snapshot)).text == said
        assert Words(render_edition(snapshot)).text == said
        # A figure is a drawing of its own in the PDF, with its words as alternative text.
        drawn = Words(re.sub("(?s)<svg.*?</svg>", "", html)).text
        # A line may end at a hyphen.
        printed = text_of(printed_here(html)).replace("-", " ").split()
        lacking = Counter(" ".join(drawn).replace("-", " ").split()) - Counter(printed)
        assert not lacking


class TestTheHtmlEdition:
    def test_needs_nothing_but_itself(self, edition: str) -> None:
        addresses = Reached(edition).addresses
        assert addresses
        assert all(address.startswith("#") for address in addresses)
        assert "default-src 'none'" in edition
        assert "url(" not in edition
        assert "@import" not in edition
        assert "<style>" in edition

    def test_runs_nothing(self, edition: str) -> None:
        found = Words(edition)
        assert "script" not in found.tags
        assert not any(name.startswith("on") for name in found.attributes)

    def test_leads_only_to_places_it_has(self, edition: str) -> None:
        for address in set(Reached(edition).addresses):
            assert f'id="{address[1:]}"' in edition

    def test_is_the_same_each_time(self, edition: str) -> None:
        assert render_edition(hostile_pack()) == edition
