"""Loads the demonstration: published plans, accounts and the illustrative year."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csplan.core import clock
from csplan.demonstration.accounts import DemonstrationRefusedError
from csplan.demonstration.loading import DemonstrationSummary, load_demonstration


class Command(BaseCommand):
    help = "Load the demonstration. Running it again adds only what is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            summary = load_demonstration(at=clock.now())
        except DemonstrationRefusedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_words(summary))


def _words(summary: DemonstrationSummary) -> str:
    return (
        f"The demonstration has {summary.locality_count} localities, "
        f"{summary.milestone_count} milestones, {summary.measure_count} measures "
        f"and {summary.return_count} returns. "
        f"Added now: {summary.returns_added} returns, {summary.accounts_added} accounts."
    )
