"""`manage.py read_only on --reason WORDS`: csplan can be read and takes nothing in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csplan.core import clock, read_only
from csplan.operations.choices import RunKind
from csplan.operations.services.runs import note_run


class Command(BaseCommand):
    help = (
        "Turns read-only mode on or off, on every web server that shares CSPLAN_STATE, from the "
        "next request. Workers go on: stop them too if nothing at all may change."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("state", choices=["on", "off", "status"])
        parser.add_argument(
            "--reason", default="", help="what people are told, such as until when"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._switch(options["state"], " ".join(options["reason"].split()))
        except read_only.NoStateFolderError as error:
            raise CommandError(str(error)) from error
        reason = read_only.reason()
        self.stdout.write(f"Read-only: {reason}" if reason else "csplan takes things in")

    def _switch(self, state: str, reason: str) -> None:
        if state == "on":
            if not reason:
                raise CommandError("Say with --reason why, and until when: people read it")
            read_only.turn_on(reason)
            _note("read_only.on", reason=reason)
        elif state == "off" and read_only.reason():
            read_only.turn_off()
            _note("read_only.off")


def _note(action: str, **outcome: str) -> None:
    note_run(kind=RunKind.READ_ONLY, action=action, at=clock.now(), outcome=outcome)
