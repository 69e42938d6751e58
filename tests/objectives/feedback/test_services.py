"""Asking, sending, reminding, answering: each once, and nothing said where it does not belong."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.core import mail
from pytest_django import Settings

from csplan.accounts.selectors import actor_for
from csplan.audit.models import AuditEvent
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.querysets import InsertOnlyError
from csplan.notices.models import Notice
from objectives.models import FeedbackAnswer, FeedbackMessage, FeedbackRequest
from objectives.rules.feedback import Said
from objectives.selectors.feedback import answerable, digest
from objectives.services.examples import add_example, withdraw_example
from objectives.services.feedback import answer, remind, remind_automatically, withdraw
from objectives.services.feedback_messages import forgotten_messages, give_up, send_message
from tests.conftest import NOW, Cast
from tests.objectives.feedback.stage import (
    LAST_DAY,
    LINK,
    PEOPLE,
    QUESTION,
    SECRET,
    asked,
    linked,
    messages_of,
    office,
)

pytestmark = pytest.mark.django_db
TOMORROW = NOW + dt.timedelta(days=1)
SAID = Said(went_well=SECRET)
SMTP, NO_SERVER = "django.core.mail.backends.smtp.EmailBackend", 9


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"/objectives/feedback/([^/\s]+)/", str(message.body))
    assert found
    return found[1]


class TestAsking:
    def test_sends_each_a_link_of_their_own_that_is_kept_nowhere(self, cast: Cast) -> None:
        round_ = asked(cast)
        for message in messages_of(round_):
            assert send_message(message_id=message.pk, at=NOW)
            assert not send_message(message_id=message.pk, at=NOW)

        assert sorted(m.to[0] for m in mail.outbox) == sorted(p.email for p in PEOPLE)
        links = {link_in(message) for message in mail.outbox}
        assert len(links) == len(PEOPLE)
        assert all(len(link) >= 43 for link in links)
        kept = set(FeedbackRequest.objects.values_list("token_digest", flat=True))
        assert kept == {digest(link) for link in links}
        body = str(mail.outbox[0].body)
        assert QUESTION in body
        assert "without your name" in body
        assert "31 January 2014" in body

    def test_tells_the_history_no_word_name_or_address(self, cast: Cast) -> None:
        round_ = asked(cast)
        answer(request=linked(round_.requests.all()[0]), said=SAID, at=NOW)
        remind(round_=round_, actor=office(cast), at=TOMORROW)
        withdraw(round_=round_, actor=office(cast), at=TOMORROW)
        about = {"actor": office(cast), "at": NOW}
        example = add_example(
            objective_set=round_.objective_set,
            words=SECRET,
            happened_on=NOW.date(),
            **about,  # type: ignore[arg-type]
        )
        withdraw_example(example=example, **about)  # type: ignore[arg-type]

        events = [e for e in AuditEvent.objects.all() if e.action.startswith("objectives.")]
        told = " ".join(f"{e.target_label} {e.target_id} {e.before} {e.after}" for e in events)
        assert {e.action.partition(".")[2] for e in events} >= {
            "feedback_asked", "feedback_answered", "feedback_reminded", "feedback_withdrawn",
            "example_added", "example_withdrawn",
        }  # fmt: skip
        for secret in (SECRET, QUESTION, "example.com", "Director", "Minister"):
            assert secret not in told

    def test_is_for_the_own_office_and_for_three_when_names_are_hidden(self, cast: Cast) -> None:
        with pytest.raises(NotPermittedError):
            asked(cast, actor=actor_for(cast.head, on=NOW.date()))
        with pytest.raises(IncompleteError, match="at least 3"):
            asked(cast, people=PEOPLE[:2])
        with pytest.raises(IncompleteError, match="last day"):
            asked(cast, last_day=NOW.date())
        assert not FeedbackMessage.objects.exists()


class TestReminding:
    def test_sends_a_new_link_to_those_left_and_ends_the_old_one(self, cast: Cast) -> None:
        round_ = asked(cast)
        first, second = list(round_.requests.all())[:2]
        answer(request=linked(first), said=SAID, at=NOW)
        linked(second, "old")
        with pytest.raises(WrongStateError, match="today already"):
            remind(round_=round_, actor=office(cast), at=NOW)

        remind(round_=round_, actor=office(cast), at=TOMORROW)
        for message in messages_of(round_):
            send_message(message_id=message.pk, at=TOMORROW)

        reminders = [m for m in mail.outbox if m.subject.startswith("Reminder")]
        assert len(reminders) == len(PEOPLE) - 1
        assert first.email not in {m.to[0] for m in mail.outbox}
        assert answerable("old", at=TOMORROW) is None
        mine = [m for m in mail.outbox if m.to == [second.email]]
        assert [answerable(link_in(m), at=TOMORROW) is not None for m in mine] == [False, True]

    def test_ends_the_old_link_only_with_a_message_that_holds_the_new_one(
        self, cast: Cast, settings: Settings
    ) -> None:
        round_ = asked(cast)
        first = round_.requests.all()[0]
        linked(first, "old")
        remind(round_=round_, actor=office(cast), at=TOMORROW)
        message = FeedbackMessage.objects.get(request=first, on=TOMORROW.date())

        working = settings.EMAIL_BACKEND
        settings.EMAIL_BACKEND, settings.EMAIL_PORT = SMTP, NO_SERVER
        with pytest.raises(ConnectionError):
            send_message(message_id=message.pk, at=TOMORROW)
        assert answerable("old", at=TOMORROW) is not None

        settings.EMAIL_BACKEND = working
        send_message(message_id=message.pk, at=TOMORROW + dt.timedelta(hours=1))
        assert answerable("old", at=TOMORROW) is None
        assert answerable(link_in(mail.outbox[0]), at=TOMORROW) is not None

    def test_happens_by_itself_once_before_the_end(self, cast: Cast) -> None:
        round_ = asked(cast)
        lead = dt.timedelta(days=3)
        near = round_.expires_at - lead
        answer(request=linked(round_.requests.all()[0]), said=SAID, at=NOW)

        assert remind_automatically(at=near - dt.timedelta(minutes=1), lead=lead) == 0
        assert remind_automatically(at=near, lead=lead) == len(PEOPLE) - 1
        assert remind_automatically(at=near + dt.timedelta(days=1), lead=lead) == 0

    def test_is_asked_for_again_when_a_message_was_lost(self, cast: Cast) -> None:
        ids = [message.pk for message in messages_of(asked(cast))]

        assert forgotten_messages(at=NOW) == []
        assert forgotten_messages(at=NOW + dt.timedelta(minutes=3)) == ids


class TestMessageThatCannotBeSent:
    @pytest.fixture(autouse=True)
    def no_server(self, settings: Settings) -> Iterator[None]:
        working = settings.EMAIL_BACKEND
        settings.EMAIL_BACKEND, settings.EMAIL_PORT = SMTP, NO_SERVER
        yield
        settings.EMAIL_BACKEND = working

    def test_is_tried_five_times_over_half_a_day_and_then_given_up(self, cast: Cast) -> None:
        one, *others = messages_of(asked(cast))
        for other in others:
            FeedbackMessage.objects.filter(pk=other.pk).update(done_at=NOW)

        tried = [
            hour / 4
            for hour in range(4 * 24)
            if swept(one, at=NOW + dt.timedelta(hours=hour / 4, minutes=3))
        ]

        assert tried == [0, 0.25, 0.75, 2.75, 8.75]
        one.refresh_from_db()
        assert one.done_at is None
        assert one.failed_at == NOW + dt.timedelta(hours=14, minutes=48)

    def test_is_told_to_administrators_once_a_day_without_saying_whom_it_was_for(
        self, cast: Cast
    ) -> None:
        round_ = asked(cast)
        first, *others = messages_of(round_)
        tired = FeedbackMessage.objects.filter(request__round=round_)
        tired.filter(pk=first.pk).update(attempts=5, claimed_at=NOW)
        tired.exclude(pk=first.pk).update(attempts=5, claimed_at=NOW + dt.timedelta(hours=1))

        assert give_up(at=NOW + dt.timedelta(hours=5)) == 0
        assert give_up(at=NOW + dt.timedelta(hours=6)) == 1
        assert give_up(at=NOW + dt.timedelta(hours=7)) == len(others)
        assert give_up(at=NOW + dt.timedelta(hours=9)) == 0

        (notice,) = Notice.objects.all()
        assert notice.recipient == cast.administrator
        told = f"{notice.subject} {notice.content}"
        for secret in (PEOPLE[0].name, PEOPLE[0].email, round_.objective_set.holder_name):
            assert secret not in told

    def test_is_not_sent_after_a_later_one(self, cast: Cast, settings: Settings) -> None:
        """Whose link it would end."""
        round_ = asked(cast)
        first = messages_of(round_)[0]
        swept(first, at=NOW)
        remind(round_=round_, actor=office(cast), at=TOMORROW)
        later = FeedbackMessage.objects.get(request=first.request, on=TOMORROW.date())
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

        send_message(message_id=later.pk, at=TOMORROW)
        send_message(message_id=first.pk, at=TOMORROW)

        (sent,) = mail.outbox
        assert sent.subject.startswith("Reminder")
        assert answerable(link_in(sent), at=TOMORROW) is not None
        assert forgotten_messages(at=TOMORROW) == [
            each.pk for each in messages_of(round_) if each.request_id != first.request_id
            and each.on == NOW.date()
        ]  # fmt: skip


def swept(message: FeedbackMessage, *, at: dt.datetime) -> bool:
    """What beat asks for at a moment; whether it was tried to send ``message``."""
    is_tried = message.pk in forgotten_messages(at=at) or at == NOW
    if is_tried:
        with pytest.raises(ConnectionError):
            send_message(message_id=message.pk, at=at)
    give_up(at=at)
    return is_tried


class TestAnswering:
    def test_happens_once_and_is_never_changed(self, cast: Cast) -> None:
        request = linked(asked(cast).requests.all()[0])

        answer(request=request, said=SAID, at=NOW)
        with pytest.raises(WrongStateError):
            answer(request=request, said=SAID, at=NOW)

        assert answerable(LINK, at=NOW) is None
        assert FeedbackAnswer.objects.get().went_well == SECRET
        with pytest.raises(InsertOnlyError):
            FeedbackAnswer.objects.update(went_well="")

    def test_is_refused_by_a_link_that_was_replaced_withdrawn_or_is_late(self, cast: Cast) -> None:
        round_ = asked(cast)
        request = linked(round_.requests.all()[0])
        linked(request, "another")
        with pytest.raises(WrongStateError):
            answer(request=request, said=SAID, at=NOW)
        end = round_.expires_at
        assert answerable("another", at=end - dt.timedelta(seconds=1)) is not None
        assert answerable("another", at=end) is None
        assert round_.last_day == LAST_DAY
        with pytest.raises(IncompleteError):
            answer(request=linked(request), said=Said(went_well="  "), at=NOW)

        withdraw(round_=round_, actor=office(cast), at=NOW)

        assert answerable(LINK, at=NOW) is None
        assert not FeedbackAnswer.objects.exists()
        for message in messages_of(round_):
            send_message(message_id=message.pk, at=NOW)
        assert not mail.outbox
