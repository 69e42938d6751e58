"""Two people move one item, take one thing up or submit at the same moment."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from programme.choices import Stage
from programme.models import Milestone, MilestoneUpdate, QuarterlyReturn, StageMove, WorkItem
from programme.rules.stages import Proposal
from programme.services import submit_return
from programme.services.stages import move_stage
from programme.services.work import ask_about, take_up
from tests.conftest import NOW, Cast
from tests.factories import QuarterlyReturnFactory, ReportingPeriodFactory
from tests.programme.situations import answer_everything
from tests.programme.test_races import Attempt, Background, at_once, background
from tests.programme.work.situations import Work

pytestmark = pytest.mark.django_db(transaction=True)
ActorOf = Callable[[User], Actor]
ROUNDS = 4
# Fixtures are found where they are imported.
__all__ = ["background"]


def moving(work: Work, actor: Actor, to_stage: str) -> Attempt:
    """Moves the item from innovate, where its mover saw it."""
    item = WorkItem.objects.select_related("outcome__plan", "locality").get(pk=work.own.pk)
    move = Proposal(Stage.INNOVATE, to_stage, NOW.date(), "It is time.", "The library")
    return lambda: _do(move_stage(item=item, move=move, actor=actor, at=NOW))


def taking_up(work: Work, actor: Actor, cast: Cast) -> Attempt:
    item = WorkItem.objects.select_related("outcome__plan").get(pk=work.national.pk)
    return lambda: _do(take_up(item=item, locality=cast.own, actor=actor, at=NOW))


def _do(made: object) -> None:
    """An attempt gives nothing back."""


class TestAtOnce:
    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_of_two_moves_from_one_stage_one_is_stale(
        self, work: Work, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        results = at_once(
            moving(work, actor_of(cast.coordinator), Stage.CORE),
            moving(work, actor_of(cast.assistant), Stage.EMBED),
        )
        work.own.refresh_from_db()
        assert sorted(results) == ["done", "stale-version"]
        assert StageMove.objects.get().to_stage == work.own.stage

    @pytest.mark.parametrize("round_number", range(ROUNDS))
    def test_one_thing_is_taken_up_once(
        self, work: Work, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        WorkItem.objects.filter(pk=work.own.pk).update(serves=None)
        results = at_once(
            taking_up(work, actor_of(cast.coordinator), cast),
            taking_up(work, actor_of(cast.assistant), cast),
        )
        assert sorted(results) == ["done", "wrong-state"]
        assert WorkItem.objects.filter(serves=work.national, locality=cast.own).count() == 1


@pytest.mark.services
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL's row locks")
class TestRowLocks:
    def test_a_move_that_waited_for_another_is_stale(
        self, work: Work, cast: Cast, actor_of: ActorOf, background: Background
    ) -> None:
        late = moving(work, actor_of(cast.assistant), Stage.EMBED)
        with transaction.atomic():
            moving(work, actor_of(cast.coordinator), Stage.CORE)()
            future = background.start(late)
        assert future.result() == "stale-version"
        assert StageMove.objects.count() == 1

    def test_a_new_milestone_that_waited_for_a_submission_leaves_the_return_alone(
        self, work: Work, cast: Cast, actor_of: ActorOf, background: Background
    ) -> None:
        returned = QuarterlyReturnFactory.create(
            period=ReportingPeriodFactory.create(), locality=cast.own
        )
        answer_everything(returned)
        own = QuarterlyReturn.objects.select_related("period", "locality").get(pk=returned.pk)
        milestone = Milestone.objects.select_related("work_item__outcome").get()

        def asking() -> None:
            with transaction.atomic():
                ask_about([milestone], plan=work.plan, at=NOW)

        with transaction.atomic():
            submit_return(
                quarterly_return=own, version=own.version, actor=actor_of(cast.coordinator), at=NOW
            )
            future = background.start(asking)
        assert future.result() == "done"
        assert not MilestoneUpdate.objects.exists()
