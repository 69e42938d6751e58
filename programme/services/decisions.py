"""Decisions of the National Steering Group, and the actions that people take on from them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    WrongStateError,
)
from csplan.core.periods import london_day
from localities.models import Locality, Meeting, Post
from programme.choices_meetings import ENDED, ActionState, ActionStepKind, SoughtState
from programme.models import Action, ActionStep, AgendaItem, Decision, DecisionSought
from programme.permissions.meetings import can_update_action
from programme.rules.pins import pinned_to
from programme.rules.questions import NO_LINE, Line
from programme.services.meetings import SETTLED, keep, move, needed, refuse_strangers
from programme.services.words import clean


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done, by whom and when; one of ``owner`` and ``owner_post``."""

    text: str
    due_on: dt.date
    owner: User | None = None
    owner_post: Post | None = None
    locality: Locality | None = None


@transaction.atomic
def record_decision(
    *,
    meeting: Meeting,
    text: str,
    decided_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    sought: DecisionSought | None = None,
    item: AgendaItem | None = None,
    line: Line = NO_LINE,
    is_illustrative: bool = False,
) -> Decision:
    """Write down what was decided; it settles ``sought``, and is about its line then.

    The same words are recorded once for a meeting. Raises NotPermittedError, IncompleteError,
    or WrongStateError for a day that has not come or a decision that is sought no longer.
    """
    refuse_strangers(actor)
    text = needed(text, "Enter what was decided")
    _refuse_day(decided_on, at)
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    again = Decision.objects.filter(meeting=meeting, text=text, sought=sought).first()
    if again is not None:
        return again
    if sought is not None:
        _settle(sought, at)
    decision = Decision.objects.create(
        meeting=meeting, text=text, decided_on=decided_on, sought=sought, item=item,
        recorded_by=actor.person, recorded_at=at, is_illustrative=is_illustrative,
        **pinned_to(sought.pinned_line if sought else line),
    )  # fmt: skip
    after = {"text": text, "decided_on": decided_on, "meeting": str(meeting)}
    keep("decision.made", decision, actor, at, after=after)
    return decision


