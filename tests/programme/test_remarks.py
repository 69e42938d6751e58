"""Sending single answers back, and the task list that says so."""

from collections.abc import Callable

import pytest
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from programme.choices import ReturnState
from programme.models import MilestoneUpdate, QuarterlyReturn, ReturnRemark
from programme.rules.tasks import (
    COMPLETE,
    IN_PROGRESS,
    NEEDS_ATTENTION,
    NOT_STARTED,
    SectionState,
    logged_words,
    section_state,
)
from programme.selectors.remarks import open_remarks
from programme.services import save_milestone
from tests.conftest import NOW, Cast, Stage
from tests.programme.situations import ON_TRACK, RETURN_URL, put_in

ActorOf = Callable[[User], Actor]
ASKED = "Say which department has not answered."


@pytest.mark.parametrize(
    ("answered", "is_troubled", "state"),
    [
        (0, False, NOT_STARTED),
        (1, False, IN_PROGRESS),
        (2, False, COMPLETE),
        (2, True, NEEDS_ATTENTION),
        (0, True, NEEDS_ATTENTION),
    ],
)
def test_section_stands_as_its_answers_do(
    answered: int, is_troubled: bool, state: SectionState
) -> None:
    assert section_state(answered, 2, is_troubled=is_troubled) == state


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0), "Nothing logged yet"),
        ((1, 1, 1), "1 event, 1 saving and 1 case study logged"),
        ((2, 0, 3), "2 events, 0 savings and 3 case studies logged"),
    ],
)
def test_logged_records_are_counted_in_words(counts: tuple[int, int, int], words: str) -> None:
    events, savings, case_studies = counts
    assert logged_words(events=events, savings=savings, case_studies=case_studies) == words


@pytest.fixture
def submitted(stage: Stage, cast: Cast) -> QuarterlyReturn:
    return put_in(ReturnState.SUBMITTED, stage, cast)


@pytest.fixture
def key(stage: Stage) -> str:
    return f"milestone-{stage.milestone_update.milestone_id}"


def send_back(client: Client, sro: User, quarterly_return: QuarterlyReturn, **form: str) -> int:
    client.force_login(sro)
    sent = {"version": str(quarterly_return.version), **form}
    return client.post(f"{RETURN_URL}send-back/", sent).status_code


@pytest.mark.django_db
class TestSendingBack:
    def test_pins_what_is_asked_to_the_answer(
        self, client: Client, cast: Cast, submitted: QuarterlyReturn, key: str
    ) -> None:
        assert send_back(client, cast.sro, submitted, **{key: ASKED}) == 302
        submitted.refresh_from_db()
        assert submitted.state == ReturnState.OPEN
        assert submitted.transitions.get().reason == "1 answer to look at again"
        assert open_remarks(submitted) == {key: ASKED}

    def test_needs_a_reason_or_something_asked(
        self, client: Client, cast: Cast, submitted: QuarterlyReturn
    ) -> None:
        assert send_back(client, cast.sro, submitted) == 200
        submitted.refresh_from_db()
        assert submitted.state == ReturnState.SUBMITTED

    def test_leaves_out_answers_of_another_return(
        self, client: Client, cast: Cast, stage: Stage, submitted: QuarterlyReturn
    ) -> None:
        strange = {"milestone-999999": ASKED, "reason": "Look again."}
        assert send_back(client, cast.sro, submitted, **strange) == 302
        assert not ReturnRemark.objects.exists()

    def test_is_settled_once_the_answer_is_saved_again(
        self,
        client: Client,
        cast: Cast,
        actor_of: ActorOf,
        stage: Stage,
        submitted: QuarterlyReturn,
        key: str,
    ) -> None:
        send_back(client, cast.sro, submitted, **{key: ASKED})
        update = MilestoneUpdate.objects.select_related(
            "milestone", "quarterly_return__period", "quarterly_return__locality"
        ).get(pk=stage.milestone_update.pk)
        save_milestone(
            update=update, answers=ON_TRACK, version=update.version,
            actor=actor_of(cast.coordinator), at=NOW,
        )  # fmt: skip
        submitted.refresh_from_db()
        assert open_remarks(submitted) == {}


@pytest.mark.django_db
class TestTaskList:
    def test_shows_each_section_with_its_state(
        self, client: Client, cast: Cast, stage: Stage
    ) -> None:
        client.force_login(cast.coordinator)
        sections = {s.title: s for s in client.get(RETURN_URL).context["sections"]}
        assert sections["Milestones due or at risk"].state == NOT_STARTED
        assert sections["Measures"].words == "0 of 1 answered"
        logged = sections["Events, savings and case studies of the quarter"]
        assert logged.words == "Nothing logged yet"

    def test_leads_to_what_was_sent_back_and_says_why_there(
        self, client: Client, cast: Cast, stage: Stage, submitted: QuarterlyReturn, key: str
    ) -> None:
        send_back(client, cast.sro, submitted, **{key: ASKED})
        client.force_login(cast.coordinator)
        page = client.get(RETURN_URL)
        assert NEEDS_ATTENTION in {section.state for section in page.context["sections"]}
        assert "Sent back</strong>" in page.content.decode()
        milestone = f"{RETURN_URL}milestones/{stage.milestone_update.milestone_id}/"
        assert ASKED in client.get(milestone).content.decode()
