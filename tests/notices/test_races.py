"""Workers and people at the same moment: one row for each thing told, one e-mail for each row."""

from functools import partial

import pytest
from django.core import mail
from django.db import transaction

from csplan.accounts.models import RoleGrant
from csplan.notices.choices import NoticeKind
from csplan.notices.content import Message, Paragraph
from csplan.notices.models import Notice
from csplan.notices.services import send_notice, tell
from tests.conftest import NOW
from tests.factories import RoleGrantFactory
from tests.programme.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4
MESSAGE = Message("Published", (Paragraph("It is."),), "you may read it")


@transaction.atomic
def tell_once(grant: RoleGrant) -> None:
    tell(
        kind=NoticeKind.PUBLISHED,
        about="pack-1",
        to=[grant],
        message=lambda told: MESSAGE,
        at=NOW,
    )


def send(pk: int) -> None:
    send_notice(notice_id=pk, at=NOW)


class TestAtOnce:
    def test_two_tellings_and_three_workers_send_one_email(self) -> None:
        for round_number in range(1, ROUNDS + 1):
            grant = RoleGrantFactory.create()
            at_once(*[partial(tell_once, grant)] * 2)
            notice = Notice.objects.get(recipient=grant.user)
            at_once(*[partial(send, notice.pk)] * 3)
            assert len(mail.outbox) == round_number
            notice.refresh_from_db()
            assert (notice.state, notice.attempts) == ("sent", 1)
