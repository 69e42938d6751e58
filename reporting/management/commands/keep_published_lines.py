"""`manage.py keep_published_lines`: makes searchable what was published before it was.

A pack published since keeps its lines by itself. Doing it again does nothing.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csplan.core import clock
from csplan.core.errors import RefusedError
from reporting.services.lines import keep_missing_lines


class Command(BaseCommand):
    help = "Makes searchable what was published before it could be searched for."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for pack in keep_missing_lines(at=clock.now()):
                self.stdout.write(str(pack))
        except RefusedError as refusal:
            raise CommandError(refusal.message) from refusal
