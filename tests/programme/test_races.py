"""Two people at the same moment, on connections of their own: nothing is written twice or late.

The first class runs on every database. The second needs PostgreSQL's row locks: one side is
held until the other is seen waiting for it, so that each order really happens.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest
from django.db import connection, connections, transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.core.errors import RefusedError
from csplan.core.periods import Quarter
from programme.choices import ReturnState
from programme.models import (
    MilestoneUpdate,
    Moderation,
    Nudge,
    QuarterlyReturn,
    Question,
    QuestionStep,
    ReturnTransition,
)
from programme.services import (
    accept_return,
    close_period,
    moderate_rating,
    nudge_return,
    open_period,
    save_milestone,
    submit_return,
)
from programme.services.calendar import open_due_periods
from programme.services.questions import ask_question, close_question
from tests.conftest import NOW, Cast, Stage
from tests.factories import ReportingPeriodFactory
from tests.programme.situations import ON_TRACK, answer_everything, put_in

pytestmark = pytest.mark.django_db(transaction=True)
ActorOf = Callable[[User], Actor]
Attempt = Callable[[], None]
ROUNDS = 8
LATER = NOW + dt.timedelta(days=9)
MINE = replace(ON_TRACK, narrative="Written at the same moment.")


def outcome(attempt: Attempt) -> str:
    """ "done", or the code of the refusal; the thread's connection is closed behind it."""
    try:
        attempt()
    except RefusedError as error:
        return error.code
    finally:
        connections.close_all()
    return "done"


def at_once(*attempts: Attempt) -> list[str]:
    """What became of each attempt when all of them start together."""
    barrier = threading.Barrier(len(attempts))

    def start(attempt: Attempt) -> str:
        barrier.wait(timeout=20)
        return outcome(attempt)

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(start, attempts))


def saving(stage: Stage, actor: Actor) -> Attempt:
    """Saves over version 1 of the first milestone, from what the database says now."""
    update = MilestoneUpdate.objects.select_related(
        "milestone", "quarterly_return__period", "quarterly_return__locality"
    ).get(pk=stage.milestone_update.pk)
    return lambda: save_milestone(update=update, answers=MINE, version=1, actor=actor, at=NOW)


def submitting(stage: Stage, actor: Actor) -> Attempt:
    own = QuarterlyReturn.objects.select_related("period", "locality").get(pk=stage.own.pk)
    return lambda: submit_return(quarterly_return=own, version=own.version, actor=actor, at=NOW)


