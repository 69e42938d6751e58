"""What an SRO reads before signing: what changed, word by word, and what became of requests."""

import datetime as dt

import pytest
from django.test import Client

from csplan.accounts.choices import Role
from csplan.audit.services import record
from csplan.core.word_changes import Departure
from programme.choices import ReturnState
from programme.models import MilestoneUpdate, QuarterlyReturn, ReturnRemark
from programme.rules.wording import rewording
from programme.selectors.remarks import open_remarks
from tests.conftest import NOW, Cast, Stage
from tests.factories import (
    MeasureUpdateFactory,
    MilestoneFactory,
    MilestoneUpdateFactory,
    RoleGrantFactory,
)
from tests.programme.situations import RETURN_URL, put_in

SIGN_OFF = f"{RETURN_URL}sign-off/"
ASKED = "Say which department has not answered."


@pytest.mark.parametrize(
    ("before", "after", "summary"),
    [
        ("", "Two replied.", "new"),
        ("Two replied.", "", "taken out"),
        ("Two of five replied.", "Three of five replied.", "1 word added, 1 word taken out"),
        ("Two replied.", "Two replied. All will.", "2 words added"),
        ("Two replied. All will.", "Two replied.", "2 words taken out"),
        ("Two replied.", "The venue was given up for good.", "rewritten"),
    ],
)
def test_rewording_is_told_in_words(before: str, after: str, summary: str) -> None:
    change = rewording(before, after)
    assert change is not None
    assert change.summary == summary


def test_rewording_takes_no_notice_of_spacing() -> None:
    assert rewording("Two  replied.\n", "Two replied.") is None


def test_rewording_weaves_both_texts_into_one() -> None:
    change = rewording("Two of five replied.", "Three of five replied.")
    assert change is not None
    assert [(run.departure, run.text) for run in change.runs] == [
        (Departure.REMOVED, "Two"),
        (Departure.ADDED, "Three"),
        (Departure.KEPT, "of five replied."),
    ]


@pytest.fixture
def submitted(stage: Stage, cast: Cast) -> QuarterlyReturn:
    return put_in(ReturnState.SUBMITTED, stage, cast)


@pytest.fixture
def key(stage: Stage) -> str:
    return f"milestone-{stage.milestone_update.milestone_id}"


@pytest.mark.django_db
class TestWhatChanged:
    def test_tells_words_figures_dates_people_and_scope(
        self, client: Client, stage: Stage, cast: Cast, submitted: QuarterlyReturn
    ) -> None:
        QuarterlyReturn.objects.filter(pk=submitted.pk).update(overview="A very steady quarter.")
        MeasureUpdateFactory.create(
            quarterly_return=stage.previous, measure=stage.measure_update.measure, value=5,
            version=1,
        )  # fmt: skip
        ended = MilestoneFactory.create(locality=cast.own, title="Ended in the autumn")
        MilestoneUpdateFactory.create(
            quarterly_return=stage.previous, milestone=ended, rating="on_track", version=1
        )
        milestone = stage.milestone_update.milestone
        record(
            action="milestone.changed", target=milestone, actor=cast.coordinator,
            at=NOW - dt.timedelta(days=9), before={"owner": "Estates lead"},
            after={"owner": "Deputy director"},
        )  # fmt: skip
        new = RoleGrantFactory.create(
            role=Role.COORDINATOR, locality=cast.own, starts_on=dt.date(2013, 11, 4)
        )
        client.force_login(cast.sro)

        page = client.get(SIGN_OFF)
        words = page.content.decode().partition("<form method")[0]

        found = page.context["changes"]
        assert found.milestones[0].milestone_id == milestone.pk
        assert [(each.last.figure, each.line.figure) for each in found.figures] == [
            ("5 events", "7 events")
        ]
        assert "added: </span>very<span" in words
        assert "removed: </span>The steering group will ask for names in November." in words
        assert f"Owner of “{milestone.title}”: Estates lead → Deputy director" in words
        assert "No longer asked about: “Ended in the autumn”" in words
        assert f"Co-ordinator from 4 November 2013: {new.user}" in words

    def test_compares_with_nothing_where_nothing_was_submitted(
        self, client: Client, stage: Stage, cast: Cast, submitted: QuarterlyReturn
    ) -> None:
        MilestoneUpdate.objects.filter(quarterly_return=stage.previous).delete()
        stage.previous.delete()
        client.force_login(cast.sro)
        page = client.get(SIGN_OFF).content.decode()
        assert "so there is nothing to compare this return with" in page
        assert "Quarter 2 2013/14: no figure" not in page


@pytest.mark.django_db
class TestItemByItem:
    def test_what_is_marked_is_sent_back_and_the_rest_is_seen_again_as_it_was(
        self, client: Client, stage: Stage, cast: Cast, submitted: QuarterlyReturn, key: str
    ) -> None:
        client.force_login(cast.sro)
        form = {"version": submitted.version, "send_back": "1", key: ASKED, "overview": "Shorter."}
        assert client.post(SIGN_OFF, form).status_code == 302
        submitted.refresh_from_db()
        assert submitted.state == ReturnState.OPEN
        assert open_remarks(submitted) == {key: ASKED, "overview": "Shorter."}
        client.force_login(cast.coordinator)
        assert "Shorter." in client.get(f"{RETURN_URL}overview/").content.decode()

        put_in(ReturnState.SUBMITTED, stage, cast)
        MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(
            updated_at=submitted.transitions.get().at + dt.timedelta(hours=1)
        )
        client.force_login(cast.sro)
        again = client.get(SIGN_OFF)
        assert again.context["sent_back_before"].changed == {key}
        assert "1 answer was changed since" in again.content.decode()
        assert "Not changed since" in again.content.decode()

    def test_nothing_is_signed_while_something_is_marked(
        self, client: Client, cast: Cast, submitted: QuarterlyReturn, key: str
    ) -> None:
        client.force_login(cast.sro)
        page = client.post(SIGN_OFF, {"version": submitted.version, key: ASKED}).content.decode()
        assert "Send the return back, or clear what you ask to be changed" in page
        assert ASKED in page
        submitted.refresh_from_db()
        assert submitted.state == ReturnState.SUBMITTED

    def test_sending_back_needs_something_marked(
        self, client: Client, cast: Cast, submitted: QuarterlyReturn
    ) -> None:
        client.force_login(cast.sro)
        page = client.post(SIGN_OFF, {"version": submitted.version, "send_back": "1"})
        assert "Enter why you are sending the return back" in page.content.decode()
        assert not ReturnRemark.objects.exists()
