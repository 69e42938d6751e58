"""Signing in and out, and passwords, as people meet them."""

import re
from http import HTTPStatus

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import DjangoAssertNumQueries, Settings

from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from tests.core.markup import parse, words
from tests.factories import PASSWORD, UserFactory

pytestmark = [
    pytest.mark.each_database,
    pytest.mark.urls("tests.core.front_end_urls"),
    pytest.mark.usefixtures("fresh_limits"),
]

SIGN_IN = "/account/sign-in/"
RESET = "/account/password/reset/"
NEW_PASSWORD = "harbour-lantern-seven"


class CountingHasher(MD5PasswordHasher):
    """The tests' hasher, which counts."""

    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.hashed += 1
        return super().encode(password, salt)


@pytest.fixture
def person(db: None) -> User:
    return UserFactory.create(email="priya@csplan.example", full_name="Priya Raman")


def sign_in(client: Client, password: str = PASSWORD, email: str = "priya@csplan.example") -> str:
    """Send the form; return where it leads, or "" when it stays."""
    response = client.post(SIGN_IN, {"login": email, "password": password})
    return str(response.headers.get("Location", ""))


def problems(page: str) -> list[str]:
    return [words(link) for link in parse(page).xpath("//*[@role='alert']//a")]


def told_of(person: User) -> list[tuple[str, User | None, dict[str, object]]]:
    """What the history holds of the account."""
    events = AuditEvent.objects.filter(target_id=str(person.pk)).order_by("pk")
    return [(event.action, event.actor, event.after) for event in events]


