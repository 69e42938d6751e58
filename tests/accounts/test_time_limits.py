"""How long a session lasts: thirty idle minutes, and twelve hours however busy."""

import datetime as dt
import time

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from csplan.accounts.middleware import SEEN, SIGNED_IN_AT
from csplan.core import draft_tokens
from csplan.drafts.models import Draft
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

HOURS = 60 * 60


def signed_in_ago(client: Client, seconds: int) -> None:
    session = client.session
    session[SIGNED_IN_AT] = int(time.time()) - seconds
    session.save()


class TestIdle:
    def test_ends_after_thirty_minutes(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.coordinator)
        client.get("/")

        left = Session.objects.get().expire_date - timezone.now()

        assert settings.SESSION_COOKIE_AGE == 30 * 60
        assert 29 * 60 < left.total_seconds() <= 30 * 60

    def test_is_put_off_by_any_request_and_by_staying(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.coordinator)
        client.get("/")
        for path, method in (("/", "get"), ("/account/stay/", "post")):
            session = client.session
            session[SEEN] = int(time.time()) - 20 * 60
            session.save()
            Session.objects.update(expire_date=timezone.now() + dt.timedelta(minutes=10))

            getattr(client, method)(path)

            left = Session.objects.get().expire_date - timezone.now()
            assert left.total_seconds() > 29 * 60


class TestAtMost:
    def test_works_until_twelve_hours_and_then_asks_to_sign_in_again(
        self, client: Client, cast: Cast
    ) -> None:
        client.force_login(cast.coordinator)
        client.get("/")
        signed_in_ago(client, 12 * HOURS - 60)
        assert client.get("/").status_code == 200
        assert 'data-session-left="' in client.get("/").content.decode()

        signed_in_ago(client, 12 * HOURS)
        # Being busy does not help, and neither does the button that keeps an idle session.
        assert client.post("/account/stay/").status_code == 302
        answer = client.get("/")

        assert answer.headers["Location"].startswith("/account/sign-in/")
        assert not Session.objects.filter(session_key=client.cookies["sessionid"].value)

    def test_keeps_what_was_typed(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.coordinator)
        client.get("/")
        signed_in_ago(client, 13 * HOURS)
        page = "/account/emails/"
        token = draft_tokens.issue(cast.coordinator.pk, page)

        client.post(page, {"words": "Twelve hours of work.", draft_tokens.FIELD: token})

        assert Draft.objects.get().words["words"] == ["Twelve hours of work."]
