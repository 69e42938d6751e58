"""`manage.py verify_audit`: check the history's chain, and name the first event that is wrong."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csplan.audit.chain import verify_history
from csplan.audit.services import seal_all
from csplan.audit.verifier import BrokenError, head_from


class Command(BaseCommand):
    help = (
        "Seals what waits, then checks that every event of the history is the one that was "
        "sealed; stops at the first that is not, and names its number."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect",
            action="append",
            default=[],
            metavar="NUMBER:HASH",
            help="a head held elsewhere, as a pack prints it; may be given more than once",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            expected = [head_from(text) for text in options["expect"]]
        except ValueError as error:
            raise CommandError(f"--expect: {error}") from error
        sealed = seal_all()
        try:
            head = verify_history(expect=expected)
        except BrokenError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Sealed {sealed} events that waited")
        self.stdout.write(f"The chain of {head.sequence} events holds. Its head is {head}")