class TestAnonymous:
    def test_is_sent_to_sign_in_without_a_query(
        self, client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(0):
            response = client.get("/protected/")

        assert response.status_code == HTTPStatus.FOUND
        assert response["Location"] == f"{SIGN_IN}?next=/protected/"

    def test_is_shown_the_form_without_a_query(
        self, client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(0):
            response = client.get(SIGN_IN)

        assert response.status_code == HTTPStatus.OK

    def test_cannot_make_an_account(self, client: Client, db: None) -> None:
        for path in ("/account/signup/", "/account/sign-up/", "/account/email/"):
            assert client.get(path).status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize(
        "name", ["account_signup", "account_email", "account_set_password", "account_inactive"]
    )
    def test_finds_no_other_page_mapped(self, name: str) -> None:
        with pytest.raises(NoReverseMatch):
            reverse(name)


class TestSignIn:
    def test_leads_to_the_page_that_was_asked_for(self, client: Client, person: User) -> None:
        data = {"login": person.email, "password": PASSWORD, "next": "/protected/"}

        response = client.post(SIGN_IN, data, follow=True)

        assert response.redirect_chain[-1][0] == "/protected/"
        assert "Priya Raman" in response.content.decode()

    @pytest.mark.parametrize("address", ["PRIYA@csplan.example", " priya@csplan.example "])
    def test_forgives_capitals_and_spaces(
        self, address: str, client: Client, person: User
    ) -> None:
        assert sign_in(client, email=address) == "/"

    def test_takes_a_password_exactly_as_it_was_chosen(self, client: Client, person: User) -> None:
        chosen = " Harbour lantern seven "
        person.set_password(chosen)
        person.save()

        for other in (chosen.strip(), chosen.lower(), chosen[:20]):
            assert sign_in(client, other) == ""
        assert sign_in(client, chosen) == "/"

    def test_masks_the_password(self, client: Client, db: None) -> None:
        box = parse(client.get(SIGN_IN).content.decode()).xpath("//input[@name='password']")[0]

        assert box.attrib["type"] == "password"
        assert box.attrib["autocomplete"] == "current-password"

    @pytest.mark.parametrize(
        "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"]
    )
    def test_never_leads_elsewhere(self, target: str, client: Client, person: User) -> None:
        data = {"login": person.email, "password": PASSWORD, "next": target}

        response = client.post(SIGN_IN, data)

        assert response["Location"] == "/"

    def test_says_what_is_missing(self, client: Client, db: None) -> None:
        page = client.post(SIGN_IN, {}).content.decode()

        assert problems(page) == ["Enter your email address", "Enter your password"]
        assert "<title>Error: Sign in" in page

    def test_says_what_an_address_looks_like(self, client: Client, db: None) -> None:
        page = client.post(SIGN_IN, {"login": "priya", "password": "x"}).content.decode()

        assert problems(page) == [
            "Enter an email address in the correct format, like name@example.com"
        ]

    def test_never_repeats_the_password(self, client: Client, person: User) -> None:
        page = client.post(SIGN_IN, {"login": person.email, "password": "a-wrong-one"})

        assert "a-wrong-one" not in page.content.decode()

    def test_answers_alike_for_unknown_wrong_and_closed(
        self, client: Client, person: User
    ) -> None:
        UserFactory.create(email="closed@csplan.example", is_active=False)
        tries = [
            ("nobody@csplan.example", PASSWORD),
            ("priya@csplan.example", "not-the-password"),
            ("closed@csplan.example", PASSWORD),
        ]

        answers = [
            problems(client.post(SIGN_IN, {"login": who, "password": what}).content.decode())
            for who, what in tries
        ]

        assert answers == [["The email address or password is not correct"]] * len(tries)

    def test_does_the_same_work_for_unknown_wrong_closed_and_invited(
        self, client: Client, person: User, settings: Settings
    ) -> None:
        """Hashing is what takes time: it is counted rather than timed."""
        settings.PASSWORD_HASHERS = ["tests.accounts.test_sign_in.CountingHasher"]
        UserFactory.create(email="closed@csplan.example", is_active=False)
        invited = UserFactory.create(email="invited@csplan.example")
        invited.set_unusable_password()
        invited.save()
        work = {}

        for who in ("nobody", "priya", "closed", "invited"):
            CountingHasher.hashed = 0
            sign_in(client, "not-the-password", f"{who}@csplan.example")
            work[who] = CountingHasher.hashed

        assert set(work.values()) == {1}, work

    def test_lets_somebody_try_again_who_has_reset_the_password(
        self, client: Client, person: User
    ) -> None:
        for _ in range(11):
            sign_in(client, "not-the-password")
        assert sign_in(client) == ""
        client.post(RESET, {"email": person.email})
        found = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
        assert found
        form = client.get(found.group(1), follow=True).redirect_chain[-1][0]

        client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

        assert sign_in(client, NEW_PASSWORD) == "/"

    def test_changes_the_session_s_key(self, client: Client, person: User) -> None:
        client.cookies["sessionid"] = "chosen-by-somebody-else"

        sign_in(client)

        assert client.cookies["sessionid"].value != "chosen-by-somebody-else"

    def test_ends_when_the_account_is_closed(self, client: Client, person: User) -> None:
        sign_in(client)
        person.is_active = False
        person.save()

        assert client.get("/protected/").status_code == HTTPStatus.FOUND

    def test_sends_somebody_signed_in_on_their_way(self, client: Client, person: User) -> None:
        client.force_login(person)

        assert client.get(SIGN_IN)["Location"] == "/"


class TestLimits:
    def test_stops_guessing_at_one_account(self, client: Client, person: User) -> None:
        for _ in range(10):
            sign_in(client, password="not-the-password")

        page = client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})

        assert "too many attempts" in problems(page.content.decode())[0]
        assert client.get("/protected/").status_code == HTTPStatus.FOUND

    def test_leaves_other_accounts_open(self, client: Client, person: User) -> None:
        for _ in range(11):
            sign_in(client, email="somebody@csplan.example", password="not-the-password")

        assert sign_in(client) == "/"

    def test_stops_guessing_from_one_address(self, client: Client, person: User) -> None:
        for number in range(100):
            sign_in(client, email=f"guess-{number}@csplan.example")

        response = client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})

        assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert "Too many attempts" in response.content.decode()

    def test_stops_a_flood_of_messages(self, client: Client, person: User) -> None:
        answers = [client.post(RESET, {"email": person.email}).status_code for _ in range(6)]

        assert answers == [HTTPStatus.FOUND] * 5 + [HTTPStatus.TOO_MANY_REQUESTS]
        assert len(mail.outbox) == 5


class TestSignOut:
    def test_ends_the_session(self, client: Client, person: User) -> None:
        client.force_login(person)

        response = client.post("/account/sign-out/", follow=True)

        assert response.redirect_chain[-1][0] == SIGN_IN
        assert "You have signed out." in response.content.decode()
        assert client.get("/protected/").status_code == HTTPStatus.FOUND

    def test_does_nothing_on_a_link(self, client: Client, person: User) -> None:
        client.force_login(person)

        client.get("/account/sign-out/")

        assert client.get("/protected/").status_code == HTTPStatus.OK


