import json
import logging
from http import HTTPStatus
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from csplan.core import health
from csplan.core.logging import RequestIdFilter
from csplan.core.middleware import accepted_or_new
from csplan.core.request_ids import current_request_id
from tests.core.markup import parse, words

EXECUTOR = "django.db.migrations.executor.MigrationExecutor"

pytestmark = pytest.mark.urls("tests.core.front_end_urls")


class TestOpenPages:
    @pytest.mark.parametrize("path", ["/accessibility/", "/privacy/", "/healthz"])
    def test_answers_anybody_without_a_query(
        self,
        path: str,
        client: Client,
        django_assert_num_queries: DjangoAssertNumQueries,
        db: None,
    ) -> None:
        with django_assert_num_queries(0):
            response = client.get(path)

        assert response.status_code == HTTPStatus.OK

    @pytest.mark.parametrize("path", ["/accessibility/", "/privacy/", "/healthz", "/readyz"])
    def test_refuses_to_be_written_to(self, path: str, client: Client) -> None:
        assert client.post(path).status_code == HTTPStatus.METHOD_NOT_ALLOWED

    def test_says_in_which_characters_it_is_written(self, client: Client, db: None) -> None:
        for path in ("/accessibility/", "/privacy/", "/healthz", "/nowhere/"):
            assert client.get(path).headers["Content-Type"].endswith("; charset=utf-8")

    def test_does_not_answer_trace(self, client: Client) -> None:
        for path in ("/accessibility/", "/healthz"):
            assert client.trace(path).status_code == HTTPStatus.METHOD_NOT_ALLOWED

    def test_name_whom_to_write_to_and_who_enforces_as_the_deployer_says(
        self, client: Client, settings: Settings
    ) -> None:
        unnamed = client.get("/accessibility/").content.decode()
        settings.CSPLAN_CONTACT, settings.CSPLAN_IN_NORTHERN_IRELAND = "help@csplan.example", True
        named = client.get("/accessibility/").content.decode()

        assert "tell the administrator" in unnamed
        assert "Equality and Human Rights Commission" in unnamed
        assert 'href="mailto:help@csplan.example"' in named
        assert "Equality Commission for Northern Ireland" in named
        assert "Equality and Human Rights Commission" not in named
        assert 'href="mailto:help@csplan.example"' in client.get("/privacy/").content.decode()


class TestBasePage:
    def test_holds_nothing_inline(self, client: Client) -> None:
        page = parse(client.get("/privacy/").content.decode())

        assert page.xpath("//style | //@style | //@onclick | //script[not(@src)]") == []

    def test_names_the_page_and_the_service(self, client: Client) -> None:
        page = parse(client.get("/privacy/").content.decode())

        assert words(page.xpath("//title")[0]) == "Privacy – csplan"

    def test_says_that_it_is_a_demonstration(self, client: Client, settings: Settings) -> None:
        shown = client.get("/privacy/").content.decode()
        settings.CSPLAN_CLOCK = None
        real = client.get("/privacy/").content.decode()

        sentence = "csplan stands at Friday 10 January 2014. Progress shown is illustrative."
        assert sentence in shown
        assert "illustrative" not in real

    def test_attributes_the_source(self, client: Client) -> None:
        page = client.get("/privacy/").content.decode()

        assert (
            "Contains public sector information licensed under the Open Government Licence v3.0."
            in page
        )

    def test_loads_nothing_from_elsewhere(self, client: Client) -> None:
        page = parse(client.get("/privacy/").content.decode())

        assert all(link.startswith("/") for link in page.xpath("//link/@href | //@src"))


