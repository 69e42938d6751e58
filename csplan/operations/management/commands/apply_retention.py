"""`manage.py apply_retention`: delete what the retention schedule says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from csplan.core import clock
from csplan.operations.rules import SCHEDULE
from csplan.operations.services.retention import Due, apply_retention


class Command(BaseCommand):
    help = (
        "Deletes what is past its time in the records retention schedule and not held. Published "
        "evidence and the history are never deleted. Celery beat does the same once a day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")
        parser.add_argument("--schedule", action="store_true", help="print the schedule instead")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schedule"]:
            self.stdout.write("\n".join(_schedule()))
            return
        done = apply_retention(at=clock.now(), is_dry_run=options["dry_run"])
        verb = "would be deleted" if options["dry_run"] else "deleted"
        self.stdout.write("\n".join(_line(due, verb) for due in done))


def _line(due: Due, verb: str) -> str:
    held = f", {due.held} past their time and held" if due.held else ""
    return f"{due.entry.name}: {due.deleted} {verb}{held}"


def _schedule() -> list[str]:
    """Each line of the schedule in words."""
    lines = []
    for entry in SCHEDULE:
        kept = "kept" if entry.kept_for is None else f"{entry.kept_for.days} days from"
        about = f"{kept} {entry.counted_from}".strip()
        lines.append(f"{entry.name}: {entry.records}. {about}. {entry.why}.")
    return lines
