"""The administration site: administrators, and nobody else; never their own account or roles."""

import datetime as dt

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant
from csplan.audit.admin import AuditedAdmin
from csplan.audit.models import AuditEvent
from tests.access.people import PEOPLE, person
from tests.access.routes import ADMINISTRATION, routes
from tests.access.watching import fingerprint, watched
from tests.conftest import Cast
from tests.factories import UserFactory

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

    @pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: str(model._meta))
    def test_remove_nothing(self, client: Client, cast: Cast, model: type) -> None:
        client.force_login(cast.administrator)
        before = fingerprint()

        for record in model._default_manager.all():  # type: ignore[attr-defined]
            name = f"admin:{record._meta.app_label}_{record._meta.model_name}_delete"
            assert client.post(reverse(name, args=[record.pk]), {"post": "yes"}).status_code == 403

        assert fingerprint() == before


class TestOwnAccount:
    def test_is_not_changed_by_its_holder(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.administrator)
        url = reverse("admin:accounts_user_change", args=[cast.administrator.pk])

        response = client.post(url, {"email": "new@csplan.example", "full_name": "New"})

        assert response.status_code == 403
        cast.administrator.refresh_from_db()
        assert cast.administrator.full_name != "New"

    def test_gains_no_role_from_its_holder(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.administrator)
        form = {"user": cast.administrator.pk, "role": Role.HEAD, "starts_on": "2014-01-01"}

        response = client.post(reverse("admin:accounts_rolegrant_add"), form)

        assert response.status_code == 200
        assert not cast.administrator.grants.filter(role=Role.HEAD).exists()

    def test_is_handed_no_role_that_was_somebody_elses(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.administrator)
        of_the_head = cast.head.grants.get()
        form = {"user": cast.administrator.pk, "role": Role.HEAD, "starts_on": "2013-04-01"}

        client.post(reverse("admin:accounts_rolegrant_change", args=[of_the_head.pk]), form)

        of_the_head.refresh_from_db()
        assert of_the_head.user == cast.head

    def test_keeps_its_role_as_it_is(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.administrator)
        own = cast.administrator.grants.get()
        form = {"user": cast.administrator.pk, "role": Role.HEAD, "starts_on": "2013-04-01"}

        response = client.post(reverse("admin:accounts_rolegrant_change", args=[own.pk]), form)

        assert response.status_code == 403
        own.refresh_from_db()
        assert own.role == Role.ADMINISTRATOR

    def test_others_are_given_roles(self, client: Client, cast: Cast) -> None:
        """The refusals above are not because no form works."""
        client.force_login(cast.administrator)
        newcomer = UserFactory.create()
        form = {"user": newcomer.pk, "role": Role.NSG, "starts_on": "2014-01-01"}

        response = client.post(reverse("admin:accounts_rolegrant_add"), form)

        assert response.status_code == 302
        given = RoleGrant.objects.get(user=newcomer)
        assert (given.role, given.starts_on) == (Role.NSG, dt.date(2014, 1, 1))
