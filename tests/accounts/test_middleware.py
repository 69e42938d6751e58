"""What happens round every request of somebody signed in."""

import datetime as dt
import time

import pytest
from django.test import Client

from csplan.accounts.choices import Role
from csplan.accounts.middleware import SEEN, TOUCH_AFTER_SECONDS
from tests.conftest import Cast
from tests.factories import RoleGrantFactory

pytestmark = pytest.mark.django_db


class TestSessionTouchMiddleware:
    def test_moves_the_idle_limit_on_at_most_once_a_minute(
        self, client: Client, cast: Cast
    ) -> None:
        client.force_login(cast.nsg)
        client.get("/")
        first = client.session[SEEN]

        client.get("/")
        assert client.session[SEEN] == first

        session = client.session
        session[SEEN] = int(time.time()) - TOUCH_AFTER_SECONDS
        session.save()
        client.get("/")
        assert client.session[SEEN] >= first

    def test_keeps_pages_of_somebody_signed_in_out_of_caches(
        self, client: Client, cast: Cast
    ) -> None:
        assert "Cache-Control" not in client.get("/privacy/").headers
        client.force_login(cast.nsg)

        assert client.get("/").headers["Cache-Control"] == "no-store"


class TestActorMiddleware:
    def test_lets_a_new_or_ended_role_act_on_the_next_request(
        self, client: Client, cast: Cast
    ) -> None:
        client.force_login(cast.outsider)
        assert client.get("/administration/").status_code == 403

        grant = RoleGrantFactory.create(user=cast.outsider, role=Role.ADMINISTRATOR)
        assert client.get("/administration/").status_code == 200

        grant.ends_on = dt.date(2014, 1, 9)
        grant.save()
        assert client.get("/administration/").status_code == 403

    def test_stops_a_deactivated_person_at_the_next_request(
        self, client: Client, cast: Cast
    ) -> None:
        client.force_login(cast.head)
        cast.head.is_active = False
        cast.head.save()

        assert client.get("/").status_code == 302
