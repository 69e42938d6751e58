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

    def test_makes_only_the_first(self) -> None:
        call_command("create_administrator", "first@csplan.example", "The first administrator")

        with pytest.raises(CommandError, match="There is an administrator already"):
            call_command("create_administrator", "second@csplan.example", "Another")

    def test_refuses_a_wrong_address(self) -> None:
        with pytest.raises(CommandError, match="valid email address"):
            call_command("create_administrator", "nowhere", "Nobody")
        assert not User.objects.exists()
