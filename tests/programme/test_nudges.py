"""Reminders: to whoever owes the next step, once a day, sent by a worker that may die."""

import datetime as dt
import smtplib
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from csplan.accounts.actors import Actor
from csplan.accounts.models import RoleGrant, User
from csplan.audit.models import AuditEvent
from csplan.core import clock
from csplan.core.errors import NotPermittedError, WrongStateError
from csplan.core.periods import LONDON
from programme.choices import ReturnState
from programme.models import Nudge, QuarterlyReturn, ReturnAuthor
from programme.models.oversight import NUDGE_ATTEMPTS
from programme.rules.oversight import (
    Step,
    came_late,
    first_submission,
    is_late,
    next_step,
    reported_words,
)
from programme.services import nudge_late, nudge_return
from programme.services.nudges import forgotten_nudges, send_nudge
from tests.conftest import NOW, Cast, Stage
from tests.programme.situations import answer_everything, close, put_in

pytestmark = pytest.mark.django_db
ActorOf = Callable[[User], Actor]
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def head(cast: Cast, actor_of: ActorOf) -> Actor:
    return actor_of(cast.head)


def nudge(stage: Stage, actor: Actor, at: dt.datetime = NOW) -> Nudge:
    own = QuarterlyReturn.objects.select_related("locality", "period").get(pk=stage.own.pk)
    nudge_return(quarterly_return=own, actor=actor, at=at)
    return Nudge.objects.latest("pk")


def make_late(stage: Stage) -> None:
    stage.period.due_at = NOW - dt.timedelta(days=3)
    stage.period.save()


class TestNextStep:
    @pytest.mark.parametrize(
        ("state", "is_complete", "is_closed", "step"),
        [
            ("open", False, False, Step.REPORT),
            ("open", True, False, Step.SUBMIT),
            ("open", True, True, Step.SUBMIT),
            ("open", False, True, Step.GIVE_LONGER),
            ("submitted", True, True, Step.SIGN_OFF),
            ("signed_off", True, True, Step.ACCEPT),
            ("accepted", True, True, Step.PUBLISH),
            ("published", True, True, Step.NOTHING),
        ],
    )
    def test_follows_the_table(
        self, state: str, is_complete: bool, is_closed: bool, step: Step
    ) -> None:
        assert next_step(state, is_complete=is_complete, is_closed=is_closed) == step


class TestIsLate:
    @pytest.mark.parametrize(
        ("step", "hours", "expected"),
        [
            (Step.REPORT, 1, True),
            (Step.SIGN_OFF, 1, True),
            (Step.REPORT, -1, False),
            (Step.ACCEPT, 1, False),
            (Step.GIVE_LONGER, 1, False),
        ],
    )
    def test_follows_the_table(self, step: Step, hours: int, expected: bool) -> None:
        due_at = NOW - dt.timedelta(hours=hours)
        assert is_late(step, due_at=due_at, at=NOW) is expected


class TestFirstSubmission:
    @pytest.mark.parametrize(
        ("steps", "day"),
        [
            ("", None),
            ("submit", 1),
            ("submit withdraw", None),
            ("submit withdraw submit", 3),
            ("submit send_back", 1),
            ("submit send_back submit", 1),
            ("submit send_back submit withdraw", 1),
            ("submit withdraw submit send_back submit", 3),
            ("submit sign_off send_back submit sign_off accept publish", 1),
            ("submit sign_off accept publish correct", 1),
            ("submit sign_off accept publish correct submit withdraw", 1),
        ],
    )
    def test_is_the_first_that_the_locality_left_standing(
        self, steps: str, day: int | None
    ) -> None:
        done = [(step, NOW.replace(day=day)) for day, step in enumerate(steps.split(), 1)]
        assert first_submission(done) == (day and NOW.replace(day=day))


class TestReportedWords:
    due_at = dt.datetime(2014, 1, 7, 17, tzinfo=LONDON)

    @pytest.mark.parametrize(
        ("hours", "words"),
        [
            (0, "submitted in time"),
            (1, "submitted late, on the day it was due"),
            (8, "submitted 1 day late"),
            (31, "submitted 2 days late"),
        ],
    )
    def test_goes_by_the_hour_and_counts_days(self, hours: int, words: str) -> None:
        reported_at = self.due_at + dt.timedelta(hours=hours)
        assert reported_words(reported_at, self.due_at) == words
        assert came_late(reported_at, self.due_at) == (words != "submitted in time")

    def test_calls_nothing_late_that_never_came(self) -> None:
        assert not came_late(None, self.due_at)


