"""`manage.py send_notices`: sends the emails that wait, for where there is no worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csplan.core import clock
from csplan.notices.models import Notice
from csplan.notices.services import send_after_all, send_notice


class Command(BaseCommand):
    help = "Sends the emails that wait to be sent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--set-aside",
            action="store_true",
            help="those too that were set aside when a backup was restored",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["set_aside"]:
            send_after_all()
        at = clock.now()
        sent, failed = 0, 0
        for pk in list(Notice.objects.free_at(at).values_list("pk", flat=True)):
            try:
                sent += send_notice(notice_id=pk, at=at)
            except OSError as error:
                # What a mail server refuses for one person it may take for the next.
                failed += 1
                self.stderr.write(f"Notice {pk}: {error}")
        self.stdout.write(f"{sent} email{'' if sent == 1 else 's'} dealt with")
        if failed:
            raise CommandError(f"{failed} could not be sent; run this again later")
