"""Agendas, attendance and the decisions that are sought of the National Steering Group."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Model, Q

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from localities.models import Meeting
from programme.choices_meetings import Presence, SoughtState
from programme.models import (
    AgendaItem,
    Attendance,
    DecisionSought,
    MeetingRecord,
    Question,
)
from programme.permissions.meetings import can_keep_meetings
from programme.rules.meetings import in_order
from programme.rules.pins import pinned_to
from programme.rules.questions import NO_LINE, Line
from programme.services.words import clean

STALE = "Somebody else changed this while you were reading"
SETTLED = "This decision has been made or withdrawn"
NOT_YOURS = "Only the national team and the Head of CS Local keep the minutes"


@dataclass(frozen=True, slots=True)
class Proposed:
    """One item proposed for an agenda."""

    title: str
    line: Line = NO_LINE
    background: str = ""
    question: Question | None = None
    sought: DecisionSought | None = None


@transaction.atomic
def add_agenda_items(
    *,
    meeting: Meeting,
    items: Iterable[Proposed],
    actor: Actor,
    at: dt.datetime,
    is_illustrative: bool = False,
) -> Sequence[AgendaItem]:
    """Put ``items`` at the end of the agenda, and return those that were not on it.

    A line, question or decision that is on it already stays where it is. Raises
    NotPermittedError or IncompleteError.
    """
    refuse_strangers(actor)
    meeting = _held(meeting)
    known = list(meeting.agenda.all())
    return [
        _add_item(meeting, each, actor, at, is_illustrative)
        for each in items
        if not any(_is_same(each, item) for item in known)
    ]


@transaction.atomic
def change_agenda_item(
    *,
    item: AgendaItem,
    title: str,
    background: str,
    minute: str,
    place: int,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Save the item's words and put it at ``place`` among the others, counted from 1.

    Raises NotPermittedError, IncompleteError or StaleVersionError.
    """
    refuse_strangers(actor)
    meeting = _held(item.meeting)
    given = {
        "title": needed(title, "Enter the item’s title"),
        "background": clean(background),
        "minute": clean(minute),
    }
    before = {name: getattr(item, name) for name in given}
    move(item, given, version=version)
    numbers = [(one.order, one.pk) for one in meeting.agenda.all()]
    _renumber(meeting, in_order(numbers, item.pk, place))
    keep("agenda.changed", item, actor, at, after=given, before=before)


@transaction.atomic
def remove_agenda_item(*, item: AgendaItem, version: int, actor: Actor, at: dt.datetime) -> None:
    """Take the item off the agenda; what it said stays in the history.

    Raises NotPermittedError, StaleVersionError, or WrongStateError for one with a minute, a
    decision or an action.
    """
    refuse_strangers(actor)
    _held(item.meeting)
    if item.minute or item.decisions.exists() or item.actions.exists():
        raise WrongStateError("This item has been minuted, so it stays on the agenda")
    move(item, {}, version=version)
    before = {"title": item.title, "background": item.background, "line": item.line}
    keep("agenda.removed", item, actor, at, before=before, after={})
    AgendaItem.objects.filter(pk=item.pk).delete()