class TestNudgeReturn:
    def test_sends_the_coordinator_what_to_do_and_where(
        self,
        stage: Stage,
        cast: Cast,
        head: Actor,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with django_capture_on_commit_callbacks() as queued:
            reminder = nudge(stage, head)

        assert len(queued) == 1
        assert send_nudge(nudge_id=reminder.pk, at=NOW)
        (message,) = mail.outbox
        assert message.to == [cast.coordinator.email]
        assert message.subject == "Quarter 3 2013/14: North West’s return"
        for words in (
            f"Dear {cast.coordinator.full_name},",
            f"{cast.head.full_name} asks you to finish and submit the return of North West",
            "It is due Friday 17 January 2014 at 5pm. 4 of its 4 answers are still to be given.",
            "http://localhost:8000/programme/returns/2013-14-q3/north-west/\n",
        ):
            assert words in message.body
        assert isinstance(message, EmailMultiAlternatives)
        assert "asks you to finish and submit" in str(message.alternatives[0][0])

    def test_reminds_the_sro_of_a_submitted_return(
        self, stage: Stage, cast: Cast, head: Actor
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)

        send_nudge(nudge_id=nudge(stage, head).pk, at=NOW)

        (message,) = mail.outbox
        assert message.to == [cast.sro.email]
        assert "/north-west/sign-off/" in message.body

    def test_never_reminds_an_sro_who_may_not_sign(
        self, stage: Stage, cast: Cast, head: Actor
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        ReturnAuthor.objects.create(quarterly_return=stage.own, user=cast.sro)

        with pytest.raises(WrongStateError, match="Nobody is Senior Responsible Officer"):
            nudge(stage, head)

    def test_turns_to_the_assistant_where_there_is_no_coordinator(
        self, stage: Stage, cast: Cast, head: Actor
    ) -> None:
        RoleGrant.objects.filter(user=cast.coordinator).update(ends_on=dt.date(2013, 12, 31))

        send_nudge(nudge_id=nudge(stage, head).pk, at=NOW)

        assert [message.to for message in mail.outbox] == [[cast.assistant.email]]

    def test_is_kept_in_the_history(self, stage: Stage, cast: Cast, head: Actor) -> None:
        nudge(stage, head)

        event = AuditEvent.objects.get(action="return.nudged")
        assert event.after == {"reminded": cast.coordinator.full_name}

    def test_happens_once_a_day(self, stage: Stage, head: Actor) -> None:
        nudge(stage, head)
        with pytest.raises(WrongStateError, match="reminded today already"):
            nudge(stage, head, at=NOW + dt.timedelta(hours=5))
        nudge(stage, head, at=NOW + dt.timedelta(days=1))
        assert Nudge.objects.count() == 2

    @pytest.mark.parametrize(
        "state", [ReturnState.SIGNED_OFF, ReturnState.ACCEPTED, ReturnState.PUBLISHED]
    )
    def test_is_refused_when_the_step_is_not_the_localitys(
        self, stage: Stage, cast: Cast, head: Actor, state: ReturnState
    ) -> None:
        put_in(state, stage, cast)
        with pytest.raises(WrongStateError):
            nudge(stage, head)

    def test_is_refused_when_nothing_more_can_be_written(self, stage: Stage, head: Actor) -> None:
        close(stage)
        with pytest.raises(WrongStateError):
            nudge(stage, head)

    def test_asks_to_submit_what_is_complete_although_closed(
        self, stage: Stage, head: Actor
    ) -> None:
        answer_everything(stage.own)
        close(stage)
        send_nudge(nudge_id=nudge(stage, head).pk, at=NOW)
        assert "check and submit the return" in mail.outbox[0].body

    @pytest.mark.parametrize("person", ["coordinator", "sro", "auditor", "administrator", "nsg"])
    def test_is_for_the_national_team_and_the_head(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, person: str
    ) -> None:
        with pytest.raises(NotPermittedError):
            nudge(stage, actor_of(getattr(cast, person)))


class TestNudgeLate:
    def test_reminds_each_late_locality_once(self, stage: Stage, cast: Cast, head: Actor) -> None:
        make_late(stage)
        nudge(stage, head)

        done = nudge_late(period=stage.period, actor=head, at=NOW)

        assert done.reminded == ("South West",)
        assert Nudge.objects.count() == 2
        assert nudge_late(period=stage.period, actor=head, at=NOW).reminded == ()

    def test_leaves_out_who_is_in_time(self, stage: Stage, head: Actor) -> None:
        assert nudge_late(period=stage.period, actor=head, at=NOW).reminded == ()

    def test_names_where_nobody_is_there_to_remind(
        self, stage: Stage, cast: Cast, head: Actor
    ) -> None:
        make_late(stage)
        RoleGrant.objects.filter(user__in=[cast.other_coordinator, cast.other_assistant]).delete()

        done = nudge_late(period=stage.period, actor=head, at=NOW)

        assert (done.reminded, done.orphaned) == (("North West",), ("South West",))

    def test_is_for_the_national_team_and_the_head(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        with pytest.raises(NotPermittedError):
            nudge_late(period=stage.period, actor=actor_of(cast.auditor), at=NOW)


class TestSendNudge:
    def test_is_sent_once(self, stage: Stage, head: Actor) -> None:
        pk = nudge(stage, head).pk
        assert send_nudge(nudge_id=pk, at=NOW)
        assert not send_nudge(nudge_id=pk, at=NOW + 20 * MINUTE)
        assert len(mail.outbox) == 1

    def test_is_not_sent_once_the_step_is_taken(
        self, stage: Stage, cast: Cast, head: Actor
    ) -> None:
        pk = nudge(stage, head).pk
        put_in(ReturnState.SUBMITTED, stage, cast)
        send_nudge(nudge_id=pk, at=NOW)
        assert mail.outbox == []
        assert forgotten_nudges(at=NOW + 20 * MINUTE) == []

    def test_is_left_to_the_worker_that_has_claimed_it(self, stage: Stage, head: Actor) -> None:
        pk = nudge(stage, head).pk
        Nudge.objects.filter(pk=pk).update(claimed_at=NOW, attempts=1)
        assert not send_nudge(nudge_id=pk, at=NOW + MINUTE)
        assert send_nudge(nudge_id=pk, at=NOW + 11 * MINUTE)

    def test_is_tried_three_times_and_no_more(
        self, stage: Stage, head: Actor, settings: object
    ) -> None:
        settings.EMAIL_BACKEND = "tests.programme.test_nudges.broken_backend"  # type: ignore[attr-defined]
        pk = nudge(stage, head).pk
        at = NOW
        for _ in range(3):
            with pytest.raises(smtplib.SMTPServerDisconnected):
                send_nudge(nudge_id=pk, at=at)
            at += 11 * MINUTE
        assert forgotten_nudges(at=at) == []
        assert not send_nudge(nudge_id=pk, at=at)

    def test_that_could_not_be_sent_is_said_to_be_and_sent_anew(
        self, client: Client, stage: Stage, head: Actor
    ) -> None:
        pk = nudge(stage, head).pk
        spent = {"attempts": NUDGE_ATTEMPTS, "claimed_at": clock.now()}
        Nudge.objects.filter(pk=pk).update(**spent)
        client.force_login(head.person)
        grid = "/programme/returns/2013-14-q3/"
        assert "could not be sent" not in client.get(grid).content.decode()
        with pytest.raises(WrongStateError, match="today already"):
            nudge(stage, head, at=clock.now())

        long_ago = clock.now() - 11 * MINUTE
        Nudge.objects.filter(pk=pk).update(claimed_at=long_ago)
        page = client.get(grid).content.decode()
        assert "The reminder of 10 January could not be sent" in page
        again = nudge(stage, head, at=clock.now())
        assert (again.pk, again.attempts, again.claimed_at) == (pk, 0, None)
        assert send_nudge(nudge_id=pk, at=clock.now())
        assert AuditEvent.objects.filter(action="return.nudged").count() == 2

    def test_is_asked_for_again_when_the_queue_lost_it(self, stage: Stage, head: Actor) -> None:
        pk = nudge(stage, head).pk
        assert forgotten_nudges(at=NOW + MINUTE) == []
        assert forgotten_nudges(at=NOW + 3 * MINUTE) == [pk]


def broken_backend(**_: object) -> object:
    """An e-mail server that hangs up."""
    raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