class TestErrorPages:
    @pytest.mark.parametrize(
        ("path", "status", "heading"),
        [
            ("/misunderstood/", HTTPStatus.BAD_REQUEST, "The request could not be understood"),
            ("/refused/", HTTPStatus.FORBIDDEN, "You cannot see or do this"),
            ("/nowhere/", HTTPStatus.NOT_FOUND, "Page not found"),
            ("/refusal/409/", HTTPStatus.CONFLICT, "Somebody else changed this"),
            ("/refusal/413/", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The file is too large"),
            ("/refusal/429/", HTTPStatus.TOO_MANY_REQUESTS, "Too many attempts"),
        ],
    )
    def test_says_what_happened(
        self, path: str, status: HTTPStatus, heading: str, client: Client, db: None
    ) -> None:
        response = client.get(path)

        assert response.status_code == status
        assert words(parse(response.content.decode()).xpath("//h1")[0]) == heading

    def test_shows_both_texts_after_a_stale_save(self, client: Client, db: None) -> None:
        page = parse(client.get("/refusal/409/").content.decode())

        texts = [words(each) for each in page.xpath("//*[contains(@class, 'comparison__words')]")]
        assert texts == ["<b>Six</b>", "Seven"]
        assert page.xpath("//main//a/@href") == ["/back/"]

    def test_renders_500_without_the_database_and_without_the_reason(
        self, django_assert_num_queries: DjangoAssertNumQueries, db: None
    ) -> None:
        client = Client(raise_request_exception=False)

        with django_assert_num_queries(0):
            response = client.get("/broken/", headers={"x-request-id": "reference-0001"})

        assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        page = response.content.decode()
        assert "reference-0001" in page
        assert "secret" not in page

    def test_explains_a_form_that_was_open_too_long(self) -> None:
        response = Client(enforce_csrf_checks=True).post("/account/sign-in/", {})

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert "This page was open for too long" in response.content.decode()

    def test_gives_back_the_prose_of_a_refused_form_and_no_password(self) -> None:
        form = {
            "narrative": "Words that <took> an hour to write.",
            "new_password": "a long secret that must not be shown",
            "rating": "on_track",
        }
        response = Client(enforce_csrf_checks=True).post("/account/sign-in/", form)

        page = response.content.decode()
        assert "Words that &lt;took&gt; an hour to write." in page
        assert "a long secret" not in page
        assert "on_track" not in page


class TestReadiness:
    def test_is_ready_when_everything_answers(self, client: Client, db: None) -> None:
        response = client.get("/readyz")

        assert response.status_code == HTTPStatus.OK
        assert json.loads(response.content)["database"] == "ok"

    def test_is_not_ready_without_the_database(self, client: Client, db: None) -> None:
        with mock.patch("csplan.core.health.connection.cursor", side_effect=OperationalError):
            response = client.get("/readyz")

        assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert json.loads(response.content)["database"] == "down"

    def test_is_not_ready_before_migrations_are_applied(self, client: Client, db: None) -> None:
        with mock.patch(f"{EXECUTOR}.migration_plan", return_value=["one"]):
            response = client.get("/readyz")

        assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert json.loads(response.content)["migrations"] == "down"

    def test_is_ready_though_degraded_without_the_broker(
        self, client: Client, settings: Settings, db: None
    ) -> None:
        settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

        response = client.get("/readyz")

        assert response.status_code == HTTPStatus.OK
        assert json.loads(response.content)["broker"] == "degraded"

    def test_is_ready_though_degraded_with_a_full_disk(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, db: None
    ) -> None:
        # More than any disk has: as if this one had next to nothing left.
        monkeypatch.setattr(health, "LEAST_FREE_BYTES", 2**63)

        response = client.get("/readyz")

        assert response.status_code == HTTPStatus.OK
        assert json.loads(response.content)["disk"] == "degraded"

    def test_needs_nothing_opened_for_a_broker_of_files(self, settings: Settings) -> None:
        settings.CELERY_BROKER_URL = "filesystem://"

        assert health._broker()


class TestRequestId:
    def test_keeps_a_harmless_one_and_returns_it(self, client: Client) -> None:
        response = client.get("/healthz", headers={"x-request-id": "abc-123_4.5"})

        assert response["X-Request-ID"] == "abc-123_4.5"

    @pytest.mark.parametrize("proposed", ["", "short", "x" * 65, "a b c d e f", "abcdefgh\nline"])
    def test_makes_its_own_instead_of_a_harmful_one(self, proposed: str) -> None:
        assert accepted_or_new(proposed) != proposed
        assert accepted_or_new(proposed) != accepted_or_new(proposed)

    def test_marks_log_lines_during_a_request_only(self) -> None:
        record = logging.makeLogRecord({})
        token = current_request_id.set("during-1")
        try:
            RequestIdFilter().filter(record)
        finally:
            current_request_id.reset(token)
        after = logging.makeLogRecord({})
        RequestIdFilter().filter(after)

        assert (record.request_id, after.request_id) == ("during-1", None)  # type: ignore[attr-defined]

    def test_forgets_it_when_the_request_ends(self, client: Client) -> None:
        client.get("/healthz")

        assert current_request_id.get() == ""