@transaction.atomic
def record_attendance(
    *,
    meeting: Meeting,
    seats: Mapping[int, tuple[str, str]],
    others: str,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Save how each place was filled: ``seats`` has presence and deputy by the seat's key.

    A presence of "" leaves the place out. ``version`` is 0 before the first time. Raises
    NotPermittedError, IncompleteError or StaleVersionError.
    """
    refuse_strangers(actor)
    meeting = _held(meeting)
    kept, _ = MeetingRecord.objects.get_or_create(meeting=meeting)
    move(kept, {"others": clean(others)}, version=version)
    known = {seat.pk: seat for seat in meeting.group.seats.filter(pk__in=seats)}
    rows = [
        _attendance(meeting, known[key], presence, deputy)
        for key, (presence, deputy) in seats.items()
        if presence and key in known
    ]
    before = _attended(meeting.attendance.select_related("seat"), kept.others)
    meeting.attendance.all().delete()
    Attendance.objects.bulk_create(rows)
    after = _attended(rows, clean(others))
    keep("meeting.attended", meeting, actor, at, after=after, before=before)


@transaction.atomic
def seek_decision(
    *,
    meeting: Meeting,
    text: str,
    reason: str,
    actor: Actor,
    at: dt.datetime,
    line: Line = NO_LINE,
    is_illustrative: bool = False,
) -> DecisionSought:
    """Ask the group to decide something at ``meeting``. The same words are sought once.

    Raises NotPermittedError or IncompleteError.
    """
    refuse_strangers(actor)
    meeting = _held(meeting)
    text = needed(text, "Enter what the group is asked to decide")
    again = meeting.sought.filter(text=text, line=line.key, state=SoughtState.AWAITED).first()
    if again is not None:
        return again
    sought = DecisionSought.objects.create(
        meeting=meeting, text=text, reason=clean(reason), asked_by=actor.person, asked_at=at,
        is_illustrative=is_illustrative, **pinned_to(line),
    )  # fmt: skip
    keep("decision.sought", sought, actor, at, after={"text": text, "meeting": str(meeting)})
    return sought


@transaction.atomic
def change_sought(
    *,
    sought: DecisionSought,
    meeting: Meeting,
    text: str,
    reason: str,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Word it anew, or have it decided at another meeting.

    Raises NotPermittedError, IncompleteError, StaleVersionError, or WrongStateError once it is
    settled.
    """
    refuse_strangers(actor)
    before = {"text": sought.text, "reason": sought.reason, "meeting": str(sought.meeting)}
    text = needed(text, "Enter what the group is asked to decide")
    given = {"text": text, "reason": clean(reason), "meeting": meeting}
    _settle(sought, given, version=version)
    after = given | {"meeting": str(meeting)}
    keep("decision.reworded", sought, actor, at, after=after, before=before)


@transaction.atomic
def withdraw_sought(
    *, sought: DecisionSought, reason: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Seek it no longer, saying why; refusals as ``change_sought``."""
    refuse_strangers(actor)
    words = needed(reason, "Enter why the decision is no longer sought")
    changes = {"state": SoughtState.WITHDRAWN, "closing_words": words, "closed_at": at}
    _settle(sought, changes, version=version)
    keep("decision.withdrawn", sought, actor, at, after={"reason": words})


# What these services and those of decisions and actions share


def refuse_strangers(actor: Actor) -> None:
    if not can_keep_meetings(actor):
        raise NotPermittedError(NOT_YOURS)


def needed(words: str, message: str) -> str:
    words = clean(words)
    if not words:
        raise IncompleteError(message)
    return words


def move(
    row: Any, changes: Mapping[str, Any], *, version: int, refusal: str = "", **still: Any
) -> None:
    """Write the changes in one UPDATE, if nobody changed the row since it was read.

    ``still`` is what must hold of it besides. Raises WrongStateError, with ``refusal``, where
    that holds no more; else StaleVersionError.
    """
    allowed = type(row)._default_manager.filter(pk=row.pk, **still)
    if allowed.filter(version=version).update(**changes, version=F("version") + 1):
        return
    if refusal and not allowed.exists():
        raise WrongStateError(refusal)
    raise StaleVersionError(STALE)


def keep(
    action: str,
    target: Model,
    actor: Actor,
    at: dt.datetime,
    *,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> None:
    """One event, with only what differs where there was something before."""
    was = before or {}
    changed = [name for name in {**was, **after} if was.get(name, "") != after.get(name, "")]
    record(
        action=action,
        target=target,
        actor=actor.person,
        at=at,
        before={name: was[name] for name in changed if name in was},
        after={name: after[name] for name in changed if name in after},
    )


def _held(meeting: Meeting) -> Meeting:
    """The meeting with its row locked, so that its agenda and attendance change one by one."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def _settle(sought: DecisionSought, changes: Mapping[str, Any], *, version: int) -> None:
    move(sought, changes, version=version, refusal=SETTLED, state=SoughtState.AWAITED)


def _add_item(
    meeting: Meeting, each: Proposed, actor: Actor, at: dt.datetime, is_illustrative: bool
) -> AgendaItem:
    last = meeting.agenda.aggregate(last=Max("order"))["last"] or 0
    item = AgendaItem.objects.create(
        meeting=meeting,
        order=last + 1,
        title=" ".join(needed(each.title, "Enter the item’s title").split())[:200],
        background=clean(each.background),
        question=each.question,
        sought=each.sought,
        is_illustrative=is_illustrative,
        **pinned_to(each.line),
    )
    keep("agenda.added", item, actor, at, after={"title": item.title, "meeting": str(meeting)})
    return item


def _is_same(each: Proposed, item: AgendaItem) -> bool:
    """Whether the agenda holds it: by what it is about, else by its words."""
    if each.question is not None:
        return item.question_id == each.question.pk
    if each.sought is not None:
        return item.sought_id == each.sought.pk
    if each.line.key:
        return item.line == each.line.key and not (item.question_id or item.sought_id)
    return item.title == each.title and not item.line


def _renumber(meeting: Meeting, keys: Sequence[int]) -> None:
    for order, key in enumerate(keys, start=1):
        meeting.agenda.filter(~Q(order=order), pk=key).update(order=order)


def _attendance(meeting: Meeting, seat: Any, presence: str, deputy: str) -> Attendance:
    deputy = " ".join(clean(deputy).split())
    if presence == Presence.DEPUTY and not deputy:
        raise IncompleteError(f"Enter who came as the deputy of {seat.holder}")
    named = deputy if presence == Presence.DEPUTY else ""
    return Attendance(meeting=meeting, seat=seat, presence=presence, deputy=named[:200])


def _attended(rows: Iterable[Attendance], others: str) -> dict[str, str]:
    """Who came, for the history."""
    return {str(row.seat): _presence_words(row) for row in rows} | {"others": others}


def _presence_words(row: Attendance) -> str:
    words = str(row.get_presence_display())
    return f"{words}: {row.deputy}" if row.deputy else words
