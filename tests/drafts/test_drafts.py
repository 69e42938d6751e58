"""Drafts: kept as one types, given back to whoever typed them, and gone once they are saved."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.draft_tokens import FIELD, issue
from csplan.drafts.models import Draft
from csplan.drafts.rules import MOST_CHARACTERS, MOST_DRAFTS
from csplan.drafts.services import keep_draft
from programme.choices import ReturnState
from tests.conftest import NOW, Cast, Stage
from tests.factories import PASSWORD
from tests.programme.situations import AT_RISK_FORM, RETURN_URL, put_in

pytestmark = pytest.mark.django_db

WORDS = "Two departments have not answered."
JSON = {"accept": "application/json"}
Typist = Callable[..., dict[str, str]]


@pytest.fixture
def item(stage: Stage) -> str:
    return f"{RETURN_URL}milestones/{stage.milestone_update.milestone_id}/"


@pytest.fixture
def coordinator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def typed(user: User, page: str, **words: str) -> dict[str, str]:
    """What the browser sends of a form that was drawn for ``user`` on ``page``."""
    return {"version": "0", "narrative": WORDS, FIELD: issue(user.pk, page), **words}


def draft_of(user: User) -> Draft | None:
    return Draft.objects.filter(owner=user).first()


def shown(client: Client, page: str) -> str:
    return client.get(page).content.decode()


class TestKeep:
    def test_keeps_the_words_and_says_when(
        self, coordinator: Client, cast: Cast, item: str
    ) -> None:
        response = coordinator.post("/drafts/", typed(cast.coordinator, item), headers=JSON)
        assert response.json()["words"].startswith("Draft saved at ")
        assert response.headers["Cache-Control"] == "no-store"
        draft = draft_of(cast.coordinator)
        assert draft is not None
        assert draft.words["narrative"] == [WORDS]
        assert draft.typed_at.date() == NOW.date()

    def test_replaces_the_draft_before(self, coordinator: Client, cast: Cast, item: str) -> None:
        for words in ("First.", "Second."):
            coordinator.post(
                "/drafts/", typed(cast.coordinator, item, narrative=words), headers=JSON
            )
        assert [draft.words["narrative"] for draft in Draft.objects.all()] == [["Second."]]

    def test_button_leads_back_to_the_page(
        self, coordinator: Client, cast: Cast, item: str
    ) -> None:
        response = coordinator.post("/drafts/", typed(cast.coordinator, item), follow=True)
        assert response.redirect_chain == [(item, 302)]
        assert "and have not saved it" in response.content.decode()

    def test_keeps_four_thousand_characters_of_any_script(
        self, coordinator: Client, cast: Cast, item: str
    ) -> None:
        words = "ŵ" * 4_000
        coordinator.post("/drafts/", typed(cast.coordinator, item, narrative=words), headers=JSON)
        assert words in shown(coordinator, item)

    @pytest.mark.parametrize("accept", [JSON, {}])
    def test_refuses_more_than_a_form_can_hold(
        self, coordinator: Client, cast: Cast, item: str, accept: dict[str, str]
    ) -> None:
        words = "x" * (MOST_CHARACTERS + 1)
        sent = typed(cast.coordinator, item, narrative=words)
        response = coordinator.post("/drafts/", sent, headers=accept)
        assert response.status_code == 413
        assert "can hold up to 40,000 characters" in response.content.decode()
        assert not Draft.objects.exists()

    def test_refuses_one_draft_too_many_but_changes_those_there_are(
        self, coordinator: Client, cast: Cast, item: str
    ) -> None:
        Draft.objects.bulk_create(
            Draft(owner=cast.coordinator, page=f"/{number}/", words={}, typed_at=NOW)
            for number in range(MOST_DRAFTS)
        )
        sent = typed(cast.coordinator, item)
        assert coordinator.post("/drafts/", sent, headers=JSON).status_code == 429
        again = typed(cast.coordinator, "/1/")
        assert coordinator.post("/drafts/", again, headers=JSON).status_code == 200

    @pytest.mark.parametrize("token", ["", "nonsense", "of somebody else"])
    def test_refuses_a_token_that_is_not_ones_own(
        self, coordinator: Client, cast: Cast, item: str, token: str
    ) -> None:
        sent = typed(cast.assistant, item)
        if token != "of somebody else":
            sent[FIELD] = token
        assert coordinator.post("/drafts/", sent, headers=JSON).status_code == 404
        assert not Draft.objects.exists()

    def test_refuses_strangers_without_a_query(
        self, client: Client, cast: Cast, item: str
    ) -> None:
        with CaptureQueriesContext(connection) as queries:
            response = client.post("/drafts/", typed(cast.coordinator, item), headers=JSON)
        assert response.status_code == 302
        assert len(queries) == 0

    def test_leaves_nothing_in_the_history(
        self, coordinator: Client, cast: Cast, item: str
    ) -> None:
        before = AuditEvent.objects.count()
        coordinator.post("/drafts/", typed(cast.coordinator, item), headers=JSON)
        assert AuditEvent.objects.count() == before

    def test_costs_four_statements(self, coordinator: Client, cast: Cast, item: str) -> None:
        """Session, person with grants, how many drafts, and the draft."""
        sent = typed(cast.coordinator, item)
        coordinator.post("/drafts/", sent, headers=JSON)
        with CaptureQueriesContext(connection) as queries:
            coordinator.post("/drafts/", sent, headers=JSON)
        sql = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(sql) <= 4, sql


class TestRestore:
    def test_gives_the_words_back_with_a_notice_and_judges_nothing(
        self, coordinator: Client, cast: Cast, item: str
    ) -> None:
        sent = typed(cast.coordinator, item, **{"rating": "off_track", "forecast_on-day": "41"})
        coordinator.post("/drafts/", sent, headers=JSON)
        html = shown(coordinator, item)
        assert "You typed this on Friday 10 January 2014 at" in html
        assert WORDS in html
        assert 'value="41"' in html
        assert 'value="off_track" checked' in html
        assert "There is a problem" not in html

    def test_is_for_nobody_else(self, coordinator: Client, cast: Cast, item: str) -> None:
        coordinator.post("/drafts/", typed(cast.coordinator, item), headers=JSON)
        for other in (cast.assistant, cast.national_team, cast.administrator, cast.auditor):
            coordinator.force_login(other)
            for address in (item, RETURN_URL, f"{RETURN_URL}check/", f"{RETURN_URL}history/"):
                assert WORDS not in shown(coordinator, address)

    def test_passes_over_a_draft_that_says_what_is_stored(
        self, coordinator: Client, cast: Cast, stage: Stage, item: str
    ) -> None:
        coordinator.post(item, AT_RISK_FORM)
        sent = {**AT_RISK_FORM, FIELD: issue(cast.coordinator.pk, item)}
        sent["narrative"] = f"{sent['narrative']}\r\n"
        coordinator.post("/drafts/", sent, headers=JSON)
        assert "have not saved it" not in shown(coordinator, item)

    def test_shows_both_texts_when_a_colleague_has_saved_since(
        self, coordinator: Client, cast: Cast, stage: Stage, item: str
    ) -> None:
        coordinator.post(
            "/drafts/", typed(cast.coordinator, item, narrative="My words."), headers=JSON
        )
        coordinator.force_login(cast.assistant)
        coordinator.post(item, AT_RISK_FORM)
        coordinator.force_login(cast.coordinator)
        html = shown(coordinator, item)
        assert "Somebody else saved this while you were writing" in html
        assert html.count("My words.") == 2
        assert WORDS in html
        assert re.search('name="version"[^>]* value="1"|value="1"[^>]* name="version"', html)

    def test_discard_forgets_it(self, coordinator: Client, cast: Cast, item: str) -> None:
        sent = typed(cast.coordinator, item)
        coordinator.post("/drafts/", sent, headers=JSON)
        response = coordinator.post("/drafts/discard/", sent, follow=True)
        assert "Draft discarded" in response.content.decode()
        assert WORDS not in response.content.decode()
        assert not Draft.objects.exists()

    def test_discard_reaches_nobody_elses(
        self, coordinator: Client, cast: Cast, item: str
    ) -> None:
        keep_draft(owner_id=cast.assistant.pk, page=item, words={"a": ["b"]}, at=NOW)
        sent = typed(cast.assistant, item)
        assert coordinator.post("/drafts/discard/", sent).status_code == 404
        assert Draft.objects.count() == 1

    def test_works_for_a_reason_too(self, client: Client, cast: Cast, stage: Stage) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        client.force_login(cast.sro)
        address = f"{RETURN_URL}send-back/"
        client.post("/drafts/", typed(cast.sro, address, reason="Say who leads."), headers=JSON)
        html = shown(client, address)
        assert "Say who leads." in html
        assert "have not saved it" in html
        assert '<details class="govuk-details" open>' not in html

    def test_opens_what_is_folded_over_the_words(
        self, client: Client, cast: Cast, stage: Stage
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        client.force_login(cast.sro)
        address = f"{RETURN_URL}send-back/"
        remark = {f"milestone-{stage.milestone_update.milestone_id}": "By when?"}
        client.post("/drafts/", typed(cast.sro, address, **remark), headers=JSON)
        html = shown(client, address)
        assert html.count('<details class="govuk-details" open>') == 1
        assert "By when?" in html


class TestSentForms:
    """What a form's own page does with its draft, with script or without."""

    def test_saving_forgets_the_draft(self, coordinator: Client, cast: Cast, item: str) -> None:
        sent = {**AT_RISK_FORM, FIELD: issue(cast.coordinator.pk, item)}
        coordinator.post("/drafts/", sent, headers=JSON)
        assert coordinator.post(item, sent).status_code == 302
        assert not Draft.objects.exists()

    def test_bad_value_keeps_the_words(self, coordinator: Client, cast: Cast, item: str) -> None:
        assert coordinator.post(item, typed(cast.coordinator, item)).status_code == 200
        assert WORDS in shown(coordinator, item)

    def test_return_that_has_moved_on_keeps_the_words_until_it_comes_back(
        self, coordinator: Client, cast: Cast, stage: Stage, item: str
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        response = coordinator.post(item, typed(cast.coordinator, item))
        assert response.status_code == 409
        assert "It is kept for 30 days" in response.content.decode()
        type(stage.own).objects.update(
            state=ReturnState.OPEN, submitted_by=None, submitted_at=None,
            signed_off_by=None, signed_off_at=None, accepted_by=None, accepted_at=None,
        )  # fmt: skip
        assert WORDS in shown(coordinator, item)

    def test_session_that_ended_keeps_the_words_for_their_writer(
        self, coordinator: Client, cast: Cast, item: str
    ) -> None:
        sent = typed(cast.coordinator, item)
        coordinator.logout()
        response = coordinator.post(item, sent)
        assert response.status_code == 302
        assert "what you typed is kept" in shown(coordinator, response.headers["Location"])
        coordinator.force_login(cast.coordinator)
        html = shown(coordinator, item)
        assert WORDS in html
        assert "have not saved it" in html

    def test_session_that_ended_gives_the_words_to_nobody_else(
        self, coordinator: Client, cast: Cast, item: str
    ) -> None:
        sent = typed(cast.coordinator, item)
        coordinator.logout()
        coordinator.post(item, sent)
        coordinator.force_login(cast.assistant)
        assert WORDS not in shown(coordinator, item)

    @pytest.mark.parametrize("token", ["", "nonsense", "of another page", "of nobody"])
    def test_stranger_without_a_token_for_the_page_leaves_nothing(
        self, client: Client, cast: Cast, item: str, token: str
    ) -> None:
        sent = typed(cast.coordinator, item)
        others = {
            "of another page": issue(cast.coordinator.pk, "/"), "of nobody": issue(10**9, item)
        }  # fmt: skip
        sent[FIELD] = others.get(token, token)
        assert client.post(item, sent).status_code == 302
        assert not Draft.objects.exists()

    def test_session_of_somebody_else_keeps_the_words_for_their_writer(
        self, cast: Cast, item: str
    ) -> None:
        """Signed in again, as another person, since the page was drawn."""
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.assistant)
        response = client.post(item, typed(cast.coordinator, item))
        assert response.status_code == 403
        assert "kept as a draft" in response.content.decode()
        assert draft_of(cast.assistant) is None
        assert draft_of(cast.coordinator) is not None

    def test_refused_csrf_token_says_that_the_words_are_kept(self, cast: Cast, item: str) -> None:
        client = Client(enforce_csrf_checks=True)
        client.login(email=cast.coordinator.email, password=PASSWORD)
        response = client.post(item, typed(cast.coordinator, item))
        html = response.content.decode()
        assert response.status_code == 403
        assert f'href="{item}">Open the page again' in html
        assert WORDS in html
        assert FIELD not in html
        assert WORDS in shown(client, item)

    def test_too_many_words_to_keep_are_given_back_all_the_same(
        self, cast: Cast, item: str
    ) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.coordinator)
        words = "x" * (MOST_CHARACTERS + 1)
        response = client.post(item, typed(cast.coordinator, item, narrative=words))
        html = response.content.decode()
        assert "Copy it, open the page again" in html
        assert words in html


