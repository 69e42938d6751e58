"""`manage.py send_notices`: sends the emails that wait, for where there is no worker."""

from typing import Any

from django.core.management.base import BaseCommand

from csplan.core import clock
from csplan.notices.models import Notice
from csplan.notices.services import send_notice


class Command(BaseCommand):
    help = "Sends the emails that wait to be sent."

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        waiting = list(Notice.objects.free_at(at).values_list("pk", flat=True))
        sent = sum(send_notice(notice_id=pk, at=at) for pk in waiting)
        self.stdout.write(f"{sent} email{'' if sent == 1 else 's'} dealt with")
