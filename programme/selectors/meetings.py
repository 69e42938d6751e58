"""Meetings of the National Steering Group: what they consider, and what is left of them."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.core.components import HistoryEvent
from csplan.core.periods import Quarter
from csplan.core.worded_moments import date_words
from localities.models import Meeting, Post, SteeringGroupSeat
from programme.choices_meetings import (
    ACTION_STATE_COLOURS,
    ActionState,
    ActionStepKind,
    Presence,
    SoughtState,
)
from programme.models import (
    Action,
    AgendaItem,
    Attendance,
    Decision,
    DecisionSought,
    MeetingRecord,
)
from programme.querysets_meetings import OWNS_ACTIONS, ActionQuerySet

AHEAD, PAST, EVERY = "ahead", "past", "all"
AWAITED, MADE, WITHDRAWN = "awaited", "made", "withdrawn"
OVERDUE, OPEN, MINE, CLOSED = "overdue", "open", "mine", "closed"
MOST_CONSIDERED = 4
"""Quarters that are named of one meeting: a year's."""


# Meetings


def national_meetings() -> QuerySet[Meeting]:
    """Meetings of national groups: those of a locality's own group have no record here."""
    return Meeting.objects.filter(group__locality__isnull=True).select_related("group")


def meetings_shown(show: str, *, on: dt.date) -> QuerySet[Meeting]:
    """Meetings ahead, the next first, or past, the last first, with what they hold counted."""
    rows = _counted(national_meetings()).prefetch_related("quarters__period")
    if show == AHEAD:
        return rows.filter(day__gte=on).order_by("day", "pk")
    if show == PAST:
        rows = rows.filter(day__lt=on)
    return rows.order_by("-day", "pk")


def next_meeting(*, on: dt.date) -> tuple[Meeting, Sequence[Quarter]] | None:
    """The next one from that day, with ``item_count``, and what it considers. One query."""
    rows = national_meetings().annotate(
        item_count=_count(AgendaItem.objects.all()), considered=F("quarters__period__starts_on")
    )
    found = list(rows.filter(day__gte=on).order_by("day", "pk", "considered")[:MOST_CONSIDERED])
    if not found:
        return None
    days = [each.considered for each in found if each.pk == found[0].pk]
    return found[0], [Quarter.starting(day) for day in days if day]


