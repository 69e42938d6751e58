"""`manage.py restore FILE`: a backup into this database, ending with the evidence verified."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from csplan.audit.verifier import head_from
from csplan.core import clock
from csplan.operations.errors import OperationsError
from csplan.operations.management.commands.backup import add_programs
from csplan.operations.management.commands.verify_evidence import told
from csplan.operations.services.backups import note_restore, restore
from csplan.operations.services.evidence import verify_evidence


class Command(BaseCommand):
    help = (
        "Restores a backup into this database, which must be empty, brings its tables up to date "
        "and verifies the evidence. Everybody is signed out. Stop csplan first."
    )
    # The database may be empty, and is brought up to date at the end.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="lose what the database holds at present"
        )
        add_programs(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"].absolute()
        try:
            manifest = restore(
                archive=file, is_replacing=options["replace"], programs=options["programs"]
            )
        except OperationsError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", interactive=False, verbosity=0)
        set_aside = note_restore(manifest=manifest, at=clock.now())
        self.stdout.write(f"Restored what was backed up at {manifest['made_at']}")
        if set_aside:
            self.stdout.write(_of_emails(set_aside))
        expected = [head_from(manifest["head"])] if manifest["head"][0] != "0" else []
        self.stdout.write(told(verify_evidence(at=clock.now(), expect=expected)))


def _of_emails(count: int) -> str:
    what = "1 email that waited" if count == 1 else f"{count} emails that waited"
    return (
        f"{what} in the backup will not be sent, since most have been since. "
        "To send what was set aside after all: manage.py send_notices --set-aside"
    )
