"""The outbox: each thing told once, whatever a queue, a worker or a mail server does."""

import datetime as dt
import smtplib
from collections.abc import Callable, Sequence
from io import StringIO

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.audit.models import AuditEvent
from csplan.notices import dispatch
from csplan.notices.choices import NoticeKind, NoticeState
from csplan.notices.content import Action, Item, Items, Message, Paragraph, Quoted
from csplan.notices.models import Notice, TurnedOff
from csplan.notices.rules import MOST_AT_ONCE, MOST_ATTEMPTS
from csplan.notices.services import (
    choose_kinds,
    claim_forgotten,
    send_notice,
    tell,
)
from tests.conftest import NOW
from tests.factories import RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
MESSAGE = Message(
    "Sent back: <North> West",
    (
        Paragraph("It was sent back & waits for you."),
        Quoted("Which <b>two</b> departments?\nSince when?", about="Reason"),
        Items("Overdue", (Item("A milestone", "/programme/", "2 days late"), Item("A measure"))),
        Action("Go to the return", "/programme/returns/"),
    ),
    "csplan knows you as co-ordinator",
)


@pytest.fixture
def grant_() -> RoleGrant:
    return RoleGrantFactory.create(role=Role.NATIONAL_TEAM)


def told(
    *grants: RoleGrant, kind: NoticeKind = NoticeKind.SIGNED_OFF, about: str = "transition-1"
) -> list[Notice]:
    tell(kind=kind, about=about, to=grants, message=lambda grant: MESSAGE, at=NOW)
    return list(Notice.objects.order_by("pk"))


class BrokenBackend:
    """A mail server that does not answer."""

    def __init__(self, **kwargs: object) -> None:
        pass

    def send_messages(self, messages: list[EmailMultiAlternatives]) -> int:
        raise smtplib.SMTPServerDisconnected("gone")