def _counted(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return rows.annotate(
        item_count=_count(AgendaItem.objects.all()),
        decision_count=_count(Decision.objects.all()),
        open_count=_count(Action.objects.open()),
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    mine = rows.order_by().filter(meeting=OuterRef("pk")).values("meeting")
    return Coalesce(
        Subquery(mine.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
    )


def find_meeting(pk: int) -> Meeting | None:
    return national_meetings().filter(pk=pk).first()


def meetings_to_choose(on: dt.date, *, also: int) -> QuerySet[Meeting]:
    """Meetings ahead, and the one that is chosen already."""
    return national_meetings().filter(Q(day__gte=on) | Q(pk=also)).order_by("day", "pk")


@dataclass(slots=True)
class ItemMinute:
    """An item of the agenda with what came of it."""

    item: AgendaItem | None
    decisions: list[Decision] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.item or self.decisions or self.actions)


@dataclass(frozen=True, slots=True)
class Minutes:
    """A meeting as its page shows it; ``loose`` is what belongs to no item."""

    items: Sequence[ItemMinute]
    loose: ItemMinute
    sought: Sequence[DecisionSought]
    presences: Sequence[tuple[str, Sequence[str]]]
    others: str
    carried: int


def minutes_of(meeting: Meeting) -> Minutes:
    """Everything written about the meeting. Seven queries, whatever there is."""
    items = {
        each.pk: ItemMinute(each)
        for each in meeting.agenda.select_related("question", "sought").order_by("order", "pk")
    }
    loose = ItemMinute(None)
    for decision in meeting.decisions.select_related("sought").order_by("decided_on", "pk"):
        items.get(decision.item_id or 0, loose).decisions.append(decision)
    for action in with_owners(Action.objects.filter(meeting=meeting)).order_by("due_on", "pk"):
        items.get(action.item_id or 0, loose).actions.append(action)
    record = MeetingRecord.objects.filter(meeting=meeting).first()
    return Minutes(
        items=list(items.values()),
        loose=loose,
        sought=list(meeting.sought.filter(state=SoughtState.AWAITED)),
        presences=list(_presences(meeting)),
        others=record.others if record else "",
        carried=Action.objects.open().filter(meeting__day__lt=meeting.day).count(),
    )


def _presences(meeting: Meeting) -> Iterator[tuple[str, Sequence[str]]]:
    rows = list(meeting.attendance.select_related("seat").order_by("seat__order", "pk"))
    for presence in Presence:
        names = [_name(row) for row in rows if row.presence == presence]
        if names:
            yield presence.label, names


def _name(row: Attendance) -> str:
    return f"{row.seat.holder}: {row.deputy}" if row.deputy else row.seat.holder


def seats_of(meeting: Meeting) -> QuerySet[SteeringGroupSeat]:
    """The places on the group on the day of the meeting."""
    return meeting.group.seats.in_force_on(meeting.day).order_by("order", "pk")


def attendance_of(meeting: Meeting) -> Mapping[int, Attendance]:
    return {row.seat_id: row for row in meeting.attendance.all()}


# Decisions


def decisions_made(words: str) -> QuerySet[Decision]:
    """The group's decisions that hold the words, the latest first."""
    rows = Decision.objects.select_related("meeting__group", "sought")
    found: QuerySet[Decision] = holding(rows, words, "text", "line_words")
    return found.order_by("-decided_on", "-pk")


def decisions_sought(show: str, words: str) -> QuerySet[DecisionSought]:
    """What is awaited, the longest first, or was withdrawn, the latest first."""
    state = SoughtState.WITHDRAWN if show == WITHDRAWN else SoughtState.AWAITED
    rows = DecisionSought.objects.filter(state=state).select_related("meeting__group")
    order = ("-closed_at", "-pk") if show == WITHDRAWN else ("meeting__day", "pk")
    found: QuerySet[DecisionSought] = holding(rows, words, "text", "reason", "line_words")
    return found.order_by(*order)


def holding(rows: Any, words: str, *names: str) -> Any:
    """Those rows that hold each of the words in one of the fields named."""
    for word in words.split():
        some = Q()
        for name in names:
            some |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(some)
    return rows


# Actions


def with_owners(rows: ActionQuerySet) -> ActionQuerySet:
    """Each with what its words and its line in a list need."""
    return rows.select_related(
        "owner", "owner_post__locality", "owner_post__cluster", "locality", "meeting__group"
    )


def actions_shown(
    actor: Actor, show: str, *, on: dt.date, words: str = "", locality: str = ""
) -> QuerySet[Action]:
    """The actions of one view of the register, the longest overdue first."""
    rows = Action.objects.visible_to(actor)
    narrowed = {
        OVERDUE: rows.overdue_on(on),
        OPEN: rows.open(),
        MINE: rows.owned_by(actor).open(),
        CLOSED: rows.exclude(state=ActionState.OPEN),
    }.get(show, rows)
    if locality:
        narrowed = narrowed.filter(locality__slug=locality)
    found = holding(with_owners(narrowed), words, "text", "line_words")
    still_open_first = F("closed_at").desc(nulls_first=True)
    ordered: QuerySet[Action] = found.order_by(still_open_first, "due_on", "pk")
    return ordered


def find_action(actor: Actor, pk: int) -> Action | None:
    return with_owners(Action.objects.visible_to(actor)).filter(pk=pk).first()


def own_open_actions(actor: Actor) -> ActionQuerySet:
    """What the actor owes, the longest overdue first."""
    return with_owners(Action.objects.owned_by(actor).open()).order_by("due_on", "pk")


def standing(action: Action, *, on: dt.date) -> tuple[str, str]:
    """The state in words and its colour: an open action that is late says so."""
    if action.is_open and action.due_on < on:
        return "Overdue", "red"
    return action.get_state_display(), ACTION_STATE_COLOURS[action.state]


def story(action: Action) -> list[HistoryEvent]:
    """Every step, the latest first. One query."""
    return [
        HistoryEvent(
            ActionStepKind(step.kind).label,
            step.at,
            str(step.by),
            " ".join(words for words in (step.words, _due(step.due_on)) if words),
        )
        for step in action.steps.select_related("by").order_by("-pk")
    ]


def _due(day: dt.date | None) -> str:
    return f"Due {date_words(day)}." if day else ""


def people_to_choose(on: dt.date) -> QuerySet[User]:
    """Active people who may own actions on the day."""
    held = Q(grants__role__in=OWNS_ACTIONS, grants__starts_on__lte=on)
    held &= Q(grants__ends_on__isnull=True) | Q(grants__ends_on__gte=on)
    return User.objects.filter(held, is_active=True).distinct().order_by("full_name", "pk")


def posts_to_choose(on: dt.date) -> QuerySet[Post]:
    posts = Post.objects.in_force_on(on).select_related("locality", "cluster")
    return posts.order_by("order", "locality__name", "cluster__name", "pk")


# Packs


def sought_at(at: dt.datetime) -> QuerySet[DecisionSought]:
    """What was awaited of the group at a moment, the next meeting first. One query."""
    still = Q(closed_at__isnull=True) | Q(closed_at__gte=at)
    rows = DecisionSought.objects.filter(still, asked_at__lt=at)
    return rows.select_related("meeting__group").order_by("meeting__day", "pk")


def decided_between(since: dt.date, at: dt.datetime) -> QuerySet[Decision]:
    """What was decided from a day on and recorded by a moment, the latest meeting first."""
    rows = Decision.objects.filter(decided_on__gte=since, recorded_at__lt=at)
    loaded = rows.select_related("meeting__group", "sought")
    return loaded.order_by("-meeting__day", "decided_on", "pk")


def actions_arising(at: dt.datetime, *, since: dt.datetime) -> QuerySet[Action]:
    """Actions open at a moment, and those closed since another, the longest overdue first.

    What was said of each is loaded. Two queries.
    """
    arising = Action.objects.arising_at(at, since=since)
    loaded = with_owners(arising).prefetch_related("steps")
    return loaded.order_by(F("closed_at").desc(nulls_first=True), "due_on", "pk")
