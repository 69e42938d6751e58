"""The pages that write answers: what they show, save, refuse, and never lose."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from csplan.audit.models import AuditEvent
from csplan.core.worded_dates import DateKind
from programme.choices import ReturnState
from programme.models import MeasureUpdate, Milestone, MilestoneUpdate
from tests.conftest import NOW, Cast, Stage
from tests.factories import MilestoneFactory, PlannedValueFactory
from tests.programme.situations import AT_RISK_FORM, RETURN_URL, answer_everything, close, put_in

pytestmark = pytest.mark.each_database

HOSTILE = "<script>alert(1)</script> & “quotes” {{ 7|add:1 }}"


def milestone_url(stage: Stage) -> str:
    return f"{RETURN_URL}milestones/{stage.milestone_update.milestone_id}/"


def measure_url(stage: Stage) -> str:
    return f"{RETURN_URL}measures/{stage.measure_update.measure_id}/"


@pytest.fixture
def coordinator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


class TestMilestoneUpdate:
    def test_shows_definitions_and_last_quarter_beside_the_form(
        self, coordinator: Client, stage: Stage
    ) -> None:
        page = coordinator.get(milestone_url(stage)).content.decode()
        assert "Can still be met, but a named risk must be dealt with first." in page
        assert "Two departments had yet to name a lead." in page
        assert "Expected 31 January 2014" in page
        assert "by end December 2013" in page

    def test_gives_examples_of_dates_from_its_own_quarter(
        self, coordinator: Client, stage: Stage
    ) -> None:
        page = coordinator.get(milestone_url(stage)).content.decode()
        assert "For example, 31 3 2014" in page
        assert "For example, 31 12 2013" in page

    def test_says_when_nothing_was_reported_last_quarter(
        self, coordinator: Client, stage: Stage
    ) -> None:
        milestone = stage.second_milestone_update.milestone_id
        page = coordinator.get(f"{RETURN_URL}milestones/{milestone}/").content.decode()
        assert "Nothing was reported for Quarter 2 2013/14" in page

    def test_does_not_show_what_was_never_submitted_as_last_quarter(
        self, coordinator: Client, stage: Stage
    ) -> None:
        type(stage.previous).objects.filter(pk=stage.previous.pk).update(
            state=ReturnState.OPEN,
            submitted_by=None, submitted_at=None,
            signed_off_by=None, signed_off_at=None,
            accepted_by=None, accepted_at=None,
        )  # fmt: skip
        page = coordinator.get(milestone_url(stage)).content.decode()
        assert "Two departments had yet to name a lead." not in page

    def test_saves_and_says_so_on_the_list(self, coordinator: Client, stage: Stage) -> None:
        response = coordinator.post(milestone_url(stage), AT_RISK_FORM, follow=True)
        assert response.redirect_chain == [(RETURN_URL, 302)]
        assert f"Saved: {stage.milestone_update.milestone.title}" in response.content.decode()
        stage.milestone_update.refresh_from_db()
        assert stage.milestone_update.rating == "at_risk"
        assert stage.milestone_update.forecast_on == dt.date(2014, 3, 31)

    def test_next_leads_to_the_next_unanswered(self, coordinator: Client, stage: Stage) -> None:
        page = coordinator.get(milestone_url(stage)).content.decode()
        following = f"milestone-{stage.second_milestone_update.milestone_id}"
        assert f'name="next" value="{following}"' in page
        response = coordinator.post(milestone_url(stage), {**AT_RISK_FORM, "next": following})
        second = stage.second_milestone_update.milestone_id
        assert response["Location"] == f"{RETURN_URL}milestones/{second}/"

    @pytest.mark.parametrize(
        "next_step", ["//evil.example", "milestone-", "overview-3", "check", "milestone-x", ""]
    )
    def test_next_leads_nowhere_else(
        self, coordinator: Client, stage: Stage, next_step: str
    ) -> None:
        response = coordinator.post(milestone_url(stage), {**AT_RISK_FORM, "next": next_step})
        assert response["Location"] == RETURN_URL

    def test_offers_no_next_when_this_is_the_last(self, coordinator: Client, stage: Stage) -> None:
        answer_everything(stage.own)
        assert 'name="next"' not in coordinator.get(milestone_url(stage)).content.decode()

    def test_bad_value_in_one_field_keeps_all_words(
        self, coordinator: Client, stage: Stage
    ) -> None:
        form = {**AT_RISK_FORM, "forecast_on-month": "13"}
        response = coordinator.post(milestone_url(stage), form)
        page = response.content.decode()
        assert response.status_code == 200
        assert "There is a problem" in page
        assert "<title>Error:" in page
        assert "Two departments have not answered." in page
        assert "The chair will write to them." in page
        assert 'value="13"' in page
        stage.milestone_update.refresh_from_db()
        assert stage.milestone_update.version == 0

    def test_ignores_a_slip_in_a_question_that_does_not_arise(
        self, coordinator: Client, stage: Stage
    ) -> None:
        form = {**AT_RISK_FORM, "completed_on-day": "99", "completed_on-month": "x"}
        assert coordinator.post(milestone_url(stage), form).status_code == 302

    def test_needs_no_forecast_of_an_undated_milestone(
        self, coordinator: Client, stage: Stage
    ) -> None:
        Milestone.objects.update(
            date_phrase="", date_kind=DateKind.UNDATED, date_earliest=None, date_latest=None,
            date_precision="", baseline_on=None,
        )  # fmt: skip
        form = {"version": "0", "rating": "on_track", "narrative": "Under way."}
        assert coordinator.post(milestone_url(stage), form).status_code == 302

    def test_stale_save_shows_both_texts_and_keeps_the_losers(
        self, coordinator: Client, stage: Stage, cast: Cast
    ) -> None:
        save_as_somebody_else(stage, cast, "Their words.")
        mine = {**AT_RISK_FORM, "narrative": "My words."}
        response = coordinator.post(milestone_url(stage), mine)
        page = response.content.decode()
        assert response.status_code == 409
        assert "Somebody else saved this while you were writing" in page
        assert cast.assistant.full_name in page
        assert "Their words." in page
        assert page.count("My words.") == 2
        assert 'value="1" id="id_version"' in page
        again = coordinator.post(milestone_url(stage), {**mine, "version": "1"})
        assert again.status_code == 302
        stage.milestone_update.refresh_from_db()
        assert (stage.milestone_update.narrative, stage.milestone_update.version) == (
            "My words.",
            2,
        )

    def test_stale_save_leaves_what_is_stored_and_one_refusal(
        self, coordinator: Client, stage: Stage, cast: Cast
    ) -> None:
        save_as_somebody_else(stage, cast, "Their words.")
        coordinator.post(milestone_url(stage), AT_RISK_FORM)
        stage.milestone_update.refresh_from_db()
        stage.own.refresh_from_db()
        assert stage.milestone_update.narrative == "Their words."
        assert stage.own.version == 0
        assert [e.action for e in AuditEvent.objects.all()] == ["request.refused"]

    def test_second_click_of_the_same_save_is_no_conflict(
        self, coordinator: Client, stage: Stage
    ) -> None:
        for _ in range(2):
            response = coordinator.post(milestone_url(stage), AT_RISK_FORM)
        assert response.status_code == 302
        stage.milestone_update.refresh_from_db()
        assert stage.milestone_update.version == 1

    def test_second_click_is_no_conflict_over_an_answer_that_was_not_asked_for(
        self, coordinator: Client, stage: Stage
    ) -> None:
        """A forecast was typed, then "Complete" was chosen: the forecast is not stored."""
        form = {
            **AT_RISK_FORM,
            "rating": "complete",
            "completed_on-day": "12",
            "completed_on-month": "12",
            "completed_on-year": "2013",
            "evidence": "The minutes of 12 December.",
        }
        for _ in range(2):
            response = coordinator.post(milestone_url(stage), form)
        assert response.status_code == 302
        stage.milestone_update.refresh_from_db()
        assert stage.milestone_update.forecast_on is None
        assert stage.milestone_update.version == 1

    @pytest.mark.parametrize("form", [AT_RISK_FORM, {"narrative": "Only words."}])
    def test_submitted_return_refuses_and_hands_the_words_back(
        self, coordinator: Client, stage: Stage, cast: Cast, form: dict[str, str]
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        response = coordinator.post(milestone_url(stage), form)
        page = response.content.decode()
        assert response.status_code == 409
        assert "Your answer was not saved" in page
        assert form["narrative"] in page

    def test_closed_quarter_refuses_and_hands_the_words_back(
        self, coordinator: Client, stage: Stage
    ) -> None:
        close(stage)
        response = coordinator.post(milestone_url(stage), AT_RISK_FORM)
        assert response.status_code == 409
        assert "Two departments have not answered." in response.content.decode()
        assert coordinator.get(milestone_url(stage)).status_code == 409

    def test_missing_version_is_asked_for_and_nothing_is_saved(
        self, coordinator: Client, stage: Stage
    ) -> None:
        form = {name: value for name, value in AT_RISK_FORM.items() if name != "version"}
        response = coordinator.post(milestone_url(stage), form)
        assert "This page was not sent whole" in response.content.decode()

    def test_shows_hostile_words_literally(self, coordinator: Client, stage: Stage) -> None:
        coordinator.post(milestone_url(stage), {**AT_RISK_FORM, "narrative": HOSTILE})
        for url in (milestone_url(stage), f"{RETURN_URL}check/", f"{RETURN_URL}history/"):
            page = coordinator.get(url).content.decode()
            assert "<script>alert" not in page
            assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “quotes” {{ 7|add:1 }}" in page

    @pytest.mark.parametrize("words", ["nul\x00", "bidi\u202e", "x" * 4_001])
    def test_refuses_words_that_cannot_be_kept_and_keeps_the_rest(
        self, coordinator: Client, stage: Stage, words: str
    ) -> None:
        response = coordinator.post(milestone_url(stage), {**AT_RISK_FORM, "narrative": words})
        assert response.status_code == 200
        assert "The chair will write to them." in response.content.decode()

    def test_hides_other_localities_and_unknown_milestones(
        self, coordinator: Client, stage: Stage, cast: Cast
    ) -> None:
        foreign = MilestoneFactory.create(locality=cast.other)
        first = stage.milestone_update.milestone_id
        for path in (
            f"{RETURN_URL}milestones/{foreign.pk}/",
            f"{RETURN_URL}milestones/{10**30}/",
            f"/programme/returns/2013-14-q3/south-west/milestones/{first}/",
            f"/programme/returns/2013-14-q9/north-west/milestones/{first}/",
            f"/programme/returns/1800-01-q1/north-west/milestones/{first}/",
            f"/programme/returns/2013-14-q3/nowhere/milestones/{first}/",
        ):
            assert coordinator.get(path).status_code == 404, path
            assert coordinator.post(path, AT_RISK_FORM).status_code == 404, path

    @pytest.mark.parametrize(
        ("person", "status"),
        [
            ("assistant", 200), ("sro", 403), ("national_team", 403), ("head", 403),
            ("auditor", 403), ("administrator", 404), ("nsg", 404), ("other_coordinator", 404),
            ("former_coordinator", 404), ("outsider", 404),
        ],
    )  # fmt: skip
    def test_answers_each_person_as_they_may(
        self, client: Client, stage: Stage, cast: Cast, person: str, status: int
    ) -> None:
        client.force_login(getattr(cast, person))
        assert client.get(milestone_url(stage)).status_code == status

    def test_sends_anonymous_people_to_sign_in(self, client: Client, stage: Stage) -> None:
        response = client.post(milestone_url(stage), AT_RISK_FORM)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


class TestMeasureUpdate:
    def test_shows_the_plan_last_quarter_and_the_year_so_far(
        self, coordinator: Client, stage: Stage, cast: Cast
    ) -> None:
        measure = stage.measure_update.measure
        PlannedValueFactory.create(
            measure=measure, locality=cast.own, period=stage.period, value=12
        )
        MeasureUpdate.objects.create(
            quarterly_return=stage.previous, measure=measure, value=9, version=1
        )
        page = coordinator.get(measure_url(stage)).content.decode()
        assert "12 events" in page
        assert page.count(">9 events<") == 3
        assert "100 events" in page

    def test_saves_a_figure_as_people_type_it(self, coordinator: Client, stage: Stage) -> None:
        coordinator.post(measure_url(stage), {"version": "0", "value": "1,234"})
        stage.measure_update.refresh_from_db()
        assert stage.measure_update.value == 1234

    def test_saves_a_reason(self, coordinator: Client, stage: Stage) -> None:
        form = {"version": "0", "value": "", "not_available_reason": "The survey is in May."}
        assert coordinator.post(measure_url(stage), form).status_code == 302

    @pytest.mark.parametrize(
        ("form", "message"),
        [
            ({"value": ""}, "Enter a figure, or say why it is not available"),
            ({"value": "lots"}, "The figure must be a number"),
            ({"value": "-1"}, "The figure must be 0 or more"),
            ({"value": "1.5"}, "The figure must be a whole number"),
            ({"value": "NaN"}, "The figure must be a number"),
            ({"value": "1e400"}, "The figure must be"),
            ({"value": "1", "not_available_reason": "Both."}, "only one can stand"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_the_comment(
        self, coordinator: Client, stage: Stage, form: dict[str, str], message: str
    ) -> None:
        sent = {"version": "0", "comment": "Keep me.", **form}
        page = coordinator.post(measure_url(stage), sent).content.decode()
        assert message in page
        assert "Keep me." in page

    def test_stale_save_shows_both_figures(self, coordinator: Client, stage: Stage) -> None:
        MeasureUpdate.objects.filter(pk=stage.measure_update.pk).update(value=5, version=1)
        response = coordinator.post(measure_url(stage), {"version": "0", "value": "6"})
        page = response.content.decode()
        assert response.status_code == 409
        assert '<p class="app-comparison__words">5</p>' in page
        assert '<p class="app-comparison__words">6</p>' in page


class TestOverviewUpdate:
    def test_shows_last_quarters_words(self, coordinator: Client, stage: Stage) -> None:
        page = coordinator.get(f"{RETURN_URL}overview/").content.decode()
        assert "A steady quarter." in page

    def test_saves(self, coordinator: Client, stage: Stage) -> None:
        form = {"version": "0", "overview": "We opened two networks."}
        assert coordinator.post(f"{RETURN_URL}overview/", form).status_code == 302
        stage.own.refresh_from_db()
        assert stage.own.overview == "We opened two networks."

    def test_stale_save_shows_both(self, coordinator: Client, stage: Stage) -> None:
        type(stage.own).objects.filter(pk=stage.own.pk).update(
            overview="Theirs.", overview_version=1
        )
        response = coordinator.post(
            f"{RETURN_URL}overview/", {"version": "0", "overview": "Mine."}
        )
        assert response.status_code == 409
        assert "Theirs." in response.content.decode()
        assert response.content.decode().count("Mine.") == 2

    def test_needs_words(self, coordinator: Client, stage: Stage) -> None:
        page = coordinator.post(f"{RETURN_URL}overview/", {"version": "0"}).content.decode()
        assert "Enter the overview of the quarter" in page


def save_as_somebody_else(stage: Stage, cast: Cast, words: str) -> None:
    MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(
        rating="on_track",
        forecast_on=dt.date(2014, 2, 28),
        narrative=words,
        version=1,
        updated_by=cast.assistant,
        updated_at=NOW,
    )