class TestStartFromLast:
    def test_fills_the_empty_boxes_and_saves_nothing(
        self, coordinator: Client, stage: Stage, item: str
    ) -> None:
        html = coordinator.post(
            item, {"version": "0", "start": "last", "risk": "My own words."}
        ).content.decode()
        assert "Nothing is saved yet" in html
        assert "Two departments had yet to name a lead.</textarea>" in html
        assert "The steering group will ask for names in November.</textarea>" in html
        assert "My own words.</textarea>" in html
        assert 'value="at_risk" checked' in html
        assert 'name="forecast_on-month" type="text" value="1"' in html
        stage.milestone_update.refresh_from_db()
        assert stage.milestone_update.version == 0

    def test_keeps_what_was_typed_as_a_draft(
        self, coordinator: Client, cast: Cast, item: str
    ) -> None:
        coordinator.post(item, typed(cast.coordinator, item, start="last"))
        assert draft_of(cast.coordinator) is not None

    def test_leaves_out_a_day_that_has_passed(
        self, coordinator: Client, stage: Stage, item: str
    ) -> None:
        type(stage.previous_update).objects.filter(pk=stage.previous_update.pk).update(
            forecast_on=dt.date(2013, 12, 1)
        )
        html = coordinator.post(item, {"version": "0", "start": "last"}).content.decode()
        assert 'name="forecast_on-month" type="text" value=""' in html

    def test_is_not_offered_once_it_has_been_answered(
        self, coordinator: Client, item: str
    ) -> None:
        assert "Start from last quarter’s answers" in shown(coordinator, item)
        coordinator.post(item, AT_RISK_FORM)
        assert "Start from last quarter’s answers" not in shown(coordinator, item)

    def test_starts_the_overview_from_last_quarters(
        self, coordinator: Client, stage: Stage
    ) -> None:
        address = f"{RETURN_URL}overview/"
        html = coordinator.post(address, {"version": "0", "start": "last"}).content.decode()
        assert "A steady quarter.</textarea>" in html


