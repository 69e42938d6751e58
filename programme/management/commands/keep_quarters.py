"""`manage.py keep_quarters`: what Celery beat does every minute, for where there is none."""

from typing import Any

from django.core.management.base import BaseCommand

from csplan.core import clock
from programme.services.calendar import open_due_periods, record_closings


class Command(BaseCommand):
    help = "Opens the quarters whose moment has come, and notes those that have closed."

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        for period in open_due_periods(at=at):
            self.stdout.write(f"Opened {period.quarter.short_label}")
        for period in record_closings(at=at):
            self.stdout.write(f"Closed {period.quarter.short_label}")
