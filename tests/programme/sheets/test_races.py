"""A spreadsheet confirmed at the moment somebody else writes: all of it is saved, or nothing."""

from collections.abc import Callable

import pytest

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.registers.models import PendingImport
from programme.choices import ReturnState
from programme.forms.sheets.files import return_file
from programme.forms.sheets.plans import plan_sheet
from programme.models import MeasureUpdate, QuarterlyReturn
from programme.services.sheets import keep_sheet, save_sheet
from tests.conftest import NOW, Cast, Stage
from tests.programme.sheets.workbooks import HAPPENED, filled
from tests.programme.situations import answer_everything
from tests.programme.test_races import ROUNDS, Attempt, at_once, saving, submitting

pytestmark = pytest.mark.django_db(transaction=True)
ActorOf = Callable[[User], Actor]
WORDS = "Brought from the train."


def returning(stage: Stage) -> QuarterlyReturn:
    return QuarterlyReturn.objects.select_related("period", "locality").get(pk=stage.own.pk)


def uploaded(stage: Stage, actor: Actor) -> PendingImport:
    """A file with other words for the first milestone and another figure for the measure."""
    own = returning(stage)
    data = filled(
        return_file("xlsx", own, actor=actor, at=NOW),
        ("Milestones", f"milestone-{stage.milestone_update.milestone_id}", HAPPENED, WORDS),
        ("Measures", f"measure-{stage.measure_update.measure_id}", "Figure for the quarter", 99),
    )
    return keep_sheet(quarterly_return=own, file_name="f.xlsx", data=data, actor=actor, at=NOW)


def confirming(stage: Stage, upload: PendingImport, actor: Actor) -> Attempt:
    """Saves what the upload brings, planned over what the database says now."""
    own = returning(stage)
    plan = plan_sheet(bytes(upload.data), own, today=NOW.date(), choices={})
    assert len(plan.writes) == 2
    return lambda: save_sheet(
        quarterly_return=own, upload=upload, writes=plan.writes, actor=actor, at=NOW
    )


def is_whole(stage: Stage) -> bool:
    """Whether the file was saved; fails if only a part of it was."""
    stage.milestone_update.refresh_from_db()
    figure = MeasureUpdate.objects.get(pk=stage.measure_update.pk).value
    parts = {stage.milestone_update.narrative == WORDS, figure == 99}
    assert len(parts) == 1
    return parts.pop()


@pytest.mark.parametrize("round_number", range(ROUNDS // 2))
class TestAtOnce:
    def test_of_two_confirmations_one_saves(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        answer_everything(stage.own)
        actor = actor_of(cast.coordinator)
        upload = uploaded(stage, actor)

        results = at_once(*(confirming(stage, upload, actor) for _ in range(2)))

        assert sorted(results) in (["done", "wrong-state"], ["done", "stale-version"])
        assert is_whole(stage)
        assert stage.milestone_update.version == 2

    def test_of_a_file_and_a_typed_answer_one_is_stale(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        answer_everything(stage.own)
        actor = actor_of(cast.coordinator)
        confirmation = confirming(stage, uploaded(stage, actor), actor)

        results = at_once(confirmation, saving(stage, actor_of(cast.assistant)))

        assert sorted(results) == ["done", "stale-version"]
        assert is_whole(stage) == (results[0] == "done")

    def test_of_a_file_and_a_submission_exactly_one_succeeds(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, round_number: int
    ) -> None:
        answer_everything(stage.own)
        actor = actor_of(cast.coordinator)
        confirmation = confirming(stage, uploaded(stage, actor), actor)

        results = at_once(confirmation, submitting(stage, actor))

        assert sorted(results) == ["done", "wrong-state"]
        assert is_whole(stage) == (results[0] == "done")
        stage.own.refresh_from_db()
        assert (stage.own.state == ReturnState.SUBMITTED) == (results[1] == "done")