class TestPasswordReset:
    def link(self, client: Client, person: User) -> str:
        client.post(RESET, {"email": person.email})
        found = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
        assert found
        return found.group(1)

    def test_goes_from_the_message_to_a_new_password(self, client: Client, person: User) -> None:
        landing = client.get(self.link(client, person), follow=True)
        form = landing.redirect_chain[-1][0]

        done = client.post(
            form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True
        )

        assert "You can now sign in with the new password" in done.content.decode()
        assert sign_in(client, NEW_PASSWORD) == "/"
        assert told_of(person) == [("user.password_reset", person, {})]

    def test_keeps_the_key_out_of_the_page_s_address(self, client: Client, person: User) -> None:
        landing = client.get(self.link(client, person), follow=True)

        assert landing.redirect_chain[-1][0].endswith("-set-password/")

    def test_works_once(self, client: Client, person: User) -> None:
        link = self.link(client, person)
        form = client.get(link, follow=True).redirect_chain[-1][0]
        client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

        again = Client().get(link, follow=True)

        assert "This link does not work any more" in again.content.decode()

    def test_answers_alike_whoever_asks(self, client: Client, person: User) -> None:
        UserFactory.create(email="closed@csplan.example", is_active=False)
        addresses = ["priya@csplan.example", "nobody@csplan.example", "closed@csplan.example"]

        answers = [client.post(RESET, {"email": who}, follow=True) for who in addresses]

        assert len({answer.content for answer in answers}) == 1
        assert [message.to for message in mail.outbox] == [[who] for who in addresses]
        assert ["/link/" in str(message.body) for message in mail.outbox] == [True, False, False]

    def test_says_what_is_missing(self, client: Client, db: None) -> None:
        assert problems(client.post(RESET, {}).content.decode()) == ["Enter your email address"]

    @pytest.mark.parametrize("password", ["short", "password1234", "priya raman priya"])
    def test_refuses_a_weak_password(self, password: str, client: Client, person: User) -> None:
        form = client.get(self.link(client, person), follow=True).redirect_chain[-1][0]

        page = client.post(form, {"password1": password, "password2": password})

        assert page.status_code == HTTPStatus.OK
        assert problems(page.content.decode())

    def test_sends_no_markup_and_no_advertising(self, client: Client, person: User) -> None:
        self.link(client, person)

        assert mail.outbox[0].subject == "Reset your csplan password"
        assert "&" not in str(mail.outbox[0].body)


class TestPasswordChange:
    path = "/account/password/"

    def test_needs_the_current_password(self, client: Client, person: User) -> None:
        client.force_login(person)
        data = {"oldpassword": "x", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

        page = client.post(self.path, data).content.decode()

        assert problems(page) == ["The current password is not correct"]

    def test_stops_guessing_at_the_current_password(self, client: Client, person: User) -> None:
        """The same ten an hour as at sign-in."""
        client.force_login(person)
        data = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
        for _ in range(6):
            sign_in(Client(), "not-the-password")
        for _ in range(4):
            client.post(self.path, {**data, "oldpassword": "not-the-password"})

        page = client.post(self.path, {**data, "oldpassword": PASSWORD})

        person.refresh_from_db()
        assert person.check_password(PASSWORD)
        assert "too many attempts" in problems(page.content.decode())[0]

    def test_says_what_is_missing(self, client: Client, person: User) -> None:
        client.force_login(person)

        assert problems(client.post(self.path, {}).content.decode()) == [
            "Enter your current password",
            "Enter a new password",
            "Enter the new password again",
        ]

    def test_stays_signed_in_and_ends_other_sessions(self, client: Client, person: User) -> None:
        other = Client()
        sign_in(client)
        sign_in(other)
        data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

        done = client.post(self.path, data, follow=True)

        assert "Your password is changed." in done.content.decode()
        assert client.get("/protected/").status_code == HTTPStatus.OK
        assert other.get("/protected/").status_code == HTTPStatus.FOUND
        assert told_of(person) == [("user.password_changed", person, {})]

    def test_begins_with_a_link_where_there_is_none(self, client: Client, person: User) -> None:
        """Of those who sign in by a passkey or through their department."""
        person.set_unusable_password()
        person.save()
        client.force_login(person)

        assert client.get(self.path).headers["Location"] == RESET
        assert client.post(self.path, {}).headers["Location"] == RESET
