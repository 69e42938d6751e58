"""A passkey, made and used in a real browser with an authenticator of its own."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from csplan.settings.sign_in import ROLES_WITH_SECOND_FACTOR
from tests.conftest import Cast
from tests.factories import PASSWORD
from tests.journeys.conftest import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def give_authenticator(page: Page) -> None:
    """A telephone that its holder unlocks whenever it is asked to."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


class TestPasskey:
    def test_is_a_second_factor_and_then_the_whole_sign_in(
        self,
        person: Callable[..., Person],
        cast: Cast,
        live_server: LiveServer,
        settings: Settings,
    ) -> None:
        """Of somebody whose role demands a second factor."""
        cache.clear()
        settings.CSPLAN_SECOND_FACTOR_ROLES = ROLES_WITH_SECOND_FACTOR
        visitor = person()
        page = visitor.page
        give_authenticator(page)
        page.goto(live_server.url.replace("127.0.0.1", "localhost"))
        page.get_by_label("Email address").fill(cast.head.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        visitor.press("Sign in")
        page.get_by_role("heading", level=1, name="Set up an authenticator app").wait_for()
        visitor.look("authenticator-app")

        visitor.follow("How you sign in")
        visitor.look("how-you-sign-in")
        visitor.follow("Add a passkey")
        visitor.look("passkey-add")
        visitor.fill("Name of this passkey", "Work laptop")
        visitor.press("Add the passkey")
        page.get_by_role("heading", level=1, name="Your recovery codes").wait_for()
        visitor.look("recovery-codes")
        visitor.follow("I have kept them: go on")
        page.get_by_role("heading", level=1, name="Home").wait_for()

        visitor.press("Sign out")
        page.get_by_role("heading", level=1, name="Sign in").wait_for()
        visitor.look("sign-in")
        visitor.press("Sign in with a passkey")
        page.get_by_role("heading", level=1, name="Home").wait_for()
        visitor.press("Sign out")
        page.get_by_label("Email address").fill(cast.head.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        visitor.press("Sign in")
        page.get_by_role("heading", level=1, name="Enter your code").wait_for()
        visitor.look("second-factor")
        visitor.press("Use a passkey")
        page.get_by_role("heading", level=1, name="Home").wait_for()
        visitor.follow("How you sign in")
        visitor.sees("Work laptop")
        visitor.look("how-you-sign-in-with-passkey")
        assert visitor.errors == []
