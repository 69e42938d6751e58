"""Making the first account."""

import pytest
from django.core.management import CommandError, call_command

from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


class TestCreateAdministrator:
    def test_makes_an_administrator_without_a_password(self) -> None:
        call_command("create_administrator", "First@csplan.example", "The first administrator")

        user = User.objects.get(email="first@csplan.example")
        assert not user.has_usable_password()
        assert user.grants.get().role == Role.ADMINISTRATOR
        assert AuditEvent.objects.get().target_label == "The first administrator"

    def test_makes_two_who_make_the_next_together(self) -> None:
        for name in ("first", "second"):
            call_command("create_administrator", f"{name}@csplan.example", name)
        with pytest.raises(CommandError, match="There are two administrators already"):
            call_command("create_administrator", "third@csplan.example", "A third")

        call_command("close_account", "second@csplan.example")

        call_command("create_administrator", "third@csplan.example", "A third")
        assert AuditEvent.objects.filter(action="user.closed", actor=None).count() == 1

    def test_refuses_a_wrong_address(self) -> None:
        with pytest.raises(CommandError, match="valid email address"):
            call_command("create_administrator", "nowhere", "Nobody")
        assert not User.objects.exists()