class TestAtOnce:
    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_two_submits_make_one_transition(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        answer_everything(stage.own)
        actor = actor_of(cast.coordinator)
        results = at_once(submitting(stage, actor), submitting(stage, actor))
        assert sorted(results) == ["done", "wrong-state"]
        assert ReturnTransition.objects.count() == 1

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_of_a_save_and_a_submit_exactly_one_succeeds(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        answer_everything(stage.own)
        saved, submitted = at_once(
            saving(stage, actor_of(cast.assistant)), submitting(stage, actor_of(cast.coordinator))
        )
        stage.own.refresh_from_db()
        stage.milestone_update.refresh_from_db()
        assert {saved, submitted} == {"done", "wrong-state"}
        assert stage.own.version == 1
        assert (stage.own.state == ReturnState.SUBMITTED) == (submitted == "done")
        assert (stage.milestone_update.narrative == MINE.narrative) == (saved == "done")

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_of_two_saves_over_one_version_one_is_stale(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        answer_everything(stage.own)
        results = at_once(
            saving(stage, actor_of(cast.assistant)), saving(stage, actor_of(cast.coordinator))
        )
        stage.milestone_update.refresh_from_db()
        assert sorted(results) == ["done", "stale-version"]
        assert stage.milestone_update.version == 2

    def test_a_question_is_asked_once_and_dealt_with_once(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        def asking() -> None:
            ask_question(text="Why so late?", actor=actor_of(cast.nsg), at=NOW)

        def closing(person: User) -> Attempt:
            asked, actor = Question.objects.get(), actor_of(person)
            return lambda: close_question(
                question=asked, reason="Said at the meeting.", version=1, actor=actor, at=NOW
            )

        assert at_once(asking, asking) == ["done", "done"]
        assert Question.objects.count() == 1
        results = at_once(closing(cast.national_team), closing(cast.head))
        assert sorted(results) == ["done", "wrong-state"]
        assert QuestionStep.objects.count() == 2

    def test_two_openings_make_each_return_once(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        period = ReportingPeriodFactory.create(quarter=Quarter.parse("2013-14-q4"))
        attempts = [
            lambda copy=copy: open_period(period=copy, actor=actor_of(cast.head), at=NOW)
            for copy in (period, type(period).objects.get(pk=period.pk))
        ]
        assert sorted(at_once(*attempts)) == ["done", "wrong-state"]
        assert QuarterlyReturn.objects.filter(period=period).count() == 1


def moderating(stage: Stage, actor: Actor) -> Attempt:
    update = MilestoneUpdate.objects.select_related("quarterly_return__period").get(
        pk=stage.milestone_update.pk
    )
    return lambda: moderate_rating(
        update=update, rating="off_track", reason="Not booked.", version=1, actor=actor, at=NOW
    )


def accepting(stage: Stage, actor: Actor) -> Attempt:
    own = QuarterlyReturn.objects.select_related("period", "locality").get(pk=stage.own.pk)
    return lambda: accept_return(quarterly_return=own, version=own.version, actor=actor, at=NOW)


def nudging(stage: Stage, actor: Actor) -> Attempt:
    own = QuarterlyReturn.objects.select_related("period", "locality").get(pk=stage.own.pk)
    return lambda: nudge_return(quarterly_return=own, actor=actor, at=NOW)


def keep_quarters() -> None:
    open_due_periods(at=NOW)


class TestOversightAtOnce:
    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_of_a_moderation_and_an_acceptance_exactly_one_succeeds(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        put_in(ReturnState.SIGNED_OFF, stage, cast)
        moderated, accepted = at_once(
            moderating(stage, actor_of(cast.national_team)),
            accepting(stage, actor_of(cast.second_national_team)),
        )
        stage.own.refresh_from_db()
        assert {moderated, accepted} == {"done", "wrong-state"}
        assert (stage.own.state == ReturnState.ACCEPTED) == (accepted == "done")
        assert Moderation.objects.exists() == (moderated == "done")

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_of_two_moderations_one_is_stale(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        results = at_once(
            moderating(stage, actor_of(cast.national_team)),
            moderating(stage, actor_of(cast.second_national_team)),
        )
        assert sorted(results) == ["done", "stale-version"]
        assert Moderation.objects.count() == 1

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_two_reminders_make_one(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        attempts = [nudging(stage, actor_of(person)) for person in (cast.national_team, cast.head)]
        assert sorted(at_once(*attempts)) == ["done", "wrong-state"]
        assert Nudge.objects.count() == 1

    def test_two_clocks_open_a_quarter_once(self, stage: Stage) -> None:
        period = ReportingPeriodFactory.create(
            quarter=Quarter.parse("2013-14-q4"), opens_at=NOW, due_at=LATER, closes_at=LATER
        )
        at_once(keep_quarters, keep_quarters)
        assert QuarterlyReturn.objects.filter(period=period).count() == 1


@dataclass
class Background:
    """Runs attempts in a thread of its own."""

    pool: ThreadPoolExecutor

    def start(self, attempt: Attempt) -> "Future[str]":
        """Start ``attempt`` and go on once it waits for a lock that this thread holds."""
        future = self.pool.submit(outcome, attempt)
        wait_until_somebody_waits(future)
        return future


@pytest.fixture
def background() -> Iterator[Background]:
    with ThreadPoolExecutor(1) as pool:
        yield Background(pool)


def wait_until_somebody_waits(future: "Future[str]") -> None:
    pause = threading.Event()
    for _ in range(1_000):
        if future.done() or is_somebody_waiting():
            return
        pause.wait(0.01)
    raise TimeoutError("The other side never came to the lock")


def is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.services
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL's row locks")
class TestRowLocks:
    def test_a_save_that_waited_for_a_submit_is_refused(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, background: Background
    ) -> None:
        answer_everything(stage.own)
        save = saving(stage, actor_of(cast.assistant))
        with transaction.atomic():
            submitting(stage, actor_of(cast.coordinator))()
            future = background.start(save)
        assert future.result() == "wrong-state"
        stage.milestone_update.refresh_from_db()
        assert stage.milestone_update.narrative == ON_TRACK.narrative

    def test_a_save_that_waited_for_the_closing_is_refused(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, background: Background
    ) -> None:
        answer_everything(stage.own)
        save = saving(stage, actor_of(cast.assistant))
        with transaction.atomic():
            close_period(period=stage.period, actor=actor_of(cast.head), at=NOW)
            future = background.start(save)
        assert future.result() == "wrong-state"

    def test_a_closing_waits_for_a_save_under_way(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, background: Background
    ) -> None:
        answer_everything(stage.own)
        head = actor_of(cast.head)
        with transaction.atomic():
            saving(stage, actor_of(cast.assistant))()
            future = background.start(
                lambda: close_period(period=stage.period, actor=head, at=NOW)
            )
            assert not future.done()
        assert future.result() == "done"

    def test_control_a_guard_that_joins_lets_the_late_save_through(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, background: Background
    ) -> None:
        """What the guard looks like when it asks another table: the update still succeeds."""
        answer_everything(stage.own)
        held: list[int] = []

        def hold_with_a_join() -> None:
            guarded = QuarterlyReturn.objects.filter(
                pk=stage.own.pk, state=ReturnState.OPEN, period__closes_at__gt=NOW
            )
            held.append(guarded.update(version=F("version") + 1))

        with transaction.atomic():
            submitting(stage, actor_of(cast.coordinator))()
            future = background.start(hold_with_a_join)
        assert (future.result(), held) == ("done", [1])
