"""`manage.py send_notices`: sends the emails that wait, for where there is no worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csplan.core import clock
from csplan.notices.models import Notice
from csplan.notices.services import send_notice


class Command(BaseCommand):
    help = "Sends the emails that wait to be sent."

    def handle(self, *args: Any, **options: Any) -> None:
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
