"""The national view's pages, and the three ratings on the pages of a return."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from programme.choices import ReturnAction, ReturnState
from programme.models import (
    MilestoneUpdate,
    Nudge,
    QuarterlyReturn,
    Restatement,
    ReturnTransition,
)
from programme.services import moderate_rating
from tests.conftest import NOW, Cast, Stage
from tests.factories import (
    LocalityFactory,
    MeasureUpdateFactory,
    MilestoneFactory,
    MilestoneUpdateFactory,
    PlannedValueFactory,
    QuarterlyReturnFactory,
)
from tests.programme.situations import AT_RISK_FORM, RETURN_URL, answer_everything, put_in
from tests.programme.test_queries import as_person, cost

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]
ActorOf = Callable[[User], Actor]
GRID = "/programme/returns/2013-14-q3/"
QUEUE = "/programme/quarters/2013-14-q3/ratings/"
CORRECTIONS = "/programme/quarters/2013-14-q3/corrections/"
EXPLANATION = "The steering group agreed the later day in December."
REASON = "The venue is not booked."


def get(client: Client, user: User, url: str, status: int = 200) -> str:
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def item_url(stage: Stage) -> str:
    return f"{RETURN_URL}milestones/{stage.milestone_update.milestone_id}/"


def moderated(stage: Stage, actor: Actor) -> None:
    update = MilestoneUpdate.objects.select_related("quarterly_return__period").get(
        pk=stage.milestone_update.pk
    )
    moderate_rating(
        update=update, rating="off_track", reason=REASON, version=1, actor=actor, at=NOW
    )


class TestGrid:
    def test_shows_each_section_and_who_owes_the_next_step(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        page = get(client, cast.national_team, GRID)
        for words in (
            "All 2", "All 1", "Written", "Submitted in time", "SRO to sign off",
            cast.sro.full_name, "Co-ordinator to report", "7 days left",
            cast.other_coordinator.full_name,
        ):  # fmt: skip
            assert words in page

    def test_shows_an_extension(self, client: Client, stage: Stage, cast: Cast) -> None:
        QuarterlyReturn.objects.filter(pk=stage.own.pk).update(
            closes_at=stage.period.closes_at + dt.timedelta(days=2)
        )
        assert "Given until" in get(client, cast.head, GRID)

    def test_can_be_narrowed(self, client: Client, stage: Stage, cast: Cast) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        page = get(client, cast.head, f"{GRID}?show=submitted")
        assert "North West" in page
        assert "South West" not in page
        assert "No return is among these" in get(client, cast.head, f"{GRID}?show=late")

    def test_nudges_with_one_press_and_says_so(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        assert "Send a reminder" in get(client, cast.national_team, GRID)
        response = client.post(f"{RETURN_URL}nudge/?show=open", follow=True)
        page = response.content.decode()
        assert response.redirect_chain == [(f"{GRID}?show=open", 302)]
        assert "North West will be reminded by e-mail" in page
        assert "Reminded 10 January by" in page
        assert client.post(f"{RETURN_URL}nudge/").status_code == 409
        assert "Reminder sent" in get(client, cast.coordinator, f"{RETURN_URL}history/")

    def test_nudges_all_that_are_late(self, client: Client, stage: Stage, cast: Cast) -> None:
        assert "Remind all that are late" not in get(client, cast.head, GRID)
        stage.period.due_at = NOW - dt.timedelta(days=1)
        stage.period.save()
        assert "Remind all that are late" in get(client, cast.head, GRID)
        response = client.post("/programme/quarters/2013-14-q3/nudge/", follow=True)
        assert "North West" in response.content.decode()
        assert Nudge.objects.count() == 2

    def test_offers_the_auditor_and_the_administrator_nothing_to_press(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        for person in (cast.auditor, cast.administrator):
            page = get(client, person, GRID)
            assert "Send a reminder" not in page
            assert "Give longer" not in page

    def test_gives_the_head_alone_the_link_to_give_longer(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        assert f"{RETURN_URL}extend/" in get(client, cast.head, GRID)
        assert f"{RETURN_URL}extend/" not in get(client, cast.national_team, GRID)

    def test_costs_the_same_at_3_and_at_300_localities(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        as_person(client, cast.head)
        add_returns(stage, 1)
        small = cost(client, GRID)
        add_returns(stage, 297)
        assert cost(client, GRID) == small <= 13


def add_returns(stage: Stage, count: int) -> None:
    """So many submitted returns more, each with a milestone that is late and an explanation."""
    item = stage.milestone_update.milestone.work_item
    for _ in range(count):
        locality = LocalityFactory.create()
        milestone = MilestoneFactory.create(work_item=item, locality=locality)
        quarterly_return = QuarterlyReturnFactory.create(
            period=stage.period, locality=locality, state="submitted",
            submitted_by_id=stage.previous.submitted_by_id, submitted_at=NOW,
        )  # fmt: skip
        MilestoneUpdateFactory.create(
            quarterly_return=quarterly_return, milestone=milestone, rating="on_track",
            forecast_on=dt.date(2014, 2, 28), narrative="Under way.", version=1,
        )  # fmt: skip
        MeasureUpdateFactory.create(
            quarterly_return=quarterly_return, measure=stage.measure_update.measure, value=1,
            version=1,
        )  # fmt: skip


class TestQueue:
    def test_waits_for_returns(self, client: Client, stage: Stage, cast: Cast) -> None:
        page = get(client, cast.national_team, QUEUE)
        assert "No return has been submitted yet" in page

    def test_lists_what_differs_and_why(self, client: Client, stage: Stage, cast: Cast) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        page = get(client, cast.national_team, QUEUE)
        for words in (
            ">2 milestones<",
            "csplan goes by: due by 31 December 2013 and not reported complete",
            EXPLANATION,
            f"{item_url(stage)}moderate/",
        ):
            assert words in page

    def test_leads_others_to_the_return(self, client: Client, stage: Stage, cast: Cast) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        page = get(client, cast.auditor, QUEUE)
        assert f"{RETURN_URL}#milestone-{stage.milestone_update.milestone_id}" in page
        assert "moderate/" not in page

    def test_moves_what_was_moderated_to_its_own_list(
        self, client: Client, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        moderated(stage, actor_of(cast.national_team))
        assert ">1 milestone<" in get(client, cast.head, QUEUE)
        assert REASON in get(client, cast.head, f"{QUEUE}?show=moderated")

    def test_lists_measures_off_plan(self, client: Client, stage: Stage, cast: Cast) -> None:
        PlannedValueFactory.create(
            measure=stage.measure_update.measure, locality=cast.own, period=stage.period, value=20
        )
        put_in(ReturnState.SUBMITTED, stage, cast)
        page = get(client, cast.head, f"{QUEUE}?show=measures")
        assert "7 events of 20 events planned to date" in page

    def test_can_be_narrowed_to_a_locality(self, client: Client, stage: Stage, cast: Cast) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        add_returns(stage, 1)
        assert ">3 milestones<" in get(client, cast.head, QUEUE)
        page = get(client, cast.head, f"{QUEUE}?locality=north-west")
        assert ">2 milestones<" in page
        assert 'value="north-west" selected' in page

    @pytest.mark.parametrize("query", ["", "?show=measures", "?show=nonsense&page=99"])
    def test_costs_the_same_at_3_and_at_300_localities(
        self, client: Client, stage: Stage, cast: Cast, query: str
    ) -> None:
        as_person(client, cast.head)
        put_in(ReturnState.SUBMITTED, stage, cast)
        add_returns(stage, 2)
        small = cost(client, QUEUE + query)
        add_returns(stage, 297)
        assert cost(client, QUEUE + query) == small <= 12


class TestModerate:
    def test_shows_what_to_judge_by(self, client: Client, stage: Stage, cast: Cast) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        page = get(client, cast.national_team, f"{item_url(stage)}moderate/")
        for words in ("Under way.", EXPLANATION, "90 days later than agreed"):
            assert words in page
        assert 'value="complete"' not in page

    def test_goes_back_to_the_queue(self, client: Client, stage: Stage, cast: Cast) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        client.force_login(cast.national_team)
        form = {"rating": "off_track", "reason": REASON, "version": "1"}
        response = client.post(f"{item_url(stage)}moderate/", form, follow=True)
        assert response.redirect_chain == [(QUEUE, 302)]
        assert "Moderated:" in response.content.decode()
        again = client.post(f"{item_url(stage)}moderate/", {**form, "rating": "at_risk"})
        assert again.status_code == 409
        assert REASON in again.content.decode()

    def test_says_what_cannot_stand(self, client: Client, stage: Stage, cast: Cast) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        client.force_login(cast.national_team)
        form = {"rating": "on_track", "reason": REASON, "version": "1"}
        response = client.post(f"{item_url(stage)}moderate/", form)
        assert "This is the co-ordinator’s own rating" in response.content.decode()

    @pytest.mark.parametrize("person", ["coordinator", "sro", "head"])
    def test_is_shown_to_those_it_concerns(
        self, client: Client, stage: Stage, cast: Cast, actor_of: ActorOf, person: str
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        moderated(stage, actor_of(cast.national_team))
        page = get(client, getattr(cast, person), RETURN_URL)
        assert "Why the national team rates it so" in page
        assert REASON in page

    def test_is_shown_where_the_sro_signs(
        self, client: Client, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        moderated(stage, actor_of(cast.national_team))
        page = get(client, cast.sro, f"{RETURN_URL}sign-off/")
        for words in (REASON, EXPLANATION, "csplan goes by"):
            assert words in page


class TestExplaining:
    def test_evidence_stands_beside_the_form(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        page = get(client, cast.coordinator, item_url(stage))
        assert "What the evidence suggests" in page
        assert "Due by 31 December 2013 and not reported complete" in page
        assert "Why does your rating differ" not in page

    def test_is_asked_once_a_saved_rating_differs(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        client.force_login(cast.coordinator)
        form = {**AT_RISK_FORM, "rating_explanation": ""}
        response = client.post(item_url(stage), form, follow=True)
        page = response.content.decode()
        assert response.redirect_chain == [(item_url(stage), 302)]
        assert "You rate it better than the evidence suggests: say why" in page
        assert "Why does your rating differ" in page

        explained = client.post(item_url(stage), {**AT_RISK_FORM, "version": "1"})
        assert explained.headers["Location"] == RETURN_URL

    def test_keeps_what_was_to_come_next(self, client: Client, stage: Stage, cast: Cast) -> None:
        client.force_login(cast.coordinator)
        following = f"milestone-{stage.second_milestone_update.milestone_id}"
        form = {**AT_RISK_FORM, "rating_explanation": "", "next": following}
        page = client.post(item_url(stage), form, follow=True).content.decode()
        assert f'name="next" value="{following}"' in page

    def test_is_not_asked_where_they_agree(self, client: Client, stage: Stage, cast: Cast) -> None:
        client.force_login(cast.coordinator)
        form = {
            **AT_RISK_FORM, "rating": "off_track", "rating_explanation": "",
            "date_change_reason": "The venue closed.",
        }  # fmt: skip
        assert client.post(item_url(stage), form).headers["Location"] == RETURN_URL

    def test_comes_first_on_the_check_page_and_stops_the_submission(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        answer_everything(stage.own)
        MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(rating_explanation="")
        page = get(client, cast.coordinator, f"{RETURN_URL}check/")
        first, _, rest = page.partition('id="unexplained"')
        assert "Milestones</h2>" not in first
        assert item_url(stage) in rest
        assert "Submit the return</h2>" not in page

        response = client.post(f"{RETURN_URL}submit/", {"version": "0"})
        assert response.status_code == 422
        assert '<a href="#unexplained">1 rating differs' in response.content.decode()


class TestCorrections:
    def test_says_when_there_are_none(self, client: Client, stage: Stage, cast: Cast) -> None:
        page = get(client, cast.auditor, CORRECTIONS)
        assert "No return of this quarter has been corrected" in page
        assert "No figure has been restated" in page

    def test_lists_both_with_their_reasons(self, client: Client, stage: Stage, cast: Cast) -> None:
        answer_everything(stage.own)
        correction = QuarterlyReturnFactory.create(
            period=stage.period, locality=cast.own, revision=2
        )
        ReturnTransition.objects.create(
            quarterly_return=correction, action=ReturnAction.CORRECT,
            from_state=ReturnState.PUBLISHED, to_state=ReturnState.OPEN,
            reason="A figure was counted twice.", by=cast.head, at=NOW,
        )  # fmt: skip
        Restatement.objects.create(
            update=stage.measure_update, restated_in=stage.own, value=6, previous_value=7,
            reason="One event was cancelled.", by=cast.coordinator, at=NOW,
        )  # fmt: skip
        page = get(client, cast.head, CORRECTIONS)
        for words in (
            "A figure was counted twice.", cast.head.full_name, "6 events",
            "Previously reported as 7 events", "One event was cancelled.",
        ):  # fmt: skip
            assert words in page