@transaction.atomic
def change_decision(
    *,
    decision: Decision,
    text: str,
    decided_on: dt.date,
    item: AgendaItem | None,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Put the minute of a decision right; what it said stays in the history.

    Raises NotPermittedError, IncompleteError, WrongStateError or StaleVersionError.
    """
    refuse_strangers(actor)
    _refuse_day(decided_on, at)
    text = needed(text, "Enter what was decided")
    before = {
        "text": decision.text,
        "decided_on": decision.decided_on,
        "item": str(decision.item or ""),
    }
    after = {"text": text, "decided_on": decided_on}
    move(decision, {**after, "item": item}, version=version)
    after["item"] = str(item or "")
    keep("decision.changed", decision, actor, at, after=after, before=before)


@transaction.atomic
def set_action(
    *,
    meeting: Meeting,
    task: Task,
    actor: Actor,
    at: dt.datetime,
    item: AgendaItem | None = None,
    line: Line = NO_LINE,
    is_illustrative: bool = False,
) -> Action:
    """Have somebody do something by a day; the same task of a meeting is set once.

    Raises NotPermittedError or IncompleteError.
    """
    refuse_strangers(actor)
    given = _columns(task)
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    again = Action.objects.filter(meeting=meeting, state=ActionState.OPEN, **given).first()
    if again is not None:
        return again
    action = Action.objects.create(
        meeting=meeting, item=item, recorded_by=actor.person, recorded_at=at,
        is_illustrative=is_illustrative, **given, **pinned_to(line),
    )  # fmt: skip
    _step(action, ActionStepKind.SET, actor, at, due_on=task.due_on)
    keep("action.set", action, actor, at, after=_told(given))
    return action


@transaction.atomic
def change_action(
    *, action: Action, task: Task, reason: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Change what is to be done, by whom or when, saying why.

    Whoever it is handed to is reminded of it, though somebody else was. Raises
    NotPermittedError, IncompleteError, StaleVersionError, or WrongStateError once it is closed.
    """
    refuse_strangers(actor)
    given, reason = _columns(task), needed(reason, "Enter why the action is changed")
    before = _told({name: getattr(action, name) for name in given})
    is_handed_on = (task.owner, task.owner_post) != (action.owner, action.owner_post)
    forgotten = {"reminded_soon": None, "reminded_late": None} if is_handed_on else {}
    _move(action, (ActionState.OPEN,), {**given, **forgotten}, version=version)
    due_on = task.due_on if task.due_on != action.due_on else None
    _step(action, ActionStepKind.CHANGE, actor, at, words=reason, due_on=due_on)
    keep("action.changed", action, actor, at, after={**_told(given), "why": reason}, before=before)


@transaction.atomic
def note_progress(
    *, action: Action, words: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Tell how far an action has got; refusals as ``change_action``."""
    _refuse_strangers_to(action, actor)
    words = needed(words, "Enter how far it has got")
    _move(action, (ActionState.OPEN,), {}, version=version)
    _step(action, ActionStepKind.PROGRESS, actor, at, words=words)
    keep("action.progress", action, actor, at, after={"words": words})


@transaction.atomic
def close_action(
    *, action: Action, state: str, words: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Say that it is done, or that nobody needs to do it; refusals as ``change_action``."""
    _refuse_strangers_to(action, actor)
    words = needed(words, "Enter how it ended")
    if state not in ENDED:
        raise IncompleteError("Select how it ended")
    changes = {"state": state, "closing_words": words, "closed_at": at}
    _move(action, (ActionState.OPEN,), changes, version=version)
    _step(action, ActionStepKind.CLOSE, actor, at, words=words)
    keep("action.closed", action, actor, at, after={"state": state, "words": words})


@transaction.atomic
def reopen_action(
    *, action: Action, reason: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Open a closed action again, saying what is left; for those who keep the minutes.

    Raises NotPermittedError, IncompleteError, StaleVersionError or WrongStateError.
    """
    refuse_strangers(actor)
    reason = needed(reason, "Enter what is left to do")
    changes = {"state": ActionState.OPEN, "closing_words": "", "closed_at": None}
    _move(action, ENDED, changes, version=version)
    _step(action, ActionStepKind.REOPEN, actor, at, words=reason)
    keep("action.reopened", action, actor, at, after={"reason": reason})


def _refuse_strangers_to(action: Action, actor: Actor) -> None:
    if not can_update_action(actor, action):
        raise NotPermittedError("Only the action’s owner and the national team update it")


def _refuse_day(day: dt.date, at: dt.datetime) -> None:
    if day > london_day(at):
        raise WrongStateError("A decision is recorded on the day it is made, or later")


def _settle(sought: DecisionSought, at: dt.datetime) -> None:
    changes = {"state": SoughtState.DECIDED, "closed_at": at, "version": sought.version + 1}
    if not DecisionSought.objects.awaited().filter(pk=sought.pk).update(**changes):
        raise WrongStateError(SETTLED)


def _columns(task: Task) -> dict[str, Any]:
    if (task.owner is None) == (task.owner_post is None):
        raise IncompleteError("Choose one owner: a person or a post")
    return {
        "text": needed(task.text, "Enter what is to be done"),
        "due_on": task.due_on,
        "owner": task.owner,
        "owner_post": task.owner_post,
        "locality": task.locality,
    }


def _told(given: Mapping[str, Any]) -> dict[str, Any]:
    """The columns as the history keeps them."""
    return {
        "text": given["text"],
        "due_on": given["due_on"],
        "owner": str(given["owner"] or given["owner_post"]),
        "locality": str(given["locality"] or ""),
    }


def _move(
    action: Action, states: tuple[str, ...], changes: Mapping[str, Any], *, version: int
) -> None:
    is_closed = ActionState.OPEN in states
    refusal = "This action has been closed" if is_closed else "This action is open already"
    move(action, changes, version=version, refusal=refusal, state__in=states)


def _step(
    action: Action,
    kind: ActionStepKind,
    actor: Actor,
    at: dt.datetime,
    *,
    words: str = "",
    due_on: dt.date | None = None,
) -> None:
    ActionStep.objects.create(
        action=action, kind=kind, words=clean(words), due_on=due_on, by=actor.person, at=at
    )
