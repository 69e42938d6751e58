"""`manage.py check_migrations`: does the release before survive the migrations since?"""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration

from csplan.operations.survival import faults

RELEASED = Path(settings.BASE_DIR) / "csplan" / "operations" / "released_migrations.txt"


class Command(BaseCommand):
    help = (
        "Fails on a migration since the last release that code of that release does not survive: "
        "it removes or renames what the code uses, or demands what the code does not fill."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--release",
            action="store_true",
            help="note the migrations there are as released; part of making a release",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        own = _own()
        if options["release"]:
            RELEASED.write_text("".join(f"{name}\n" for name in sorted(own)))
            return
        released = frozenset(RELEASED.read_text().split())
        new = [own[name] for name in sorted(own) if name not in released]
        if found := faults(new):
            raise CommandError("\n".join(found))
        self.stdout.write(f"The release before survives the {len(new)} migrations since")


def _own() -> dict[str, Migration]:
    """csplan's own migrations by name; those of libraries are their makers' concern."""
    root = str(settings.BASE_DIR)
    own = {config.label for config in apps.get_app_configs() if _is_in(config.path, root)}
    found = MigrationLoader(None).disk_migrations
    return {f"{app}.{name}": each for (app, name), each in found.items() if app in own}


def _is_in(path: str, root: str) -> bool:
    return Path(path).is_relative_to(root) and "site-packages" not in path
