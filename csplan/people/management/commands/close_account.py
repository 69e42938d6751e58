"""Close an account at once, from the machine csplan runs on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csplan.accounts.models import User
from csplan.core import clock
from csplan.core.errors import WrongStateError
from csplan.people.services.accounts import close_at_once


class Command(BaseCommand):
    help = (
        "Close an account at once, an administrator's too: for an emergency, or where no second "
        "administrator is left to confirm it. The history says that the machine did it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError("Nobody has this email address")
        try:
            close_at_once(user=user, at=clock.now())
        except WrongStateError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"The account of {user} is closed.")
