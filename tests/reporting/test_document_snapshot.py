"""A snapshot's bytes, and the HTML made of it."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from csplan.core.printing.assets import files_to_print_with
from csplan.core.printing.fonts import printable
from reporting.document.pages import render_html, render_reading_page
from reporting.document.snapshot import SCHEMA, canonical_bytes, digest, parse
from tests.reporting.packs import pack

HOSTILE = '<script>alert("1")</script> & {{ pack.digest }} \'=1+1'


class Words(HTMLParser):
    """The words of a document's body, and the attributes of every element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.attributes: set[str] = set()
        self.tags: list[str] = []
        self.feed(html.partition("<body>")[2] or html)

    def handle_data(self, data: str) -> None:
        self.text += data.split()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


def hostile_pack() -> dict[str, Any]:
    snapshot = pack(localities=2, milestones_each=2, measures=1, silent=())
    snapshot["gap_reason"] = HOSTILE
    snapshot["returns"][0]["overview"] = HOSTILE
    for milestone in snapshot["milestones"]:
        milestone["title"] = milestone["phrase"] = HOSTILE
        milestone["reports"][-1] |= {"narrative": HOSTILE, "path_to_green": HOSTILE}
    snapshot["measures"][0]["title"] = HOSTILE
    snapshot["localities"][0]["name"] = HOSTILE
    return snapshot


class TestCanonicalBytes:
    def test_does_not_depend_on_the_order_of_keys(self) -> None:
        snapshot = pack(localities=1)

        assert canonical_bytes(dict(reversed(snapshot.items()))) == canonical_bytes(snapshot)

    def test_writes_composed_characters(self) -> None:
        assert canonical_bytes({"a": "e\u0301"}) == canonical_bytes({"a": "\u00e9"})

    def test_names_its_schema(self) -> None:
        assert json.loads(canonical_bytes({}))["schema"] == SCHEMA

    @pytest.mark.parametrize("value", [1.5, object(), {1: "a"}, b"bytes"])
    def test_refuses_what_json_would_bend(self, value: object) -> None:
        with pytest.raises(TypeError):
            canonical_bytes({"a": value})

    def test_gives_a_digest_anyone_can_check(self) -> None:
        assert digest(b"abc").startswith("ba7816bf8f01cfea414140de5dae2223")


class TestParse:
    def test_reads_what_was_frozen(self) -> None:
        assert parse(canonical_bytes(pack(localities=2))) == pack(localities=2)

    @pytest.mark.parametrize("data", [b"[]", b'{"schema":"other"}'])
    def test_refuses_another_schema(self, data: bytes) -> None:
        with pytest.raises(ValueError, match="schema"):
            parse(data)


class TestRenderHtml:
    def test_shows_hostile_words_literally(self) -> None:
        html = render_html(hostile_pack())

        assert "<script" not in html
        assert "&lt;script&gt;" in html
        assert " ".join(HOSTILE.split()) in " ".join(Words(html).text)

    def test_names_what_the_typeface_lacks(self) -> None:
        snapshot = pack(localities=1, milestones_each=1, measures=0, silent=())
        snapshot["returns"][0]["overview"] = (
            "Done \N{WHITE HEAVY CHECK MARK}\ufe0f in Llandrindod, w\u0175r"
        )

        html = printable(render_html(snapshot), files_to_print_with())

        assert "<p>Done [white heavy check mark] in Llandrindod, w\u0175r</p>" in html

    def test_scopes_and_captions_every_table(self) -> None:
        html = render_html(pack())

        assert not re.search(r"<th(?![^>]*\bscope=)[ >]", html)
        assert html.count("<table") == html.count("<caption>") > 10

    def test_says_when_there_is_nothing_to_say(self) -> None:
        # Its risks and its line of sight still name an outcome that it does not hold.
        snapshot = pack(localities=0, measures=0) | {"outcomes": [], "sources": []}

        text = " ".join(Words(render_html(snapshot)).text)

        assert "The plan has no outcomes." in text
        assert "No locality reports to this plan." in text

    def test_names_the_missing_with_the_reason(self) -> None:
        text = " ".join(Words(render_html(pack())).text)

        assert "Not received: North East." in text
        assert "Received late: London and South East." in text
        assert "without North East: The co-ordinator’s post was empty in October." in text
        assert "Submitted but not signed off; its entries are not used" in text

    def test_misses_no_return_that_was_never_asked_for(self) -> None:
        snapshot = pack()
        kept = [row for row in snapshot["returns"] if row["locality_name"] != "North East"]

        text = " ".join(Words(render_html(snapshot | {"returns": kept})).text)

        assert "Not received: none. Not asked for: North East." in text
        assert f"of {len(snapshot['localities']) - 1} returns" in text
        assert "No return was asked for this quarter" in text

    def test_marks_illustrative_progress_on_the_cover(self) -> None:
        assert "Illustrative." in render_html(pack(localities=1))
        assert "Illustrative." not in render_html(pack(localities=1) | {"is_illustrative": False})


class TestRenderReadingPage:
    def test_has_the_same_words_as_the_document(self) -> None:
        snapshot = pack()

        assert Words(render_reading_page(snapshot)).text == Words(render_html(snapshot)).text

    def test_keeps_to_the_content_security_policy(self) -> None:
        found = Words(render_reading_page(hostile_pack()))

        assert "style" not in found.attributes | set(found.tags)
        assert not any(name.startswith("on") for name in found.attributes)
        assert "script" not in found.tags

    def test_holds_the_pages_only_title(self) -> None:
        assert Words(render_reading_page(pack(localities=1))).tags.count("h1") == 1
