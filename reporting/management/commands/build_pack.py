"""`manage.py build_pack PERIOD --output FILE`: a quarter's pack, through the queue."""

import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csplan.accounts.choices import Role
from csplan.core import clock
from csplan.core.errors import RefusedError
from csplan.core.models import ReportingPeriod
from reporting.choices import FileKind
from reporting.management.building import SECONDS, build, period_named, person_acting
from reporting.selectors import last_complete_period, readiness
from reporting.services import read_file


class Command(BaseCommand):
    help = "Has a worker build a quarter's monitoring pack, and writes its PDF to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("period", nargs="?", help="a quarter, such as 2013-14-q2")
        which.add_argument(
            "--last-complete",
            action="store_true",
            help="the latest closed quarter all of whose returns are accepted",
        )
        parser.add_argument("--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("--as", dest="email", default="", metavar="EMAIL", help="who asks")
        parser.add_argument("--reason", default="", help="why it is built with returns missing")
        parser.add_argument("--timeout", type=float, default=SECONDS, metavar="SECONDS")

    def handle(self, *args: Any, **options: Any) -> None:
        output = _writable(options["output"])
        period = _period(options["period"])
        complete = readiness(period, at=clock.now()).is_complete
        roles = (Role.NATIONAL_TEAM, Role.HEAD) if complete else (Role.HEAD,)
        actor = person_acting(options["email"], *roles)
        pack = build(
            period,
            actor=actor,
            reason=options["reason"],
            seconds=options["timeout"],
            say=self._say,
        )
        try:
            data = read_file(pack=pack, kind=FileKind.PDF, actor=actor, at=clock.now())
        except RefusedError as refusal:
            raise CommandError(refusal.message) from refusal
        _write(output, data)
        self._say(f"{output}: {len(data):,} bytes, SHA-256 {pack.pdf_digest}")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _period(slug: str | None) -> ReportingPeriod:
    if slug:
        return period_named(slug)
    period = last_complete_period(at=clock.now())
    if period is None:
        raise CommandError("No closed quarter has all its returns accepted")
    return period


def _writable(output: Path) -> Path:
    """Refuse a place that cannot be written to before the work rather than after."""
    if output.is_dir() or not os.access(output.parent, os.W_OK):
        raise CommandError(f"{output} cannot be written")
    return output


def _write(output: Path, data: bytes) -> None:
    """Put the file in place whole, or leave what was there."""
    descriptor, draft = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(draft).chmod(0o644)
        Path(draft).replace(output)
    except OSError as error:
        Path(draft).unlink(missing_ok=True)
        raise CommandError(f"{output} cannot be written: {error.strerror}") from error