class TestStay:
    def test_moves_the_end_of_the_session_on(self, coordinator: Client) -> None:
        session = coordinator.session
        session["seen_at"] = 0
        session.save()
        assert coordinator.post("/account/stay/").status_code == 204
        assert coordinator.session["seen_at"] > 0

    def test_every_page_of_somebody_signed_in_carries_the_warning(
        self, coordinator: Client
    ) -> None:
        assert 'data-session-seconds="1800"' in shown(coordinator, "/")
        coordinator.logout()
        assert "data-session-seconds" not in shown(coordinator, "/account/sign-in/")


class TestPages:
    """What stands around the form of one answer."""

    def test_says_what_was_expected_also_after_a_mistake(
        self, coordinator: Client, item: str
    ) -> None:
        html = coordinator.post(item, {"version": "0", "rating": "off_track"}).content.decode()
        assert "Until now it was expected on 31 January 2014." in html

    def test_shows_the_history_below_the_form(
        self, coordinator: Client, stage: Stage, item: str
    ) -> None:
        coordinator.post(item, AT_RISK_FORM)
        html = shown(coordinator, item)
        assert "Quarter 2 2013/14: At risk, expected 31 January 2014" in html
        assert "Saved Friday 10 January 2014 at" in html
        # PostgreSQL keeps the names of a JSON object in an order of its own.
        changed = html.partition("Saved Friday 10 January 2014 at")[2].partition("</li>")[0]
        assert all(name in changed for name in ("rating", "expected", "risk", "path to green"))

    def test_shows_no_history_of_what_is_new(self, coordinator: Client, stage: Stage) -> None:
        address = f"{RETURN_URL}milestones/{stage.second_milestone_update.milestone_id}/"
        assert "Earlier quarters" not in shown(coordinator, address)

    def test_says_when_it_was_the_same_person_in_another_window(
        self, coordinator: Client, item: str
    ) -> None:
        coordinator.post(item, AT_RISK_FORM)
        html = coordinator.post(item, {**AT_RISK_FORM, "narrative": "Other."}).content.decode()
        assert "You saved this in another window" in html
        assert "Saved in the other window" in html

    @pytest.mark.parametrize("path", ["milestones", "measures", "overview"])
    def test_cost_no_more_than_a_score_of_statements(
        self, coordinator: Client, stage: Stage, path: str
    ) -> None:
        keys = {
            "milestones": f"{stage.milestone_update.milestone_id}/",
            "measures": f"{stage.measure_update.measure_id}/",
        }
        with CaptureQueriesContext(connection) as queries:
            shown(coordinator, f"{RETURN_URL}{path}/{keys.get(path, '')}")
        assert len(queries) <= 20
