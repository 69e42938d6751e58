"""The page on which people choose their emails."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from csplan.notices.choices import NoticeKind
from csplan.notices.content import Message, Paragraph
from csplan.notices.models import TurnedOff
from csplan.notices.services import send_notice, tell
from tests.conftest import NOW, Cast
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


class TestEmailsView:
    def test_offers_what_the_role_gets_and_keeps_the_choice(
        self, client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        client.force_login(cast.coordinator)
        grant = cast.coordinator.grants.get()
        message = Message("Sent back: North West", (Paragraph("Look."),), "you are")
        tell(
            kind=NoticeKind.SENT_BACK, about="x", to=[grant], message=lambda told: message, at=NOW
        )
        send_notice(notice_id=cast.coordinator.notices.get().pk, at=NOW)
        with django_assert_max_num_queries(8):
            page = client.get("/account/emails/").content.decode()
        for words in (cast.coordinator.email, "Returns sent back", "Your list for the day"):
            assert words in page
        assert "Sent back: North West" in page
        assert "Sent Friday 10 January 2014 at 11am" in page
        assert "Returns to sign off" not in page
        assert page.count(" checked") == 5

        client.post("/account/emails/", {"kinds": ["sent_back", "published", "action", "digest"]})
        off = TurnedOff.objects.values_list("user", "kind")
        assert list(off) == [(cast.coordinator.pk, "signed_off")]
        page = client.get("/account/emails/").content.decode()
        assert page.count(" checked") == 4

    def test_tells_who_gets_none(self, client: Client, cast: Cast) -> None:
        client.force_login(UserFactory.create())
        page = client.get("/account/emails/").content.decode()
        assert "Your roles get no emails" in page

        client.force_login(cast.administrator)
        page = client.get("/account/emails/").content.decode()
        assert "Messages not sent" in page
