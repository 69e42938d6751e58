"""`manage.py database_roles`: keep the account that csplan runs as from changing the history."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from csplan.audit import roles


class Command(BaseCommand):
    help = (
        "Prints the SQL by which a PostgreSQL role may run csplan and can only add to its "
        "histories. Run it as the owner of the tables, after each migration."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="the role that pages and workers sign in as")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--apply", action="store_true", help="run the SQL, then check")
        what.add_argument(
            "--check", action="store_true", help="only say what the role may do that it should not"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        role = options["role"]
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL tells an owner and other roles apart")
        if not roles.exists(role):
            raise CommandError(f"There is no role {role}: make it first, with a password")
        if options["apply"]:
            roles.apply(role)
        if options["apply"] or options["check"]:
            self.check_role(role)
            return
        self.stdout.write("".join(f"{statement};\n" for statement in roles.statements(role)))

    def check_role(self, role: str) -> None:
        """Raise CommandError when the role can do more than it should."""
        if excesses := roles.excesses(role):
            raise CommandError("\n".join(excesses))
        self.stdout.write(f"{role} can add to the histories and change nothing in them")
