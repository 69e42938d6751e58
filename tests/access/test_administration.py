"""The administration site: administrators, and nobody else. Accounts and roles are not in it."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from csplan.accounts.models import RoleGrant, User
from csplan.audit.admin import AuditedAdmin
from csplan.audit.models import AuditEvent
from tests.access.people import PEOPLE, person
from tests.access.routes import ADMINISTRATION, routes
from tests.access.watching import fingerprint, watched
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ADDRESSES = [route.example for route in routes() if route.name.startswith(ADMINISTRATION)]
OTHERS = [column for column in PEOPLE if column != "adm"]


class TestOtherPeople:
    @pytest.mark.parametrize("column", OTHERS)
    def test_are_refused_at_every_address(self, client: Client, cast: Cast, column: str) -> None:
        client.force_login(person(cast, column))

        with watched() as watch:
            refused = [url for url in ADDRESSES if client.get(url).status_code == 403]

        assert refused == ADDRESSES
        assert not watch.written_domain
        events = AuditEvent.objects.filter(action="request.refused", actor=person(cast, column))
        assert events.count() == len(ADDRESSES)

    @pytest.mark.parametrize("column", ["outsider", "head"])
    def test_send_their_forms_in_vain(self, client: Client, cast: Cast, column: str) -> None:
        client.force_login(person(cast, column))

        with watched() as watch:
            refused = [url for url in ADDRESSES if client.post(url).status_code == 403]

        assert refused == ADDRESSES
        assert not watch.written_domain


class TestAdministrators:
    def test_read_without_writing_or_are_told_there_is_no_such_thing(
        self, client: Client, cast: Cast
    ) -> None:
        client.force_login(cast.administrator)

        with watched() as watch:
            answers = {url: client.get(url).status_code for url in ADDRESSES}

        assert set(answers.values()) <= {200, 302, 403, 404, 405}
        assert answers[reverse("admin:index")] == 200
        assert not watch.written_domain

    def test_find_only_tables_whose_changes_are_kept_in_the_history(self) -> None:
        strange = [
            str(model._meta)
            for model, editor in admin.site._registry.items()
            if not isinstance(editor, AuditedAdmin)
        ]

        assert not strange

    def test_find_one_way_to_look_after_people(self) -> None:
        """Which is csplan's own pages: a second one could be left open."""
        assert not {User, RoleGrant} & set(admin.site._registry)

    @pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: str(model._meta))
    def test_remove_nothing(self, client: Client, cast: Cast, model: type) -> None:
        client.force_login(cast.administrator)
        before = fingerprint()

        for record in model._default_manager.all():  # type: ignore[attr-defined]
            name = f"admin:{record._meta.app_label}_{record._meta.model_name}_delete"
            assert client.post(reverse(name, args=[record.pk]), {"post": "yes"}).status_code == 403

        assert fingerprint() == before
