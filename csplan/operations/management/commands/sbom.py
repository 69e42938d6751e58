"""`manage.py sbom`: the software bill of materials, as CycloneDX JSON."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from csplan.operations.bill import bill


class Command(BaseCommand):
    help = "Writes the software bill of materials from the lock files, as CycloneDX 1.6 JSON."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, metavar="FILE", help="instead of printing it")

    def handle(self, *args: Any, **options: Any) -> None:
        text = json.dumps(bill(settings.BASE_DIR), indent=2, sort_keys=True)
        if options["output"] is None:
            self.stdout.write(text)
            return
        options["output"].write_text(f"{text}\n")
