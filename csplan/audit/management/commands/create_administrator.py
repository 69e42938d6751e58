"""Make the first two accounts of an installation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from csplan.accounts.models import User
from csplan.accounts.services import create_administrator
from csplan.audit.services import record
from csplan.core import clock


class Command(BaseCommand):
    help = (
        "Make the first administrator, or the second one. They choose a password by resetting it "
        "on the sign-in page. After that two administrators make the next together."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("full_name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = _create(options["email"], options["full_name"])
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{user} can now choose a password by resetting it on the sign-in page.")


@transaction.atomic
def _create(email: str, full_name: str) -> User:
    now = clock.now()
    user = create_administrator(email=email, full_name=full_name, on=clock.today())
    record(action="user.added", target=user, actor=None, at=now, after={"email": user.email})
    return user
