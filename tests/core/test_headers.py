"""What every answer tells browsers, whatever its status, with the settings of production."""

from pathlib import Path
from typing import Any

import pytest
from django.templatetags.static import static
from django.test import Client
from pytest_django import Settings

from csplan.accounts.models import User
from csplan.core.middleware import ORDERS
from tests.factories import UserFactory

pytestmark = [pytest.mark.urls("tests.core.front_end_urls"), pytest.mark.any_database]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
TWO_YEARS = "max-age=63072000; includeSubDomains; preload"


@pytest.fixture(autouse=True)
def as_in_production(settings: Settings, tmp_path: Path) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SECURE_HSTS_PRELOAD = True
    settings.CSPLAN_STATE = tmp_path


@pytest.fixture
def stranger() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def reader(db: None) -> Client:
    client = Client(raise_request_exception=False)
    user: User = UserFactory.create()
    client.force_login(user)
    return client


def policy(response: Any) -> dict[str, str]:
    parts = response.headers["Content-Security-Policy"].split(";")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in parts)}


def assert_orders(response: Any) -> None:
    assert policy(response) == POLICY
    assert {name: response.headers.get(name) for name in ORDERS} == ORDERS
    assert response.headers["X-Request-ID"]


# Method, address, status.
ANSWERS = [
    ("GET", "/privacy/", 200),
    ("GET", "/protected/", 302),
    ("GET", "/misunderstood/", 400),
    ("GET", "/refused/", 403),
    ("GET", "/nowhere/", 404),
    ("POST", "/privacy/", 405),
    ("GET", "/refusal/409/", 409),
    ("GET", "/refusal/413/", 413),
    ("GET", "/refusal/429/", 429),
    ("GET", "/broken/", 500),
]


class TestEveryStatus:
    @pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
    def test_carries_the_orders(
        self, method: str, path: str, status: int, stranger: Client
    ) -> None:
        response = stranger.generic(method, path, secure=True)

        assert response.status_code == status
        assert_orders(response)
        assert response.headers["Strict-Transport-Security"] == TWO_YEARS

    def test_carries_them_while_nothing_can_be_saved(
        self, stranger: Client, tmp_path: Path
    ) -> None:
        (tmp_path / "read-only").write_text("Moving house.")
        response = stranger.post("/account/sign-in/", {}, secure=True)

        assert response.status_code == 503
        assert_orders(response)

    def test_carries_them_on_static_files(self, stranger: Client, db: None) -> None:
        response = stranger.get(static("images/favicon.svg"), secure=True)
        response.close()

        assert response.status_code == 200
        assert_orders(response)
        assert response.headers["Strict-Transport-Security"] == TWO_YEARS

    def test_carries_them_on_the_way_to_https(self, stranger: Client) -> None:
        response = stranger.get("/privacy/")

        assert (response.status_code, response["Location"]) == (
            301,
            "https://testserver/privacy/",
        )
        assert_orders(response)

    def test_carries_them_when_asked_by_another_name(self, stranger: Client) -> None:
        response = stranger.get("/privacy/", secure=True, headers={"host": "evil.example"})

        assert response.status_code == 400
        assert_orders(response)


class TestSignedIn:
    @pytest.mark.parametrize(
        ("path", "status"), [("/protected/", 200), *((each[1], each[2]) for each in ANSWERS[2:5])]
    )
    def test_reads_nothing_that_a_cache_keeps(
        self, path: str, status: int, reader: Client
    ) -> None:
        response = reader.get(path, secure=True)

        assert response.status_code == status
        assert response.headers["Cache-Control"] == "no-store"
