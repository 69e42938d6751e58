"""The one history: what is added to it, and that nothing ever leaves it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from csplan.audit.models import AuditEvent
from csplan.audit.services import record
from csplan.core.models import SourceDocument
from csplan.core.querysets import InsertOnlyError
from tests.conftest import NOW, Cast
from tests.factories import LocalityFactory, UserFactory

pytestmark = pytest.mark.django_db


class TestRecord:
    def test_keeps_who_what_when_before_and_after(self) -> None:
        locality, user = LocalityFactory.create(name="North East"), UserFactory.create()

        record(
            action="locality.changed",
            target=locality,
            actor=user,
            at=NOW,
            before={"on": dt.date(2014, 1, 1), "value": Decimal("1.50"), "cluster": None},
            after={"on": NOW, "cluster": locality.cluster},
        )

        event = AuditEvent.objects.get()
        assert (event.action, event.actor, event.occurred_at) == ("locality.changed", user, NOW)
        assert (event.target_kind, event.target_id) == ("localities.locality", str(locality.pk))
        assert event.before == {"on": "2014-01-01", "value": "1.50", "cluster": None}
        assert event.after["cluster"] == str(locality.cluster_id)

    def test_is_never_changed_or_removed(self) -> None:
        record(action="x", target=LocalityFactory.create(), actor=None, at=NOW)

        with pytest.raises(InsertOnlyError):
            AuditEvent.objects.update(action="y")
        with pytest.raises(InsertOnlyError):
            AuditEvent.objects.all().delete()


class TestRefusalMiddleware:
    def test_records_one_event_for_a_refusal(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.coordinator)

        response = client.get("/administration/")

        assert response.status_code == 403
        event = AuditEvent.objects.get(action="request.refused")
        assert (event.actor, event.target_id) == (cast.coordinator, "/administration/")
        assert event.after == {"status": 403}

    def test_keeps_a_hostile_address_as_text(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.coordinator)

        assert client.get("/administration/x%01y/").status_code in (403, 404)
        for event in AuditEvent.objects.all():
            assert "\x01" not in event.target_id + event.target_label

    def test_does_not_record_addresses_that_do_not_exist(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.coordinator)

        assert client.get("/no-such-page/").status_code == 404
        assert not AuditEvent.objects.exists()


class TestAdministration:
    def test_opens_to_the_administrator_alone(self, client: Client, cast: Cast) -> None:
        statuses = {}
        for name in ("administrator", "head", "national_team", "coordinator", "outsider"):
            client.force_login(getattr(cast, name))
            statuses[name] = client.get("/administration/").status_code

        assert statuses.pop("administrator") == 200
        assert set(statuses.values()) == {403}

    def test_sends_strangers_to_the_one_sign_in(self, client: Client) -> None:
        response = client.get("/administration/core/sourcedocument/")

        assert response.status_code == 302
        assert response["Location"].startswith("/account/")

    def test_writes_additions_and_changes_to_the_history(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.administrator)
        document = SourceDocument.objects.create(slug="plan", title="A plan", publisher="HMG")
        page = f"/administration/core/sourcedocument/{document.pk}/change/"
        form = {"slug": "plan", "title": "The plan", "publisher": "HMG", "attribution": "OGL"}

        response = client.post(page, form)

        assert response.status_code == 302
        event = AuditEvent.objects.get(action="sourcedocument.changed")
        assert event.before["title"] == "A plan"
        assert event.after["title"] == "The plan"
        assert "The plan" in client.get(page.replace("change", "history")).content.decode()

    def test_says_that_this_is_a_demonstration(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.administrator)

        for page in ("", "core/sourcedocument/"):
            words = client.get(f"/administration/{page}").content.decode()
            assert "csplan stands at Friday 10 January 2014" in words

    def test_leads_to_the_one_way_to_sign_out(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.administrator)

        for page in ("logout", "password_change"):
            response = client.get(f"/administration/{page}/")
            assert response["Location"].startswith("/account/")

    def test_deletes_nothing(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.administrator)
        document = SourceDocument.objects.create(slug="plan", title="A plan", publisher="HMG")
        page = f"/administration/core/sourcedocument/{document.pk}/delete/"

        assert client.post(page, {"post": "yes"}).status_code == 403
