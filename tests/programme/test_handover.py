"""What is open in a locality, for whoever takes over: who sees it, and what they never see."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.drafts.services import keep_draft
from programme.choices import ReturnState
from programme.models import CaseStudy, QuarterlyReturn, Saving
from programme.selectors.handover import changing_hands
from programme.services import send_back_return
from programme.services.questions import ask_question, route_question
from tests.conftest import NOW, Cast, Stage
from tests.factories import RoleGrantFactory
from tests.programme.delivery import records
from tests.programme.engagement import things
from tests.programme.situations import RETURN_URL, put_in

pytestmark = pytest.mark.django_db
ActorOf = Callable[[User], Actor]
URL = "/programme/handover/north-west/"
TODAY = NOW.date()
SECRET = "Words that nobody else reads."


@pytest.fixture
def left_open(stage: Stage, cast: Cast, actor_of: ActorOf) -> Stage:
    """One of everything that is open, and a draft of the co-ordinator who left."""
    team = actor_of(cast.national_team)
    sent = put_in(ReturnState.SUBMITTED, stage, cast)
    remarks = {f"milestone-{stage.milestone_update.milestone_id}": "Say by when."}
    send_back_return(
        quarterly_return=sent, version=sent.version, reason="See below.", remarks=remarks,
        actor=actor_of(cast.sro), at=NOW,
    )  # fmt: skip
    question = ask_question(text="Why so late?", actor=actor_of(cast.nsg), at=NOW)
    route_question(
        question=question, locality=cast.own, outcome=None, version=1, actor=team, at=NOW
    )
    things.risk(stage.outcome.plan, cast.national_team, locality=cast.own, title="The hall burns")
    for one in records.every_kind(cast.own, stage.outcome):
        records.logged(one, cast.coordinator)
    page = f"{RETURN_URL}milestones/{stage.milestone_update.milestone_id}/"
    for owner in (cast.former_coordinator, cast.coordinator):
        keep_draft(owner_id=owner.pk, page=page, words={"narrative": [SECRET]}, at=NOW)
    return stage


def shown(client: Client, person: User) -> str:
    client.force_login(person)
    return client.get(URL).content.decode()


class TestHandoverPage:
    def test_shows_one_of_everything_that_is_open(
        self, client: Client, left_open: Stage, cast: Cast
    ) -> None:
        page = shown(client, cast.coordinator)

        for words in (
            f"{cast.former_coordinator}", "31 December 2013", "Further notice", "Say by when.",
            left_open.milestone_update.milestone.title, "Why so late?", "The hall burns",
            str(Saving.objects.get()), "Quarter 3 2013/14", "Typed and not saved",
        ):  # fmt: skip
            assert words in page
        assert str(CaseStudy.objects.get()) not in page

    def test_says_where_somebody_who_left_typed_and_never_what(
        self, client: Client, left_open: Stage, cast: Cast
    ) -> None:
        for person, knows in ((cast.assistant, True), (cast.national_team, True),
                              (cast.sro, False), (cast.auditor, False)):  # fmt: skip
            page = shown(client, person)
            assert ("Typed and not saved" in page) is knows
            assert SECRET not in page
        page = shown(client, cast.national_team)
        assert page.count(f"{left_open.milestone_update.milestone.title}</a>: ") == 2
        assert page.count(f"</a>: {cast.former_coordinator},") == 1
        assert f"</a>: {cast.coordinator}," not in page

    def test_of_a_locality_with_nothing_open_says_so(self, client: Client, cast: Cast) -> None:
        QuarterlyReturn.objects.all().delete()
        page = shown(client, cast.coordinator)
        assert "No return is unfinished." in page
        assert page.count("None") == 4

    def test_costs_the_same_for_many(
        self, client: Client, left_open: Stage, cast: Cast, django_assert_max_num_queries: Any
    ) -> None:
        shown(client, cast.coordinator)
        for number in range(12):
            things.risk(
                left_open.outcome.plan, cast.national_team, locality=cast.own,
                title=f"Risk {number}",
            )  # fmt: skip
        with django_assert_max_num_queries(18):
            client.get(URL)


class TestChangingHands:
    @pytest.mark.parametrize(
        ("starts", "ends", "expected"),
        [
            (-29, None, False),
            (-30, None, None),
            (-300, 30, True),
            (-300, 31, None),
            (1, None, None),
        ],
    )
    def test_concerns_those_who_begin_or_leave_within_thirty_days(
        self, cast: Cast, actor_of: ActorOf, starts: int, ends: int | None, expected: bool | None
    ) -> None:
        person = RoleGrantFactory.create(
            role=Role.COORDINATOR,
            locality=cast.own,
            starts_on=TODAY + dt.timedelta(days=starts),
            ends_on=None if ends is None else TODAY + dt.timedelta(days=ends),
        ).user
        found = changing_hands(actor_of(person), on=TODAY)
        assert found == ([] if expected is None else [(cast.own, expected)])

    def test_leads_a_new_assistant_there_from_the_home_page(
        self, client: Client, cast: Cast
    ) -> None:
        client.force_login(cast.assistant)
        assert URL not in client.get("/").content.decode()
        RoleGrant.objects.filter(user=cast.assistant).update(starts_on=TODAY)
        page = client.get("/").content.decode()
        assert URL in page
        assert "For you who are new here" in page
