"""While csplan is read-only it can be read, nothing is saved, and nothing typed is lost."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from csplan.core import read_only
from csplan.core.read_only import NoStateFolderError
from tests.core.markup import parse, words

pytestmark = [pytest.mark.urls("tests.core.front_end_urls"), pytest.mark.any_database]

REASON = "csplan is being moved until 5pm"
SENT = {
    "narrative": ["Words that <took> an hour to write."],
    "departments": ["ho", "moj"],
    "csrfmiddlewaretoken": ["t" * 32],
}


@pytest.fixture(autouse=True)
def state(settings: Settings, tmp_path: Path) -> Path:
    settings.CSPLAN_STATE = tmp_path
    return tmp_path


class TestSwitch:
    def test_is_off_until_turned_on_and_after_it_is_turned_off(self) -> None:
        before = read_only.reason()
        read_only.turn_on(REASON)
        during = read_only.reason()
        read_only.turn_off()
        read_only.turn_off()

        assert (before, during, read_only.reason()) == ("", REASON, "")

    def test_needs_a_folder(self, settings: Settings) -> None:
        settings.CSPLAN_STATE = None

        assert read_only.reason() == ""
        with pytest.raises(NoStateFolderError, match="CSPLAN_STATE"):
            read_only.turn_on(REASON)


class TestReadOnly:
    def test_refuses_whatever_saves_without_a_query_and_gives_it_back(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries, db: None
    ) -> None:
        read_only.turn_on(REASON)
        with django_assert_num_queries(0):
            response = client.post("/protected/?next=1", SENT)

        page = parse(response.content.decode())
        assert (response.status_code, response["Retry-After"]) == (503, "300")
        assert response["Cache-Control"] == "no-store"
        assert words(page.xpath("//h1")[0]) == "Nothing can be saved at the moment"
        form = page.xpath("//main//form")[0]
        assert form.get("action") == "/protected/?next=1"
        again = [(box.get("name"), box.get("value")) for box in form.xpath(".//input")]
        assert again == [
            ("narrative", SENT["narrative"][0]),
            ("departments", "ho"),
            ("departments", "moj"),
            ("csrfmiddlewaretoken", "t" * 32),
        ]
        assert words(page.xpath("//*[contains(@class, 'app-words')]")[0]) == SENT["narrative"][0]

    def test_does_not_send_again_what_a_page_cannot_hold(self, client: Client) -> None:
        read_only.turn_on(REASON)
        secret = "a long secret that must not be shown"

        text = client.post("/protected/", {**SENT, "old_password": secret}).content.decode()

        page = parse(text)
        assert secret not in text
        assert page.xpath("//main//form") == []
        assert "not: send them from the page you came from" in text
        assert words(page.xpath("//*[contains(@class, 'app-words')]")[0]) == SENT["narrative"][0]

    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
    def test_refuses_every_method_that_is_not_for_reading(
        self, method: str, client: Client
    ) -> None:
        read_only.turn_on(REASON)

        assert client.generic(method, "/protected/").status_code == 503

    def test_tells_a_script_in_its_own_words(self, client: Client) -> None:
        read_only.turn_on(REASON)
        response = client.post("/drafts/", SENT, headers={"accept": "application/json"})

        assert response.status_code == 503
        assert response.json()["words"].startswith("Nothing can be saved")

    def test_can_be_read_and_says_so_on_every_page(self, client: Client) -> None:
        writable = client.get("/privacy/").content.decode()
        read_only.turn_on(REASON)
        response = client.get("/privacy/")

        assert response.status_code == 200
        banner = parse(response.content.decode()).xpath("//*[@aria-label='Maintenance']")
        assert words(banner[0]) == (
            f"You can read, but nothing can be saved at the moment. {REASON}"
        )
        assert "Maintenance" not in writable
