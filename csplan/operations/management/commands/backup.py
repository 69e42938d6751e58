"""`manage.py backup FILE`: the whole database in one file, with a manifest."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csplan.core import clock
from csplan.operations.errors import OperationsError
from csplan.operations.services.backups import back_up


class Command(BaseCommand):
    help = (
        "Backs the whole database up into one file, with a manifest of what it holds. Nobody has "
        "to stop working meanwhile. The file holds everything csplan knows: keep it encrypted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="must not exist yet")
        add_programs(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"].absolute()
        try:
            made = back_up(archive=file, at=clock.now(), programs=options["programs"])
        except OperationsError as error:
            raise CommandError(str(error)) from error
        rows = sum(made["rows"].values())
        self.stdout.write(f"{file}: {rows:,} rows, SHA-256 of the copy {made['sha256']}")


def add_programs(parser: CommandParser) -> None:
    """The option that says where PostgreSQL's programs are."""
    parser.add_argument(
        "--programs",
        type=Path,
        metavar="FOLDER",
        help="where pg_dump and pg_restore are, if not on the path",
    )
