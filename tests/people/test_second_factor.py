"""The second factor: compulsory for some roles, offered to all."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.people.rules import browser_words
from csplan.settings.sign_in import ROLES_WITH_SECOND_FACTOR
from tests.conftest import Cast
from tests.core.markup import parse, words
from tests.factories import PASSWORD, RoleGrantFactory
from tests.people.stage import (
    CODE,
    SECRET,
    code_of,
    recovery_codes,
    sign_in,
    with_second_factor,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("fresh_limits"),
    pytest.mark.each_database,
]

SET_UP = "/account/second-factor/app/"
CODES = "/account/second-factor/recovery-codes/"
OWN = "/account/second-factor/"


@pytest.fixture
def demanded(settings: Settings) -> None:
    """As in production."""
    settings.CSPLAN_SECOND_FACTOR_ROLES = ROLES_WITH_SECOND_FACTOR


def code_now(secret: str = SECRET) -> str:
    return code_of(secret, int(time.time()) // 30)


def wrong_code() -> str:
    """A code that is right at no moment near this one."""
    near = {code_of(SECRET, int(time.time()) // 30 + step) for step in range(-2, 3)}
    return next(f"{number:06}" for number in range(10) if f"{number:06}" not in near)


def problems(page: str) -> list[str]:
    return [words(link) for link in parse(page).xpath("//*[@role='alert']//a")]


@pytest.mark.usefixtures("demanded")
class TestDemand:
    def test_stands_before_every_page_of_four_roles_and_of_no_other(
        self, client: Client, cast: Cast
    ) -> None:
        stopped = set()
        for name in ("coordinator", "assistant", "sro", "national_team", "head", "nsg",
                     "private_office", "administrator", "auditor", "outsider"):  # fmt: skip
            client.force_login(getattr(cast, name))
            if client.get("/account/emails/").headers.get("Location", "").startswith(SET_UP):
                stopped.add(name)

        assert stopped == {"administrator", "head", "national_team", "sro"}

    def test_refuses_a_form_rather_than_lead_it_away(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.head)

        answer = client.post("/account/emails/", {"kinds": []})

        assert answer.status_code == 403
        assert "a second factor" in answer.content.decode()

    def test_acts_on_the_request_after_a_role_is_given(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.outsider)
        assert client.get("/").status_code == 200

        RoleGrantFactory.create(user=cast.outsider, role=Role.HEAD)

        assert client.get("/").headers["Location"].startswith(SET_UP)

    def test_acts_on_whoever_has_removed_theirs(self, client: Client, cast: Cast) -> None:
        with_second_factor(cast.outsider)
        sign_in(client, cast.outsider)
        client.post(CODE, {"code": code_now()})
        client.post(f"{SET_UP}remove/", {})
        assert client.get("/").status_code == 200

        RoleGrantFactory.create(user=cast.outsider, role=Role.HEAD)

        assert client.get("/").headers["Location"].startswith(SET_UP)

    def test_asks_for_the_one_that_is_there(self, client: Client, cast: Cast) -> None:
        """Of a session that began before it was set up elsewhere."""
        with_second_factor(cast.head)
        client.force_login(cast.head)

        page = client.get("/").headers["Location"]
        client.post(page, {"code": code_now()})

        assert page.startswith("/account/second-factor/confirm/")
        assert client.get("/").status_code == 200

    def test_lets_nobody_remove_the_last_one(self, client: Client, cast: Cast) -> None:
        with_second_factor(cast.head)
        client.post("/account/sign-in/", {"login": cast.head.email, "password": PASSWORD})
        client.post(CODE, {"code": code_now()})

        page = client.post(f"{SET_UP}remove/", {}).content.decode()

        assert "Add another one before you remove this one" in page
        assert Authenticator.objects.filter(user=cast.head, type="totp").exists()


@pytest.mark.usefixtures("demanded")
class TestSettingUp:
    def test_goes_from_the_first_sign_in_to_the_second(self, client: Client, cast: Cast) -> None:
        assert sign_in(client, cast.head) == "/"
        page = client.get("/", follow=True).content.decode()
        secret = client.session["mfa.totp.secret"]

        assert "Your role asks for a second factor" in page
        wrong = client.post(SET_UP, {"code": "12"}).content.decode()
        assert problems(wrong) == ["The code is not correct. Enter the one shown now"]
        done = client.post(SET_UP, {"code": code_now(secret)}, follow=True).content.decode()
        assert [words(code) for code in parse(done).xpath("//code")] == recovery_codes(cast.head)
        assert client.get("/").status_code == 200
        assert recovery_codes(cast.head)[0] not in client.get(CODES).content.decode()

        other = Client()
        assert sign_in(other, cast.head) == CODE
        assert other.get("/").status_code == 302
        assert other.post(CODE, {"code": code_now(secret)}).headers["Location"] == "/"
        assert other.get("/").status_code == 200

    def test_draws_the_picture_without_a_style_and_keeps_the_secret_unread(
        self, client: Client, cast: Cast
    ) -> None:
        sign_in(client, cast.head)
        page = client.get(SET_UP).content.decode()
        secret = client.session["mfa.totp.secret"]
        client.post(SET_UP, {"code": code_now(secret)})

        (drawing,) = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
        assert "style" not in drawing
        assert secret in page
        assert secret not in str(Authenticator.objects.get(type="totp").data)

    @pytest.mark.django_db(transaction=True)
    def test_is_told_to_the_holder_and_kept_in_the_history(
        self, client: Client, cast: Cast
    ) -> None:
        sign_in(client, cast.head)
        client.get(SET_UP)
        secret = client.session["mfa.totp.secret"]
        client.post(SET_UP, {"code": code_now(secret)})

        (message,) = mail.outbox
        assert message.to == [cast.head.email]
        assert "An authenticator app was set up" in str(message.body)
        event = AuditEvent.objects.get()
        assert (event.action, event.actor) == ("user.second_factor_added", cast.head)

    def test_asks_for_the_password_again_a_while_after_signing_in(
        self, client: Client, cast: Cast
    ) -> None:
        sign_in(client, cast.head)
        assert client.get(SET_UP).status_code == 200

        session = client.session
        session["account_authentication_methods"][0]["at"] -= 11 * 60
        session.save()
        page = client.get(SET_UP).headers["Location"]

        assert page.startswith("/account/confirm/")
        wrong = client.post(page, {"password": "not-the-password"}).content.decode()
        assert problems(wrong) == ["The password is not correct"]
        assert client.post(page, {"password": PASSWORD}).headers["Location"] == SET_UP
        assert client.get(SET_UP).status_code == 200


class TestSigningIn:
    @pytest.fixture
    def guarded(self, cast: Cast) -> User:
        """Somebody whose role does not ask for one, and who has chosen one."""
        return with_second_factor(cast.coordinator)

    def test_asks_those_who_chose_one_though_their_role_does_not(
        self, client: Client, guarded: User
    ) -> None:
        assert sign_in(client, guarded) == CODE
        wrong = client.post(CODE, {"code": wrong_code()}).content.decode()
        assert problems(wrong) == ["The code is not correct. Enter the one shown now"]
        missing = client.post(CODE, {"code": ""}).content.decode()
        assert problems(missing) == ["Enter the code"]
        assert client.post(CODE, {"code": code_now()}).headers["Location"] == "/"

    def test_takes_a_code_and_a_recovery_code_once_each(
        self, client: Client, guarded: User
    ) -> None:
        for code in (code_now(), recovery_codes(guarded)[0]):
            answers = []
            for visitor in (Client(), Client()):
                sign_in(visitor, guarded)
                answers.append(visitor.post(CODE, {"code": code}).status_code)
            assert answers == [302, 200]
        assert len(recovery_codes(guarded)) == 9

    def test_stops_guessing_at_codes_for_an_hour_and_not_for_good(
        self, client: Client, guarded: User
    ) -> None:
        sign_in(client, guarded)
        for _ in range(10):
            client.post(CODE, {"code": wrong_code()})

        page = client.post(CODE, {"code": code_now()}).content.decode()

        assert "too many attempts" in problems(page)[0]
        assert guarded.is_active
        cache.clear()
        assert client.post(CODE, {"code": code_now()}).status_code == 302

    def test_starts_again_as_somebody_else(self, client: Client, guarded: User) -> None:
        sign_in(client, guarded)
        assert client.get("/account/sign-in/").headers["Location"] == CODE

        client.post("/account/sign-in/again/")

        assert client.get("/account/sign-in/").status_code == 200

    def test_lets_its_holder_remove_it_and_make_new_recovery_codes(
        self, client: Client, guarded: User
    ) -> None:
        sign_in(client, guarded)
        client.post(CODE, {"code": code_now()})
        old = recovery_codes(guarded)
        client.post(f"{CODES}new/", {})
        assert not set(old) & set(recovery_codes(guarded))
        client.get(OWN)

        client.post(f"{SET_UP}remove/", {})

        assert not Authenticator.objects.filter(user=guarded).exists()
        assert [event.action for event in AuditEvent.objects.order_by("pk")] == [
            "user.recovery_codes_made",
            "user.second_factor_removed",
        ]
        assert sign_in(Client(), guarded) == "/"


class TestLongerPassword:
    def test_is_asked_of_whoever_signs_in_with_a_short_one(
        self, client: Client, cast: Cast
    ) -> None:
        for person in (cast.head, cast.coordinator):
            person.set_password("lantern-boat")
            person.save()
        sign_in(client, cast.coordinator, "lantern-boat")
        assert client.get("/").status_code == 200

        head = Client()
        sign_in(head, cast.head, "lantern-boat")
        page = head.get("/").headers["Location"]
        new = {"password1": "lantern-harbour-seven", "password2": "lantern-harbour-seven"}
        head.post(page, {"oldpassword": "lantern-boat", **new})

        assert page.startswith("/account/password/")
        assert head.get("/").status_code == 200


class TestSessions:
    def test_are_listed_and_ended_everywhere_else(self, client: Client, cast: Cast) -> None:
        elsewhere = Client(headers={"user-agent": "A browser elsewhere"})
        sign_in(client, cast.coordinator)
        sign_in(elsewhere, cast.coordinator)
        assert "A browser elsewhere" in client.get("/account/sessions/").content.decode()

        client.post("/account/sessions/")

        assert elsewhere.get("/").status_code == 302
        assert client.get("/").status_code == 200


class TestBrowserWords:
    @pytest.mark.parametrize(
        ("user_agent", "words"),
        [
            (
                "Mozilla/5.0 (Windows NT 10.0) Chrome/128.0 Safari/537 Edg/128",
                "Edge on Windows",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64) Chrome/128.0 Safari/537.36", "Chrome on Linux"),
            ("Mozilla/5.0 (iPhone; like Mac OS X) Version/17 Safari/604.1", "Safari on an iPhone"),
            ("Lynx/2.8", "Lynx/2.8"),
            ("", "Not known"),
        ],
    )
    def test_says_what_somebody_would_call_it(self, user_agent: str, words: str) -> None:
        assert browser_words(user_agent) == words


class TestKey:
    def test_is_replaced_without_taking_anybodys_second_factor(
        self, client: Client, cast: Cast, settings: Settings, capsys: pytest.CaptureFixture[str]
    ) -> None:
        person = with_second_factor(cast.coordinator)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another-key-for-the-tests-that-protects-nothing-either"

        call_command("reencrypt_second_factors")
        settings.SECRET_KEY_FALLBACKS = []

        assert "Encrypted 2 anew." in capsys.readouterr().out
        sign_in(client, person)
        assert client.post(CODE, {"code": code_now()}).headers["Location"] == "/"

    def test_lets_nobody_in_when_it_is_lost(
        self, client: Client, cast: Cast, settings: Settings, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Neither by the code of an empty secret nor by a page that breaks."""
        person = with_second_factor(cast.coordinator)
        settings.SECRET_KEY = "another-key-for-the-tests-that-protects-nothing-either"
        call_command("reencrypt_second_factors")
        sign_in(client, person)

        for code in (code_now(), code_now("")):
            assert client.post(CODE, {"code": code}).status_code == 200

        assert "2 could not be read" in capsys.readouterr().out
        assert client.get("/").status_code == 302
