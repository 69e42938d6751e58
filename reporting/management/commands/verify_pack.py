"""`manage.py verify_pack FILE|DIGEST`: which published edition a file is, if any."""

import hashlib
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.services.verifying import verify

DIGEST = re.compile(r"[0-9a-fA-F]{64}")


class Command(BaseCommand):
    help = "Says which published edition a file is, by its SHA-256, and whether it is superseded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", metavar="FILE|DIGEST")

    def handle(self, *args: Any, **options: Any) -> None:
        digest = _digest(options["what"])
        found = verify(digest)
        if found is None:
            raise CommandError(f"No published edition has a file with the SHA-256 {digest}")
        later = f": superseded by edition {found.replaced_by}" if found.is_superseded else ""
        self.stdout.write(f"{found.title}, edition {found.edition} ({found.form}){later}")


def _digest(what: str) -> str:
    """What was given if it is a digest, else of the file it names."""
    if DIGEST.fullmatch(what):
        return what.lower()
    try:
        with Path(what).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CommandError(f"{what} cannot be read: {error.strerror}") from error