class FussyBackend(BaseEmailBackend):
    """A mail server that will not have one address."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if message.to[0].startswith("refused"):
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"No such user")})
            mail.outbox.append(message)
        return len(messages)


class TestSendNotices:
    def test_sends_what_it_can_and_says_what_it_could_not(self, settings: Settings) -> None:
        refused, taken = (
            RoleGrantFactory.create(
                role=Role.NATIONAL_TEAM, user=UserFactory.create(email=f"{name}@example.gov.uk")
            )
            for name in ("refused", "taken")
        )
        told(refused, taken)
        settings.EMAIL_BACKEND = f"{__name__}.FussyBackend"
        out, errors = StringIO(), StringIO()

        with pytest.raises(CommandError, match="1 could not be sent"):
            call_command("send_notices", stdout=out, stderr=errors)

        assert [message.to for message in mail.outbox] == [["taken@example.gov.uk"]]
        assert "1 email dealt with" in out.getvalue()
        assert "550" in errors.getvalue()


class TestTell:
    def test_writes_one_row_for_each_person_and_queues_it(
        self,
        grant_: RoleGrant,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        queued: list[int] = []

        def enqueue(task: str, ids: list[int]) -> bool:
            queued.extend(ids)
            return True

        monkeypatch.setattr(dispatch, "enqueue", enqueue)
        second_role = RoleGrantFactory.create(user=grant_.user, role=Role.HEAD)
        inactive = RoleGrantFactory.create(user__is_active=False)
        with django_capture_on_commit_callbacks(execute=True):
            told(grant_, second_role, inactive)
            told(grant_, second_role)
        (notice,) = Notice.objects.all()
        assert notice.recipient == grant_.user
        assert set(queued) == {notice.pk}
        assert claim_forgotten(at=NOW + MINUTE) == []

    def test_tells_nothing_when_the_transaction_is_undone(self, grant_: RoleGrant) -> None:
        with transaction.atomic():
            assert len(told(grant_)) == 1
            transaction.set_rollback(True)
        assert not Notice.objects.exists()

    def test_leaves_out_who_has_turned_the_kind_off(self, grant_: RoleGrant) -> None:
        TurnedOff.objects.create(user=grant_.user, kind=NoticeKind.SIGNED_OFF)
        assert told(grant_) == []
        assert len(told(grant_, kind=NoticeKind.RECEIPT)) == 1

    def test_leaves_many_to_the_sweep(self) -> None:
        grants = RoleGrantFactory.create_batch(MOST_AT_ONCE + 1)
        notices = told(*grants)
        assert sorted(claim_forgotten(at=NOW)) == [notice.pk for notice in notices]
        assert claim_forgotten(at=NOW + MINUTE) == []


class TestSendNotice:
    def test_sends_plain_text_and_html_that_say_the_same(
        self, grant_: RoleGrant, settings: Settings
    ) -> None:
        settings.CSPLAN_ADDRESS = "https://csplan.example"
        (notice,) = told(grant_)
        assert send_notice(notice_id=notice.pk, at=NOW)
        (sent,) = mail.outbox
        assert isinstance(sent, EmailMultiAlternatives)
        html = str(sent.alternatives[0][0])
        assert (sent.to, sent.subject) == ([grant_.user.email], MESSAGE.subject)
        assert sent.extra_headers["Message-ID"] == f"<notice-{notice.pk}@csplan.example>"
        for words in (grant_.user.full_name, "2 days late", "A measure", "Since when?"):
            assert words in sent.body
            assert words in html
        for link in ("/programme/returns/", "/programme/", "/account/emails/"):
            assert f"https://csplan.example{link}\n" in sent.body
            assert f'href="https://csplan.example{link}"' in html
        assert "> Which <b>two</b> departments?" in sent.body
        assert "&lt;b&gt;two&lt;/b&gt; departments?<br>Since when?" in html

    def test_is_done_once_however_often_it_is_asked_for(self, grant_: RoleGrant) -> None:
        (notice,) = told(grant_)
        assert send_notice(notice_id=notice.pk, at=NOW)
        assert not send_notice(notice_id=notice.pk, at=NOW)
        assert not send_notice(notice_id=notice.pk, at=NOW + 600 * MINUTE)
        assert claim_forgotten(at=NOW + 600 * MINUTE) == []
        assert len(mail.outbox) == 1

    def test_is_taken_up_again_after_a_worker_died(self, grant_: RoleGrant) -> None:
        (notice,) = told(grant_)
        # As a worker leaves it that died between its claim and the end.
        Notice.objects.filter(pk=notice.pk).update(attempts=1, held_until=NOW + 10 * MINUTE)
        assert not send_notice(notice_id=notice.pk, at=NOW + 9 * MINUTE)
        assert claim_forgotten(at=NOW + 9 * MINUTE) == []
        assert claim_forgotten(at=NOW + 10 * MINUTE) == [notice.pk]
        assert send_notice(notice_id=notice.pk, at=NOW + 10 * MINUTE)
        assert len(mail.outbox) == 1

    def test_is_tried_again_later_and_given_up_in_the_end(
        self, grant_: RoleGrant, settings: Settings
    ) -> None:
        settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
        (notice,) = told(grant_)
        at = NOW
        for _ in range(MOST_ATTEMPTS):
            with pytest.raises(smtplib.SMTPServerDisconnected):
                send_notice(notice_id=notice.pk, at=at)
            assert not send_notice(notice_id=notice.pk, at=at + MINUTE)
            at += 360 * MINUTE
        assert claim_forgotten(at=at) == []
        notice.refresh_from_db()
        assert (notice.state, notice.attempts) == (NoticeState.FAILED, MOST_ATTEMPTS)

    @pytest.mark.parametrize("ending", ["grant ended", "grant gone", "account closed", "too late"])
    def test_tells_nobody_who_may_no_longer_know(self, grant_: RoleGrant, ending: str) -> None:
        (notice,) = told(grant_)
        if ending == "grant ended":
            RoleGrant.objects.update(ends_on=NOW.date() - dt.timedelta(days=1))
        elif ending == "grant gone":
            grant_.delete()
        elif ending == "account closed":
            User.objects.update(is_active=False)
        else:
            Notice.objects.update(good_until=NOW - MINUTE)
        send_notice(notice_id=notice.pk, at=NOW)
        notice.refresh_from_db()
        assert (mail.outbox, notice.state) == ([], NoticeState.DROPPED)

    def test_is_not_stopped_by_a_clock_that_went_back(self, grant_: RoleGrant) -> None:
        (notice,) = told(grant_)
        Notice.objects.update(attempts=1, held_until=NOW + dt.timedelta(days=1))
        assert send_notice(notice_id=notice.pk, at=NOW)


class TestChooseKinds:
    def test_keeps_the_choice_and_records_a_change(
        self, grant_: RoleGrant, actor_of: Callable[[User], Actor]
    ) -> None:
        actor = actor_of(grant_.user)
        offered = [NoticeKind.SIGNED_OFF, NoticeKind.DIGEST, NoticeKind.RECEIPT]
        TurnedOff.objects.create(user=grant_.user, kind=NoticeKind.SENT_BACK)
        for _ in range(2):
            choose_kinds(kinds=["digest"], offered=offered, actor=actor, at=NOW)
        kinds = TurnedOff.objects.values_list("kind", flat=True)
        assert sorted(kinds) == ["sent_back", "signed_off"]
        (event,) = AuditEvent.objects.filter(action="emails.chosen")
        assert event.after == {"turned_off": ["sent_back", "signed_off"]}
        choose_kinds(kinds=offered, offered=offered, actor=actor, at=NOW)
        assert list(kinds.all()) == ["sent_back"]
