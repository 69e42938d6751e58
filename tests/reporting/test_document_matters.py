"""Matters arising in a pack: frozen as they stood, told in full, open ones first."""

import datetime as dt
from typing import Any

import pytest

from csplan.accounts.selectors import actor_for
from csplan.core.periods import LONDON
from programme.models import Question
from programme.rules.questions import Line
from programme.services.questions import answer_question, ask_question, close_question
from reporting.document.data.files import csv_file
from reporting.document.lines import lines_of
from reporting.document.pages import render_html, render_reading_page
from reporting.document.snapshot import canonical_bytes, digest, parse
from tests.conftest import Cast, Stage
from tests.reporting.packs import pack
from tests.reporting.test_document_content import snapshot_of
from tests.reporting.test_document_data import tables_in
from tests.reporting.test_document_risks import text_of

ASKED = dt.datetime(2014, 1, 8, 10, tzinfo=LONDON)
BUILT = dt.datetime(2014, 2, 3, 10, tzinfo=LONDON)


def matter(number: int, state: str, **changes: Any) -> dict[str, Any]:
    asked = {"action": "ask", "at": ASKED.isoformat(), "by": "NSG member", "words": "Why <late>?"}
    return {
        "id": number, "text": "Why <late>?", "asked_at": ASKED.isoformat(),
        "asked_by": "NSG member", "line": "", "line_words": "", "pack_quarter": "",
        "pack_edition": None, "locality": None, "locality_name": "", "outcome": None,
        "state": state, "closed_at": None, "exchange": [asked], "is_illustrative": True, **changes,
    }  # fmt: skip


def with_questions(*rows: dict[str, Any]) -> dict[str, Any]:
    return {**pack(), "questions": {"since": ASKED.isoformat(), "rows": list(rows)}}


class TestWords:
    def test_tell_the_whole_exchange_what_is_open_first(self) -> None:
        answered = matter(1, "answered", line_words="Hub, Norfolk", line="milestone-1")
        answered |= {"pack_quarter": "2013-14-q1", "pack_edition": 2}
        answered["exchange"] = [
            *answered["exchange"],
            {"action": "answer", "at": BUILT.isoformat(), "by": "Somebody", "words": "A vacancy."},
        ]
        html = render_html(with_questions(answered, matter(2, "drafted")))
        text = text_of(html)

        assert "Open The plan as a whole" not in text
        assert text.index("The plan as a whole") < text.index("Hub, Norfolk")
        assert "Asked about the report of Quarter 1 2013/14, edition 2." in text
        assert "Why <late>? NSG member, 8 January 2014" in text
        assert "A vacancy. The national team, 3 February 2014" in text
        assert "Why &lt;late&gt;?" in html

    def test_say_when_nothing_arises(self) -> None:
        assert "No question from the National Steering Group is open" in text_of(
            render_html(with_questions())
        )

    def test_of_older_packs_say_nothing_of_them(self) -> None:
        frozen = canonical_bytes(pack())

        for html in (render_html(parse(frozen)), render_reading_page(parse(frozen))):
            assert "Matters arising" not in html
        assert digest(frozen) in render_html(parse(frozen))


def test_lines_have_names_that_every_edition_shares() -> None:
    lines = lines_of(pack())
    keys = [line.key for line in lines]

    assert len(keys) == len(set(keys))
    assert {key.partition("-")[0] for key in keys} == {
        "outcome", "measure", "milestone", "locality", "risk", "department",
    }  # fmt: skip
    page = render_reading_page(pack())
    assert all(f'id="{line.anchor}"' in page for line in lines)


def test_a_line_of_another_pack_is_told_by_that_packs_title() -> None:
    pin = {
        "line": "milestone-1", "line_words": "Hub, Norfolk", "pack_quarter": "2013-14-q1",
        "pack_edition": 2, "pack_subject": "locality-norfolk",
        "pack_title": "Monitoring pack for Norfolk, Quarter 1 2013/14",
    }  # fmt: skip
    snapshot = with_questions(matter(1, "drafted", **pin))

    told = "Asked about the Monitoring pack for Norfolk, Quarter 1 2013/14, edition 2."
    assert told in text_of(render_html(snapshot))
    (row,) = tables_in(csv_file(snapshot))["questions"]
    assert row["edition"] == "2013-14-q1/locality-norfolk/edition/2"


@pytest.mark.django_db
def test_snapshot_holds_what_is_open_and_what_was_closed_since(stage: Stage, cast: Cast) -> None:
    member = actor_for(cast.nsg, on=ASKED.date())
    team = actor_for(cast.national_team, on=ASKED.date())
    line = Line("milestone-7", "Open the hub", "locality-north-west", "2013-14-q2", 1, 1)
    texts = ("Open?", "Closed?", "Long closed?", "Asked later?")
    for text in texts:
        ask_question(text=text, line=line, locality=cast.own, actor=member, at=ASKED)
    for text, at in (("Closed?", ASKED), ("Long closed?", dt.datetime(2013, 9, 1, tzinfo=LONDON))):
        asked = Question.objects.get(text=text)
        answer_question(question=asked, answer="Yes.", version=1, actor=team, at=at)
        asked.refresh_from_db()
        close_question(question=asked, reason="", version=2, actor=team, at=at)
    Question.objects.filter(text="Asked later?").update(asked_at=BUILT)

    held = snapshot_of(stage.period, at=BUILT)["questions"]

    assert [row["text"] for row in held["rows"]] == ["Open?", "Closed?"]
    assert [step["action"] for step in held["rows"][1]["exchange"]] == ["ask", "answer", "close"]
    assert held["rows"][0]["line"] == "milestone-7"
    once, again = (snapshot_of(stage.period, at=BUILT) for _ in range(2))
    assert canonical_bytes(once) == canonical_bytes(again)
