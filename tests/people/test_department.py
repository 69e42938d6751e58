"""Signing in through a department: an identity provider of our own stands in, on loopback."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.settings.sign_in import oidc_settings
from tests.conftest import Cast
from tests.people.stage import CODE, with_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

START, DONE = "/account/department/", "/account/department/done/"


class Provider(BaseHTTPRequestHandler):
    """Vouches for whoever ``claims`` names."""

    claims: ClassVar[dict[str, Any]] = {}
    asked: ClassVar[dict[str, list[str]]] = {}
    identity: ClassVar[dict[str, str]] = {}
    elsewhere: ClassVar[str] = ""
    server: HTTPServer

    def do_GET(self) -> None:
        at = f"http://127.0.0.1:{self.server.server_port}"
        if self.elsewhere and self.path.endswith("openid-configuration"):
            self.send_response(302)
            self.send_header("Location", f"{at}{self.elsewhere}")
            self.end_headers()
        elif "well-known" in self.path:
            self.answer(
                {
                    "issuer": at,
                    "authorization_endpoint": f"{at}/authorise",
                    "token_endpoint": f"{at}/token",
                    "userinfo_endpoint": f"{at}/person",
                    "jwks_uri": f"{at}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        else:
            self.answer(self.claims)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        type(self).asked = parse_qs(self.rfile.read(length).decode())
        self.answer({"access_token": "a-token", "token_type": "Bearer", **self.identity})

    def answer(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def provider(settings: Settings) -> Iterator[type[Provider]]:
    with HTTPServer(("127.0.0.1", 0), Provider) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = oidc_settings(
            issuer=f"http://127.0.0.1:{server.server_port}",
            client_id="csplan",
            secret="a-secret",
            name="your department",
            trusts_email=False,
        )
        for name, value in found.items():
            setattr(settings, name, value)
        yield Provider
        server.shutdown()


def sign_in(client: Client, provider: type[Provider], **claims: Any) -> str:
    """Press the button, be vouched for with the claims, and come back; where that leads."""
    provider.claims = claims
    there = urlsplit(client.post(START).headers["Location"])
    assert there.path == "/authorise"
    sent = parse_qs(there.query)
    assert sent["code_challenge_method"] == ["S256"]
    back = client.get(DONE, {"code": "a-code", "state": sent["state"][0]})
    return str(back.headers["Location"])


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


class TestDepartment:
    def test_signs_in_whose_address_it_has_checked(
        self, client: Client, cast: Cast, provider: type[Provider]
    ) -> None:
        person = {"sub": "key-1", "email": cast.nsg.email.upper(), "email_verified": True}
        before = User.objects.count()

        assert sign_in(client, provider, **person) == "/"

        assert is_in(client)
        # The code is of use to nobody who has only seen it pass by.
        assert provider.asked["code_verifier"]
        cast.nsg.refresh_from_db()
        assert cast.nsg.has_usable_password()
        assert [event.action for event in AuditEvent.objects.all()] == ["user.linked"]
        # From then on the provider's own key counts, whatever address it tells.
        moved = {"sub": "key-1", "email": "elsewhere@example.org", "email_verified": False}
        again = Client()
        assert sign_in(again, provider, **moved) == "/"
        assert is_in(again)
        assert User.objects.count() == before
        assert SocialAccount.objects.count() == 1

    @pytest.mark.parametrize("whose", ["unknown", "unchecked", "closed", "unsaid"])
    def test_lets_nobody_else_in_and_tells_them_apart_to_nobody(
        self, client: Client, cast: Cast, provider: type[Provider], whose: str
    ) -> None:
        User.objects.filter(pk=cast.head.pk).update(is_active=False)
        claims = {
            "unknown": {"email": "nobody@example.org", "email_verified": True},
            "unchecked": {"email": cast.nsg.email, "email_verified": False},
            "closed": {"email": cast.head.email, "email_verified": True},
            "unsaid": {},
        }[whose]
        before = User.objects.count()

        assert sign_in(client, provider, sub="key-2", **claims) == "/account/sign-in/"

        assert (
            "no csplan account is open to you" in client.get("/account/sign-in/").content.decode()
        )
        assert not is_in(client)
        assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)

    def test_asks_for_the_second_factor_all_the_same(
        self, client: Client, cast: Cast, provider: type[Provider]
    ) -> None:
        with_second_factor(cast.nsg)
        person = {"sub": "key-3", "email": cast.nsg.email, "email_verified": True}

        assert sign_in(client, provider, **person) == CODE
        assert not is_in(client)

    def test_closes_with_the_account(
        self, client: Client, cast: Cast, provider: type[Provider]
    ) -> None:
        person = {"sub": "key-4", "email": cast.nsg.email, "email_verified": True}
        sign_in(client, provider, **person)
        User.objects.filter(pk=cast.nsg.pk).update(is_active=False)

        assert sign_in(Client(), provider, **person) == "/account/sign-in/"
        assert not is_in(client)

    @pytest.mark.parametrize(
        "query", [{}, {"error": "access_denied"}, {"code": "x"}, {"code": "x", "state": "made-up"}]
    )
    def test_believes_no_answer_that_was_not_asked_for(
        self, client: Client, provider: type[Provider], query: dict[str, str]
    ) -> None:
        assert client.get(DONE, query).headers["Location"] == "/account/sign-in/"

    def test_believes_no_identity_token_meant_for_others(
        self,
        cast: Cast,
        provider: type[Provider],
        settings: Settings,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        application = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
        person = {"sub": "key-5", "email": cast.nsg.email, "email_verified": True}
        whole = {
            **person,
            "iss": application["settings"]["server_url"],
            "aud": "csplan",
            "exp": int(time.time()) + 600,
        }
        for wrong in ({"aud": "another"}, {"iss": "https://elsewhere.example"}, {"exp": 1}, {}):
            token = jwt.encode({**whole, **wrong}, "the provider's key, which csplan never sees")
            monkeypatch.setattr(provider, "identity", {"id_token": token})
            client = Client()

            assert sign_in(client, provider, **person) == ("/account/sign-in/" if wrong else "/")
            assert is_in(client) == (not wrong)

    def test_is_not_followed_elsewhere(
        self, client: Client, provider: type[Provider], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(provider, "elsewhere", "/well-known-elsewhere")

        assert client.post(START).headers["Location"] == "/account/sign-in/"

    def test_says_so_when_it_does_not_answer(self, client: Client) -> None:
        """Nothing listens at the address that the tests' settings name."""
        page = client.post(START, follow=True).content.decode()

        assert "did not sign you in" in page
        assert client.get(START).status_code == 405

    @pytest.mark.parametrize("process", ["connect", "redirect"])
    def test_is_for_signing_in_alone(
        self, client: Client, cast: Cast, provider: type[Provider], process: str
    ) -> None:
        client.force_login(cast.nsg)

        for answer in (
            client.post(START, {"process": process}), client.post(f"{START}?process={process}")
        ):  # fmt: skip
            assert answer.status_code == 400

    def test_is_as_limited_as_any_sign_in(self, client: Client, settings: Settings) -> None:
        settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "2/h/ip"}
        settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 1

        answers = [client.post(START).status_code for _ in range(3)]

        assert answers == [302, 302, 429]
        assert client.post("/account/sign-in/", {"login": "x"}).status_code == 429
