"""`manage.py send_notices`: sends the e-mails that wait, for where there is no worker."""

from typing import Any

from django.core.management.base import BaseCommand

from csplan.core import clock
from csplan.notices.services import claim_forgotten, send_notice


class Command(BaseCommand):
    help = "Sends the e-mails that wait to be sent."

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        sent = sum(send_notice(notice_id=pk, at=at) for pk in claim_forgotten(at=at))
        self.stdout.write(f"{sent} e-mail{'' if sent == 1 else 's'} dealt with")
