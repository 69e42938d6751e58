"""The pages that move a return on."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from programme.choices import ReturnState
from programme.models import MilestoneUpdate, ReturnAuthor, ReturnTransition
from tests.conftest import Cast, Stage
from tests.factories import MeasureUpdateFactory, PlannedValueFactory
from tests.programme.situations import AT_RISK_FORM, RETURN_URL, answer_everything, close, put_in

PAGES = {
    "withdraw": ("coordinator", ReturnState.SUBMITTED, ReturnState.OPEN),
    "sign-off": ("sro", ReturnState.SUBMITTED, ReturnState.SIGNED_OFF),
    "send-back": ("sro", ReturnState.SUBMITTED, ReturnState.OPEN),
    "accept": ("national_team", ReturnState.SIGNED_OFF, ReturnState.ACCEPTED),
}
REASON = "Say who will do it."


def form(version: int, step: str = "send-back") -> dict[str, str]:
    return {"version": str(version)} | ({"reason": REASON} if step == "send-back" else {})


class TestEveryDecision:
    @pytest.mark.parametrize("step", PAGES)
    def test_is_confirmed_and_then_happens(
        self, client: Client, stage: Stage, cast: Cast, step: str
    ) -> None:
        person, before, after = PAGES[step]
        version = put_in(before, stage, cast).version
        client.force_login(getattr(cast, person))
        url = f"{RETURN_URL}{step}/"
        assert f'value="{version}" id="id_version"' in client.get(url).content.decode()

        response = client.post(url, form(version, step))
        assert (response.status_code, response["Location"]) == (302, RETURN_URL)
        stage.own.refresh_from_db()
        assert stage.own.state == after

    @pytest.mark.parametrize("step", PAGES)
    def test_sent_twice_happens_once(
        self, client: Client, stage: Stage, cast: Cast, step: str
    ) -> None:
        person, before, _ = PAGES[step]
        version = put_in(before, stage, cast).version
        client.force_login(getattr(cast, person))
        url = f"{RETURN_URL}{step}/"
        assert client.post(url, form(version, step)).status_code == 302
        again = client.post(url, form(version, step))
        assert again.status_code == 409
        assert "This has moved on" in again.content.decode()
        assert ReturnTransition.objects.count() == 1

    @pytest.mark.parametrize("step", PAGES)
    def test_on_an_older_version_is_refused(
        self, client: Client, stage: Stage, cast: Cast, step: str
    ) -> None:
        person, before, _ = PAGES[step]
        version = put_in(before, stage, cast).version
        client.force_login(getattr(cast, person))
        type(stage.own).objects.filter(pk=stage.own.pk).update(version=version + 1)
        response = client.post(f"{RETURN_URL}{step}/", form(version, step))
        assert response.status_code == 409
        stage.own.refresh_from_db()
        assert stage.own.state == before

    @pytest.mark.parametrize("step", PAGES)
    def test_is_not_for_a_reader(
        self, client: Client, stage: Stage, cast: Cast, step: str
    ) -> None:
        version = put_in(PAGES[step][1], stage, cast).version
        client.force_login(cast.auditor)
        assert client.get(f"{RETURN_URL}{step}/").status_code == 403
        assert client.post(f"{RETURN_URL}{step}/", form(version)).status_code == 403

    @pytest.mark.parametrize("step", [*PAGES, "submit", "extend"])
    def test_is_hidden_from_outsiders(
        self, client: Client, stage: Stage, cast: Cast, step: str
    ) -> None:
        client.force_login(cast.other_sro)
        assert client.get(f"{RETURN_URL}{step}/").status_code == 404
        assert client.post(f"{RETURN_URL}{step}/", form(0)).status_code == 404

    @pytest.mark.parametrize("step", PAGES)
    def test_without_a_version_is_asked_again(
        self, client: Client, stage: Stage, cast: Cast, step: str
    ) -> None:
        person, before, _ = PAGES[step]
        put_in(before, stage, cast)
        client.force_login(getattr(cast, person))
        response = client.post(f"{RETURN_URL}{step}/", {"reason": REASON})
        assert response.status_code == 200
        assert "This page was not sent whole" in response.content.decode()


class TestReading:
    @pytest.mark.parametrize("step", ["sign-off", "accept"])
    def test_shows_each_figure_beside_what_it_is_judged_by(
        self, client: Client, stage: Stage, cast: Cast, step: str
    ) -> None:
        person, before, _ = PAGES[step]
        put_in(before, stage, cast)
        measure = stage.measure_update.measure
        measure.target = Decimal(64)
        measure.save()
        PlannedValueFactory.create(
            measure=measure, locality=cast.own, period=stage.period, value=9
        )
        MeasureUpdateFactory.create(
            quarterly_return=stage.previous, measure=measure, value=5, version=1
        )
        client.force_login(getattr(cast, person))
        page = client.get(f"{RETURN_URL}{step}/").content.decode()
        for words in ("7 events", "9 events", "5 events", "64 events"):
            assert words in page


class TestReturnSubmit:
    def test_submits_and_says_what_comes_next(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        answer_everything(stage.own)
        client.force_login(cast.coordinator)
        response = client.post(f"{RETURN_URL}submit/", {"version": "0"}, follow=True)
        assert "Your SRO can now sign it off" in response.content.decode()

    def test_unfinished_return_is_refused_with_what_is_missing(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        client.force_login(cast.coordinator)
        response = client.post(f"{RETURN_URL}submit/", {"version": "0"})
        page = response.content.decode()
        assert response.status_code == 422
        assert "4 answers are still missing" in page
        assert stage.milestone_update.milestone.title in page

    def test_assistant_may_not(self, client: Client, stage: Stage, cast: Cast) -> None:
        answer_everything(stage.own)
        client.force_login(cast.assistant)
        assert client.post(f"{RETURN_URL}submit/", {"version": "0"}).status_code == 403
        assert client.post(f"{RETURN_URL}submit/").status_code == 403

    def test_address_leads_to_the_check(self, client: Client, stage: Stage, cast: Cast) -> None:
        client.force_login(cast.coordinator)
        assert client.get(f"{RETURN_URL}submit/")["Location"] == f"{RETURN_URL}check/"


class TestReturnSignOff:
    def test_shows_what_changed_before_the_whole(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(
            rating="off_track", forecast_on=dt.date(2014, 2, 28), path_to_green="Ask again."
        )
        client.force_login(cast.sro)
        page = client.get(f"{RETURN_URL}sign-off/").content.decode()
        changes, _, whole = page.partition('id="overview">Overview</h2>')
        assert "What changed since Quarter 2 2013/14" in changes
        assert "28 days later than last quarter’s forecast" in changes
        assert "Off track" in changes
        assert "Ask again." in whole

    def test_author_may_not(self, client: Client, stage: Stage, cast: Cast) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        ReturnAuthor.objects.create(quarterly_return=stage.own, user=cast.sro)
        client.force_login(cast.sro)
        assert client.get(f"{RETURN_URL}sign-off/").status_code == 403
        assert "somebody else must decide" in client.get(RETURN_URL).content.decode()


class TestReturnSendBack:
    def test_needs_a_reason_and_says_so(self, client: Client, stage: Stage, cast: Cast) -> None:
        version = put_in(ReturnState.SUBMITTED, stage, cast).version
        client.force_login(cast.sro)
        response = client.post(f"{RETURN_URL}send-back/", {"version": version, "reason": " "})
        assert response.status_code == 200
        assert "Enter why you are sending the return back" in response.content.decode()

    def test_sro_may_not_once_signed_off(self, client: Client, stage: Stage, cast: Cast) -> None:
        put_in(ReturnState.SIGNED_OFF, stage, cast)
        client.force_login(cast.sro)
        assert client.get(f"{RETURN_URL}send-back/").status_code == 409

    def test_coordinator_reads_the_reason(self, client: Client, stage: Stage, cast: Cast) -> None:
        version = put_in(ReturnState.ACCEPTED, stage, cast).version
        client.force_login(cast.national_team)
        client.post(f"{RETURN_URL}send-back/", form(version))
        client.force_login(cast.coordinator)
        assert REASON in client.get(RETURN_URL).content.decode()


class TestReturnExtend:
    FORM = {
        "until_on-day": "31",
        "until_on-month": "January",
        "until_on-year": "2014",
        "until_hour": "17",
        "reason": "Two people were ill.",
    }

    def test_head_gives_longer(self, client: Client, stage: Stage, cast: Cast) -> None:
        client.force_login(cast.head)
        assert client.get(f"{RETURN_URL}extend/").status_code == 200
        assert client.post(f"{RETURN_URL}extend/", self.FORM).status_code == 302
        stage.own.refresh_from_db()
        assert stage.own.closes_at == dt.datetime(2014, 1, 31, 17, tzinfo=dt.UTC)

    def test_earlier_time_is_refused_in_the_form(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        client.force_login(cast.head)
        response = client.post(f"{RETURN_URL}extend/", {**self.FORM, "until_on-day": "11"})
        page = response.content.decode()
        assert "must be later than the present one" in page
        assert "Two people were ill." in page

    def test_nobody_else_may(self, client: Client, stage: Stage, cast: Cast) -> None:
        client.force_login(cast.national_team)
        assert client.post(f"{RETURN_URL}extend/", self.FORM).status_code == 403

    def test_return_sent_back_after_closing_can_be_put_right(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        version = put_in(ReturnState.SUBMITTED, stage, cast).version
        close(stage)
        client.force_login(cast.national_team)
        page = client.get(f"{RETURN_URL}send-back/").content.decode()
        assert "only if the Head of CS Local gives this locality longer" in page
        client.post(f"{RETURN_URL}send-back/", form(version))

        answer_url = f"{RETURN_URL}milestones/{stage.milestone_update.milestone_id}/"
        answer = {**AT_RISK_FORM, "version": "1"}
        client.force_login(cast.coordinator)
        assert client.post(answer_url, answer).status_code == 409

        client.force_login(cast.head)
        assert f"{RETURN_URL}extend/" in client.get(RETURN_URL).content.decode()
        assert "Its return closed" in client.get(f"{RETURN_URL}extend/").content.decode()
        assert client.post(f"{RETURN_URL}extend/", self.FORM).status_code == 302

        client.force_login(cast.coordinator)
        assert client.post(answer_url, answer).status_code == 302
        stage.own.refresh_from_db()
        client.post(f"{RETURN_URL}submit/", {"version": str(stage.own.version)})
        stage.own.refresh_from_db()
        assert stage.own.state == ReturnState.SUBMITTED

    def test_submitted_return_is_not_given_longer(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        client.force_login(cast.head)
        assert client.get(f"{RETURN_URL}extend/").status_code == 409
        assert client.post(f"{RETURN_URL}extend/", self.FORM).status_code == 409
