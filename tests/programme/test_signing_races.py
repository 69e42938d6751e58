"""Signing off and closing at the same moment as others do something else, on every database.

Beside what csplan does stands a control: the same two people without its guard, and what is lost.
"""

from collections.abc import Callable

import pytest

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from programme.choices import ReturnAction, ReturnState
from programme.models import MilestoneUpdate, QuarterlyReturn, ReturnTransition
from programme.services import close_period, send_back_return, sign_off_return
from programme.services.returns import UNSIGNED
from tests.conftest import NOW, Cast, Stage
from tests.programme.situations import ON_TRACK, answer_everything, put_in
from tests.programme.test_races import MINE, Attempt, at_once, saving
from tests.programme.unguarded import read_then_write

pytestmark = pytest.mark.django_db(transaction=True)
ActorOf = Callable[[User], Actor]
ROUNDS = 3
FIRST, SECOND = "The first one’s words.", "The second one’s words."


def own(stage: Stage) -> QuarterlyReturn:
    return QuarterlyReturn.objects.select_related("period", "locality").get(pk=stage.own.pk)


def signing(stage: Stage, actor: Actor) -> Attempt:
    seen = own(stage)
    return lambda: sign_off_return(
        quarterly_return=seen, version=seen.version, actor=actor, at=NOW
    )


def sending_back(stage: Stage, actor: Actor) -> Attempt:
    seen = own(stage)
    return lambda: send_back_return(
        quarterly_return=seen, version=seen.version, reason="Too short.", actor=actor, at=NOW
    )


class TestSigningOff:
    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_of_two_presses_or_a_sending_back_one_counts(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        sro, team = actor_of(cast.sro), actor_of(cast.national_team)

        results = at_once(signing(stage, sro), signing(stage, sro), sending_back(stage, team))

        assert sorted(results) == ["done", "wrong-state", "wrong-state"]
        transition = ReturnTransition.objects.get()
        assert own(stage).state == transition.to_state
        events = AuditEvent.objects.filter(action__in=("return.signed_off", "return.sent_back"))
        assert events.count() == 1

    def test_control_without_the_guard_both_count_and_one_is_undone(
        self, stage: Stage, cast: Cast
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)

        def sign(seen: QuarterlyReturn) -> None:
            assert seen.state == ReturnState.SUBMITTED
            seen.state = ReturnState.SIGNED_OFF
            seen.signed_off_by, seen.signed_off_at = cast.sro, NOW
            seen.save()
            keep_transition(seen, ReturnAction.SIGN_OFF, cast.sro)

        def send_back(seen: QuarterlyReturn) -> None:
            assert seen.state == ReturnState.SUBMITTED
            seen.state = ReturnState.OPEN
            for name in UNSIGNED:
                setattr(seen, name, None)
            seen.save()
            keep_transition(seen, ReturnAction.SEND_BACK, cast.national_team)

        read_then_write(lambda: own(stage), sign, send_back)

        told = set(ReturnTransition.objects.values_list("to_state", flat=True))
        assert told == {ReturnState.SIGNED_OFF, ReturnState.OPEN}


def keep_transition(moved: QuarterlyReturn, action: ReturnAction, by: User) -> None:
    ReturnTransition.objects.create(
        quarterly_return=moved,
        action=action,
        from_state=ReturnState.SUBMITTED,
        to_state=moved.state,
        reason="Too short." if action == ReturnAction.SEND_BACK else "",
        by=by,
        at=NOW,
    )


class TestSubmitting:
    def test_control_without_the_guard_it_is_submitted_twice(
        self, stage: Stage, cast: Cast
    ) -> None:
        """With it once: see test_races.py."""
        answer_everything(stage.own)

        def submit(seen: QuarterlyReturn) -> None:
            assert seen.state == ReturnState.OPEN
            seen.state = ReturnState.SUBMITTED
            seen.submitted_by, seen.submitted_at = cast.coordinator, NOW
            seen.save()
            ReturnTransition.objects.create(
                quarterly_return=seen, action=ReturnAction.SUBMIT, from_state=ReturnState.OPEN,
                to_state=seen.state, by=cast.coordinator, at=NOW,
            )  # fmt: skip

        read_then_write(lambda: own(stage), submit, submit)

        assert ReturnTransition.objects.count() == 2


class TestClosing:
    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_happens_once_and_lets_no_save_in_behind_it(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        answer_everything(stage.own)
        head = actor_of(cast.head)

        def close() -> None:
            close_period(period=stage.period, actor=head, at=NOW)

        *closed, saved = at_once(close, close, saving(stage, actor_of(cast.assistant)))

        assert sorted(closed) == ["done", "wrong-state"]
        assert AuditEvent.objects.filter(action="period.closed").count() == 1
        stage.milestone_update.refresh_from_db()
        words = MINE.narrative if saved == "done" else ON_TRACK.narrative
        assert saved in {"done", "wrong-state"}
        assert stage.milestone_update.narrative == words

    def test_control_without_the_guard_a_save_comes_in_after_it(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        answer_everything(stage.own)
        seen = MilestoneUpdate.objects.select_related("quarterly_return").get(
            pk=stage.milestone_update.pk
        )
        assert seen.quarterly_return.closes_at > NOW
        close_period(period=stage.period, actor=actor_of(cast.head), at=NOW)

        seen.narrative = MINE.narrative
        seen.save()

        seen.refresh_from_db()
        assert (seen.narrative, own(stage).closes_at) == (MINE.narrative, NOW)


class TestSaving:
    def test_control_without_the_guard_one_save_of_two_is_lost_without_a_word(
        self, stage: Stage, cast: Cast
    ) -> None:
        """With it the second is told: see test_races.py."""
        answer_everything(stage.own)

        def save(words: str) -> Callable[[MilestoneUpdate], None]:
            def write(seen: MilestoneUpdate) -> None:
                seen.narrative, seen.version = words, seen.version + 1
                seen.save()

            return write

        pk = stage.milestone_update.pk
        read_then_write(lambda: MilestoneUpdate.objects.get(pk=pk), save(FIRST), save(SECOND))

        kept = MilestoneUpdate.objects.get(pk=pk)
        assert (kept.narrative in {FIRST, SECOND}, kept.version) == (True, 2)
