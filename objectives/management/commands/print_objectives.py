"""`manage.py print_objectives`: print here and now what waits to be printed, or could not be."""

from typing import Any

from django.core.management.base import BaseCommand

from csplan.core import clock
from csplan.core.printing import pdf
from objectives.services.printing import ask_again, print_file


class Command(BaseCommand):
    help = "Prints the PDFs of published objectives that wait, and tries again those that failed."

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = ask_again(at=clock.now())
        made = sum(print_file(file_id=pk, moment=clock.now, printer=pdf) for pk in waiting)
        self.stdout.write(f"{made} of {len(waiting)} files were made")
