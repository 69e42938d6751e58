"""Decisions and actions in a pack: frozen as they stood, what is asked at the head."""

import datetime as dt
from typing import Any

import pytest

from csplan.accounts.selectors import actor_for
from csplan.core.periods import LONDON
from programme.choices_meetings import ActionState
from programme.models import Action, DecisionSought
from programme.services.decisions import (
    Task,
    close_action,
    note_progress,
    record_decision,
    set_action,
)
from programme.services.meetings import seek_decision, withdraw_sought
from reporting.choices import PackKind
from reporting.document.data.files import csv_file, tables_of
from reporting.document.narrowing import narrowed
from reporting.document.pages import render_html
from reporting.document.snapshot import canonical_bytes
from tests.conftest import Cast, Stage
from tests.factories import MeetingFactory
from tests.reporting.packs import pack
from tests.reporting.test_document_content import snapshot_of
from tests.reporting.test_document_data import tables_in
from tests.reporting.test_document_risks import text_of

SET = dt.datetime(2014, 1, 8, 10, tzinfo=LONDON)
BUILT = dt.datetime(2014, 2, 3, 10, tzinfo=LONDON)
NO_PIN = {"line": "", "line_words": "", "pack_quarter": "", "pack_edition": None}


def sought(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": number, "text": "Agree to <wait>.", "reason": "No head answers.",
        "meeting_on": "2014-02-07", "asked_at": SET.isoformat(), "is_illustrative": True,
        **NO_PIN, **changes,
    }  # fmt: skip


def action(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": number, "text": "Write to the heads.", "owner": "NSG member, HMRC",
        "locality": None, "locality_name": "", "due_on": "2014-01-31", "state": "open",
        "meeting_on": "2014-01-08", "closed_at": None, "words": "One has answered.",
        "words_at": SET.isoformat(), "is_illustrative": True, **NO_PIN, **changes,
    }  # fmt: skip


def with_decisions(**parts: Any) -> dict[str, Any]:
    given = {"sought": [], "made": [], "actions": [], **parts}
    head = {"since": SET.isoformat(), "on": BUILT.isoformat(), "is_illustrative": True}
    return {**pack(), "decisions": head | given}


def test_what_is_asked_stands_at_the_head_and_what_is_owed_says_since_when() -> None:
    pin = {"line_words": "Hub, Norfolk", "pack_quarter": "2013-14-q1", "pack_edition": 2}
    made = sought(3, sought="Agree?", decided_on="2014-01-08", text="Agreed.")
    html = render_html(
        with_decisions(
            sought=[sought(1, **pin), sought(2, meeting_on="2014-01-08")],
            made=[made],
            actions=[action(1), action(2, state="done", closed_at=SET.isoformat())],
        )
    )
    text = text_of(html)

    assert html.index('id="decisions-sought"') < html.index('id="summary"')
    assert "Agree to &lt;wait&gt;." in html
    assert "For the meeting of 7 February 2014. About Hub, Norfolk" in text
    assert "Asked of the meeting of 8 January 2014, and still awaited." in text
    assert "Decided on 8 January 2014" in text
    assert "Overdue NSG member, HMRC. Due 31 January 2014: 3 days overdue." in text
    assert "Closed on 8 January 2014" in text


def test_says_that_nothing_was_decided_and_leaves_out_what_is_not_asked() -> None:
    html = render_html(with_decisions())

    assert "recorded no decision since" in html
    assert "No action of the" in html
    assert "Decisions sought" not in html
    assert "Decisions and actions" not in render_html(pack())


def test_a_localitys_pack_tells_of_its_own_actions_alone() -> None:
    rows = [action(1, locality="norfolk", locality_name="Norfolk"), action(2)]
    whole = with_decisions(sought=[sought(1)], actions=rows)
    own = narrowed(whole, PackKind.LOCALITY, "norfolk")["decisions"]

    assert [row["id"] for row in own["actions"]] == [1]
    assert (own["sought"], own["made"]) == (None, None)


def test_the_data_has_a_line_for_each() -> None:
    made = sought(3, sought="Agree?", decided_on="2014-01-08", text="Agreed.")
    whole = with_decisions(sought=[sought(1)], made=[made], actions=[action(1), action(2)])
    found = tables_in(csv_file(whole))

    assert [row["identifier"] for row in found["decisions_sought"]] == ["sought/1"]
    assert [row["sought"] for row in found["decisions"]] == ["Agree?"]
    assert [row["due_day"] for row in found["actions"]] == ["2014-01-31"] * 2
    local = {table.name for table in tables_of(narrowed(whole, PackKind.LOCALITY, "norfolk"))}
    assert local & {"decisions_sought", "decisions", "actions"} == {"actions"}


@pytest.mark.django_db
def test_snapshot_holds_what_is_open_and_what_was_closed_since(stage: Stage, cast: Cast) -> None:
    team = actor_for(cast.national_team, on=SET.date())
    meeting = MeetingFactory.create(day=SET.date())
    asked = [
        seek_decision(meeting=meeting, text=text, reason="", actor=team, at=SET)
        for text in ("Agree?", "Awaited")
    ]
    record_decision(
        meeting=meeting, text="Agreed.", decided_on=SET.date(), sought=asked[0], actor=team, at=SET
    )
    days = {"Open": SET, "Closed": SET, "Long closed": SET.replace(year=2013), "Later": BUILT}
    for text, at in days.items():
        task = Task(text, dt.date(2014, 1, 31), owner=cast.nsg, locality=cast.own)
        row = set_action(meeting=meeting, task=task, actor=team, at=at)
        note_progress(action=row, words=f"Half of {text}.", version=1, actor=team, at=at)
        if "losed" in text:
            close_action(
                action=row, state=ActionState.DONE, words="Done.", version=2, actor=team, at=at
            )

    # What happened after the pack's moment is not in it.
    later = BUILT + dt.timedelta(hours=1)
    row = Action.objects.get(text="Open")
    close_action(
        action=row, state=ActionState.DONE, words="Done.", version=2, actor=team, at=later
    )
    last = DecisionSought.objects.get(text="Awaited")
    withdraw_sought(sought=last, reason="No need.", version=1, actor=team, at=later)

    held = snapshot_of(stage.period, at=BUILT)["decisions"]

    assert [row["text"] for row in held["sought"]] == ["Awaited"]
    assert [(row["text"], row["sought"]) for row in held["made"]] == [("Agreed.", "Agree?")]
    told = [(row["text"], row["words"], row["state"]) for row in held["actions"]]
    assert told == [("Open", "Half of Open.", "open"), ("Closed", "Done.", "done")]
    once, again = (snapshot_of(stage.period, at=BUILT) for _ in range(2))
    assert canonical_bytes(once) == canonical_bytes(again)
