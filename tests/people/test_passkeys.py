"""Signing in with a passkey, as the server sees it; tests/journeys drives a browser's."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from csplan.accounts.models import User
from csplan.settings.sign_in import passkey_settings
from tests.conftest import Cast
from tests.core.markup import parse
from tests.people.passkey import FLAG, Passkey, challenge
from tests.people.stage import CODE, sign_in, with_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

PASSKEY = "/account/passkey/"
AGAIN = "/account/second-factor/passkeys/confirm/"
REFUSED = "That passkey does not open an account here. Try again, or choose another way"
GARBAGE = (
    "", "no JSON", "null", "5", "[]", "{}", "[" * 5000, '{"id": "x"}',
    '{"id": "x", "rawId": "x", "response": []}',
    '{"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "e30"}}',
    '{"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "e30", "userHandle": 7}}',
)  # fmt: skip


@pytest.fixture
def passkey(cast: Cast) -> Passkey:
    held = Passkey(cast.nsg)
    held.register()
    return held


def told(page: str) -> list[str]:
    """What stands beside the button, once a passkey was refused."""
    found = parse(page).xpath("//*[@data-passkey-words]")
    return [str(place.text_content()) for place in found]


class TestSignIn:
    def send(self, client: Client, credential: str) -> tuple[str, str]:
        """Where it leads, and what stands there."""
        response = client.post(PASSKEY, {"credential": credential}, follow=True)
        return response.redirect_chain[-1][0], response.content.decode()

    def is_signed_in(self, client: Client) -> bool:
        return "_auth_user_id" in client.session

    def test_needs_nothing_else(self, client: Client, passkey: Passkey) -> None:
        place, _ = self.send(client, passkey.answer(challenge(client)))

        assert place == "/"
        assert client.session["_auth_user_id"] == str(passkey.user.pk)

    def test_takes_each_answer_once(self, client: Client, passkey: Passkey) -> None:
        answer = passkey.answer(challenge(client))
        self.send(client, answer)
        client.post("/account/sign-out/")

        place, page = self.send(client, answer)

        assert place == "/account/sign-in/"
        assert REFUSED in page

    def test_answers_alike_for_closed_unknown_wrong_and_unlocked_by_nobody(
        self, client: Client, cast: Cast, passkey: Passkey
    ) -> None:
        closed = Passkey(cast.auditor, number=2)
        closed.register()
        User.objects.filter(pk=cast.auditor.pk).update(is_active=False)
        tries: tuple[tuple[Passkey, dict[str, Any]], ...] = (
            (closed, {}),
            (Passkey(cast.head, number=3), {}),
            (Passkey(passkey.user, number=3), {}),
            (Passkey(User(pk=999_999), number=3), {}),
            (passkey, {"flags": FLAG.UP}),
            (passkey, {"signature": "AAAA"}),
            (passkey, {"userHandle": None}),
        )

        for held, changes in tries:
            place, page = self.send(client, held.answer(challenge(client), **changes))
            assert place == "/account/sign-in/", (held, changes)
            assert REFUSED in page
            assert not self.is_signed_in(client)

    @pytest.mark.parametrize("words", GARBAGE)
    def test_refuses_anything_else(self, words: str, client: Client, db: None) -> None:
        challenge(client)

        place, page = self.send(client, words)

        assert place == "/account/sign-in/"
        assert REFUSED in page

    def test_stops_after_a_hundred_from_one_address(
        self, client: Client, passkey: Passkey
    ) -> None:
        for _ in range(100):
            client.post(PASSKEY, {"credential": ""})

        answer = passkey.answer(challenge(client))
        response = client.post(PASSKEY, {"credential": answer})

        assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert not self.is_signed_in(client)

    def test_keeps_nobody_out_whose_account_a_stranger_names(
        self, client: Client, passkey: Passkey
    ) -> None:
        stranger = Passkey(passkey.user, number=9)
        for _ in range(11):
            other = Client(REMOTE_ADDR="127.0.0.9")
            other.post(PASSKEY, {"credential": stranger.answer(challenge(other))})

        assert self.send(client, passkey.answer(challenge(client)))[0] == "/"


class TestAfterThePassword:
    @pytest.fixture
    def half_way(self, client: Client, passkey: Passkey) -> Client:
        with_second_factor(passkey.user)
        assert sign_in(client, passkey.user) == CODE
        return client

    def ask(self, client: Client) -> str:
        client.get(CODE)
        return str(client.session["mfa.webauthn.state"]["challenge"])

    def test_is_the_second_factor(self, half_way: Client, passkey: Passkey) -> None:
        answer = passkey.answer(self.ask(half_way))

        assert half_way.post(CODE, {"credential": answer}).headers["Location"] == "/"

    @pytest.mark.parametrize("words", GARBAGE)
    def test_says_that_anything_else_is_none(self, words: str, half_way: Client) -> None:
        self.ask(half_way)

        page = half_way.post(CODE, {"credential": words}).content.decode()

        assert told(page) == [REFUSED]

    def test_is_limited_with_the_codes(self, half_way: Client, passkey: Passkey) -> None:
        wrong = Passkey(passkey.user, number=9)
        for _ in range(10):
            half_way.post(CODE, {"credential": wrong.answer(self.ask(half_way))})

        answer = passkey.answer(self.ask(half_way))
        page = half_way.post(CODE, {"credential": answer}).content.decode()

        assert "too many attempts" in told(page)[0]

    def test_is_not_taken_where_it_is_not_offered(
        self, half_way: Client, passkey: Passkey, settings: Settings
    ) -> None:
        answer = passkey.answer(self.ask(half_way))
        for name, value in passkey_settings(are_offered=False).items():
            setattr(settings, name, value)

        for sent in ({"credential": answer}, {}):
            assert half_way.post(CODE, sent).headers["Location"] == CODE
        assert half_way.get(CODE).status_code == HTTPStatus.OK


class TestAgain:
    def test_lets_go_on_whoever_has_it_and_nobody_else(
        self, client: Client, passkey: Passkey
    ) -> None:
        client.force_login(passkey.user)
        stranger = Passkey(passkey.user, number=9)
        for held, place in ((stranger, "/account/sign-in/"), (passkey, "/")):
            client.get(AGAIN)
            asked = str(client.session["mfa.webauthn.state"]["challenge"])
            response = client.post(AGAIN, {"credential": held.answer(asked)})
            assert response.headers["Location"] == place
