"""Moving items through the stages of the delivery model."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, StaleVersionError
from csplan.core.periods import london_day
from csplan.core.worded_moments import date_words
from programme.choices import PlanState, Stage
from programme.models import StageMove, WorkItem
from programme.permissions.work import can_keep_item
from programme.rules.stages import Proposal, move_problems, stage_words
from programme.services.plans import locked_plan
from programme.services.words import clean

AS_PLANNED = "As it was when it came into the plan"
MOVED_MEANWHILE = "Somebody else moved it while you were writing"


class MoveProblemsError(IncompleteError):
    """What is missing or wrong with a move, by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(". ".join(problems.values()))
        self.problems = problems


@transaction.atomic
def move_stage(
    *,
    item: WorkItem,
    move: Proposal,
    actor: Actor,
    at: dt.datetime,
    is_illustrative: bool = False,
) -> StageMove:
    """Move the item from the stage the mover saw it at to another, and keep why.

    Raises NotPermittedError, StaleVersionError when it is no longer at ``move.from_stage``, or
    MoveProblemsError by field. Nothing is written then.
    """
    plan = locked_plan(item.outcome.plan)
    if not can_keep_item(actor, plan, item):
        raise NotPermittedError("You may not move this to another stage")
    tidied = _tidied(move)
    # One statement asks and writes, and holds the item while its last move is looked at.
    held = WorkItem.objects.filter(pk=item.pk, stage=move.from_stage)
    if not held.update(stage=move.to_stage):
        raise StaleVersionError(MOVED_MEANWHILE)
    made = _add(item, tidied, actor=actor, at=at, is_illustrative=is_illustrative)
    _record(made, actor=actor, at=at)
    item.stage = made.to_stage
    return made


def start_at_stage(
    *,
    item: WorkItem,
    taken_on_by: str = "",
    actor: Actor,
    at: dt.datetime,
    is_illustrative: bool = False,
) -> None:
    """Keep the stage an item was added at as its first move; nothing when it has no stage.

    Call it in the transaction that adds the item, as whoever may add it. Raises
    MoveProblemsError for an item that is embedded with nobody.
    """
    start_many([(item, taken_on_by)], actor=actor, at=at, is_illustrative=is_illustrative)


def start_many(
    items: Iterable[tuple[WorkItem, str]],
    *,
    actor: Actor,
    at: dt.datetime,
    is_illustrative: bool = False,
) -> None:
    """As ``start_at_stage`` for new items with who takes each on. One query."""
    today = london_day(at)
    StageMove.objects.bulk_create(
        _row(item, _start(item, taken_on_by, today), actor, at, is_illustrative=is_illustrative)
        for item, taken_on_by in items
        if item.stage
    )


def _start(item: WorkItem, taken_on_by: str, today: dt.date) -> Proposal:
    day = min(today, item.ends_on) if item.ends_on else today
    start = _tidied(Proposal("", item.stage, day, AS_PLANNED, taken_on_by))
    problems = move_problems(start, last_moved_on=None, ends_on=item.ends_on, today=today)
    if problems:
        raise MoveProblemsError(problems)
    return start


def forget_first_stage(item: WorkItem, actor: Actor, at: dt.datetime) -> None:
    """Let a line of a draft go with the stage it was added at, when it was never moved since."""
    moves = list(item.moves.all()[:2])
    is_draft = item.outcome.plan.state == PlanState.DRAFT
    if is_draft and len(moves) == 1 and not moves[0].from_stage:
        moves[0].delete()


def _tidied(move: Proposal) -> Proposal:
    """The words as the record keeps them; nobody takes on what is not embedded."""
    taken_on_by = clean(move.taken_on_by) if move.to_stage == Stage.EMBED else ""
    return Proposal(move.from_stage, move.to_stage, move.moved_on, clean(move.reason), taken_on_by)


def _refuse_problems(item: WorkItem, move: Proposal, *, today: dt.date) -> None:
    last = StageMove.objects.filter(work_item=item).order_by("moved_on", "pk").last()
    problems = move_problems(
        move,
        last_moved_on=last.moved_on if last else None,
        ends_on=item.ends_on,
        today=today,
    )
    if problems:
        raise MoveProblemsError(problems)


def _add(
    item: WorkItem, move: Proposal, *, actor: Actor, at: dt.datetime, is_illustrative: bool
) -> StageMove:
    _refuse_problems(item, move, today=london_day(at))
    made = _row(item, move, actor, at, is_illustrative=is_illustrative)
    made.save(force_insert=True)
    return made


def _row(
    item: WorkItem, move: Proposal, actor: Actor, at: dt.datetime, *, is_illustrative: bool
) -> StageMove:
    """A move without problems as a row, not written yet."""
    moved_on: Any = move.moved_on
    return StageMove(
        work_item=item,
        from_stage=move.from_stage,
        to_stage=move.to_stage,
        moved_on=moved_on,
        reason=move.reason,
        taken_on_by=move.taken_on_by,
        recorded_by=actor.person,
        recorded_at=at,
        is_illustrative=is_illustrative,
    )


def _record(move: StageMove, *, actor: Actor, at: dt.datetime) -> None:
    after = {
        "stage": stage_words(move.to_stage),
        "moved_on": date_words(move.moved_on),
        "reason": move.reason,
    }
    if move.taken_on_by:
        after["taken_on_by"] = move.taken_on_by
    record(
        action="workitem.moved",
        target=move.work_item,
        actor=actor.person,
        at=at,
        before={"stage": stage_words(move.from_stage)},
        after=after,
    )
