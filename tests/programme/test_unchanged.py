"""Confirming in one step what has not changed since last quarter."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.core.ratings import Rating
from programme.choices import ReturnState
from programme.models import MilestoneUpdate, ReturnAuthor
from programme.selectors.unchanged import unchanged_milestones
from programme.services import save_milestone
from tests.conftest import NOW, Cast, Stage
from tests.effort.stage import make_quarters, make_return
from tests.programme.situations import AT_RISK_FORM, ON_TRACK, RETURN_URL, put_in

pytestmark = pytest.mark.django_db
ActorOf = Callable[[User], Actor]
URL = f"{RETURN_URL}unchanged/"


@pytest.fixture
def last_quarter(stage: Stage) -> MilestoneUpdate:
    """The first milestone was on track, with everything a report needs."""
    MilestoneUpdate.objects.filter(pk=stage.previous_update.pk).update(
        rating=Rating.ON_TRACK,
        forecast_on=dt.date(2014, 3, 31),
        narrative="The venue is booked.",
        path_to_green="",
        risk="",
    )
    stage.previous_update.refresh_from_db()
    return stage.previous_update


@pytest.fixture
def coordinator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def tick(client: Client, *updates: MilestoneUpdate) -> object:
    return client.post(URL, {"milestone": [each.milestone_id for each in updates]})


class TestList:
    def test_offers_what_was_reported_and_still_holds(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, last_quarter: MilestoneUpdate
    ) -> None:
        found = unchanged_milestones(stage.own, actor=actor_of(cast.coordinator), on=NOW.date())
        [offered] = found.confirmable
        assert offered.update == stage.milestone_update
        assert offered.answers.narrative == "The venue is booked."
        assert found.others == ()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"forecast_on": dt.date(2014, 1, 9)}, "has passed"),
            ({"forecast_on": None}, "Enter the date"),
            (
                {
                    "rating": Rating.COMPLETE,
                    "completed_on": dt.date(2013, 9, 1),
                    "forecast_on": None,
                },
                "was not accepted",
            ),
        ],
    )
    def test_names_what_must_be_reported_by_itself(
        self,
        stage: Stage,
        cast: Cast,
        actor_of: ActorOf,
        last_quarter: MilestoneUpdate,
        changes: dict[str, object],
        words: str,
    ) -> None:
        MilestoneUpdate.objects.filter(pk=last_quarter.pk).update(**changes)
        found = unchanged_milestones(stage.own, actor=actor_of(cast.coordinator), on=NOW.date())
        assert found.confirmable == ()
        assert words in found.others[0].problem

    def test_says_when_there_is_nothing_to_confirm(
        self, coordinator: Client, stage: Stage, last_quarter: MilestoneUpdate
    ) -> None:
        MilestoneUpdate.objects.filter(pk=last_quarter.pk).update(version=0, rating="")
        assert "No milestone is waiting" in coordinator.get(URL).content.decode()


class TestConfirming:
    def test_reports_last_quarters_answers_as_confirmed_by_the_person(
        self, coordinator: Client, stage: Stage, cast: Cast, last_quarter: MilestoneUpdate
    ) -> None:
        tick(coordinator, stage.milestone_update)
        update = stage.milestone_update
        update.refresh_from_db()
        assert update.answers == last_quarter.answers
        assert update.is_confirmed_unchanged
        assert (update.version, update.updated_by) == (1, cast.coordinator)
        assert ReturnAuthor.objects.filter(
            quarterly_return=stage.own, user=cast.coordinator
        ).exists()

    def test_asks_for_one_when_none_is_ticked(
        self, coordinator: Client, stage: Stage, last_quarter: MilestoneUpdate
    ) -> None:
        answer = coordinator.post(URL, {})
        assert answer.status_code == 422
        assert "Select the milestones that have not changed" in answer.content.decode()

    @pytest.mark.parametrize("sent", ["9" * 5_000, "-1", "٣", "a\x00b"])
    def test_confirms_none_that_there_is_not(
        self, client: Client, stage: Stage, cast: Cast, sent: str
    ) -> None:
        client.force_login(cast.coordinator)
        response = client.post(URL, {"milestone": [sent]})
        assert response.status_code == 409
        assert not MilestoneUpdate.objects.filter(is_confirmed_unchanged=True).exists()

    def test_confirms_none_when_somebody_reported_one_meanwhile(
        self, coordinator: Client, stage: Stage, last_quarter: MilestoneUpdate
    ) -> None:
        coordinator.post(
            f"{RETURN_URL}milestones/{stage.milestone_update.milestone_id}/", AT_RISK_FORM
        )
        answer = coordinator.post(URL, {"milestone": [stage.milestone_update.milestone_id]})
        assert answer.status_code == 409
        stage.milestone_update.refresh_from_db()
        assert stage.milestone_update.narrative == AT_RISK_FORM["narrative"]
        assert not stage.milestone_update.is_confirmed_unchanged

    def test_no_longer_stands_once_the_milestone_is_reported_by_itself(
        self,
        coordinator: Client,
        stage: Stage,
        cast: Cast,
        actor_of: ActorOf,
        last_quarter: MilestoneUpdate,
    ) -> None:
        tick(coordinator, stage.milestone_update)
        update = MilestoneUpdate.objects.select_related(
            "milestone", "quarterly_return__period", "quarterly_return__locality"
        ).get(pk=stage.milestone_update.pk)
        save_milestone(
            update=update, answers=ON_TRACK, version=1, actor=actor_of(cast.coordinator), at=NOW
        )
        update.refresh_from_db()
        assert not update.is_confirmed_unchanged

    def test_is_said_to_whoever_signs(
        self, client: Client, coordinator: Client, stage: Stage, cast: Cast,
        last_quarter: MilestoneUpdate,
    ) -> None:  # fmt: skip
        tick(coordinator, stage.milestone_update)
        assert "Confirmed unchanged" in coordinator.get(f"{RETURN_URL}check/").content.decode()


class TestAccess:
    def test_is_too_late_after_submission(
        self, coordinator: Client, stage: Stage, cast: Cast, last_quarter: MilestoneUpdate
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        assert coordinator.get(URL).status_code == 409
        assert coordinator.post(URL, {"milestone": ["1"]}).status_code == 409


class TestPaging:
    def test_shows_and_confirms_a_page_at_a_time(self, client: Client, cast: Cast) -> None:
        prepared = make_return(make_quarters(measures=1), "wide", milestones=50)
        client.cookies["sessionid"] = prepared.session
        url = f"{prepared.path}unchanged/"
        page = client.get(url)
        shown = [each.update.milestone_id for each in page.context["page"]]
        assert len(shown) == 40
        assert 'href="?page=2"' in page.content.decode()

        answer = client.post(url, {"milestone": shown[4:]}, follow=True)

        assert answer.redirect_chain == [(url, 302)]
        assert "Confirmed 36 milestones as unchanged" in answer.content.decode()
        left = [each.update.milestone_id for each in answer.context["page"]]
        assert (left[:4], len(left)) == (shown[:4], 14)
        last = client.post(url, {"milestone": left[4:]}, follow=True)
        assert last.redirect_chain == [(prepared.path, 302)]
