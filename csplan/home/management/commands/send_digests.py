"""`manage.py send_digests`: what Celery beat does each morning, for where there is none."""

from typing import Any

from django.core.management.base import BaseCommand

from csplan.core import clock
from csplan.home.services import send_digests


class Command(BaseCommand):
    help = "Writes each person's list for the day, once. `send_notices` then sends them."

    def handle(self, *args: Any, **options: Any) -> None:
        written = send_digests(at=clock.now())
        self.stdout.write(f"{written} list{'' if written == 1 else 's'} written")
