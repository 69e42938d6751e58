"""Reading the history."""

import datetime as dt
import functools
import json
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Q, QuerySet

from csplan.accounts.actors import Actor
from csplan.audit.models import AuditEvent
from csplan.audit.permissions import can_read_words
from csplan.audit.rules import (
    ADMINISTERED,
    CONFIDENTIAL,
    CONFIDENTIAL_PLACES,
    REQUEST,
    action_words,
    value_words,
)
from csplan.audit.verifier import Head
from csplan.core.periods import london_midnight
from csplan.core.tabular.writing import Cell

PAGE_SIZE = 50
MOST_WORDS = 8
READ_AT_ONCE = 2_000
HEADINGS = (
    "Number", "Happened at", "Recorded at", "Who", "Email", "What", "Kind", "Key", "Thing",
    "Before", "After", "Request", "Hash",
)  # fmt: skip
Events = QuerySet[AuditEvent, AuditEvent]


def chain_head() -> Head:
    """The last event of the chain: its sequence number and its hash. One query.

    Whoever holds it can tell later whether the history up to there is the one it was then.
    """
    sealed = AuditEvent.objects.filter(sequence__isnull=False).order_by("-sequence")
    last = sealed.first()
    return Head(last.sequence or 0, last.hash) if last else Head()


def is_in_chain(head: Head) -> bool:
    """Whether the event of that number is sealed with that hash. One query."""
    return AuditEvent.objects.filter(sequence=head.sequence, hash=head.hash).exists()


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for: each part that is given narrows what is found."""

    who: str = ""
    what: str = ""
    thing: str = ""
    kind: str = ""
    key: str = ""
    request: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An event as a list shows it; ``thing`` is empty where its name is not for the reader."""

    event: AuditEvent
    words: str
    kind: str
    thing: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what was found, latest first; ``older_than`` leads on, where there is more."""

    lines: list[Line]
    older_than: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of a record, before and after."""

    name: str
    before: str
    after: str


def visible_to(actor: Actor) -> Events:
    """The events whose metadata the actor may see."""
    events = AuditEvent.objects.select_related("actor")
    if can_read_words(actor):
        return events
    return events.exclude(_of_kinds(CONFIDENTIAL)).exclude(_refused_in_confidence())


def found(search: Search, *, actor: Actor) -> Events:
    """The events that match, latest first."""
    wanted = _by_person(search.who) & _by_action(search.what)
    wanted &= _by_thing(search, names=can_read_words(actor)) & _by_day(search)
    if search.request:
        wanted &= Q(request_id=search.request)
    return visible_to(actor).filter(wanted)


def page_of(events: Events, *, actor: Actor, older_than: int | None = None) -> Page:
    """The events that come after the one with the key ``older_than``. One query."""
    rows = list(_older(events, older_than)[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    lines = [line_of(event, actor=actor) for event in shown]
    return Page(lines, shown[-1].pk if len(rows) > PAGE_SIZE else None)


def line_of(event: AuditEvent, *, actor: Actor) -> Line:
    kind = kind_words(event.target_kind)
    is_shown = can_read_words(actor) or event.target_kind.startswith(ADMINISTERED)
    thing = event.target_label if is_shown else ""
    return Line(event, action_words(event.action, kind), kind, thing)


def differences(event: AuditEvent) -> list[Difference]:
    """What was and what is, value by value."""
    names = dict.fromkeys([*event.before, *event.after])
    return [
        Difference(
            name.replace("_", " "),
            value_words(event.before.get(name)),
            value_words(event.after.get(name)),
        )
        for name in names
        if event.before.get(name) or event.after.get(name)
    ]


def export_rows(events: Events) -> Iterator[list[Cell]]:
    """The cells of each event, latest first, read some at a time."""
    older_than = None
    while rows := list(_older(events, older_than)[:READ_AT_ONCE]):
        for event in rows:
            yield _cells(event)
        older_than = rows[-1].pk


@functools.cache
def kind_words(kind: str) -> str:
    """What a kind of record is called: "programme.risk" is a risk."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind.rpartition(".")[2].replace("_", " ")


def _older(events: Events, older_than: int | None) -> Events:
    return events if older_than is None else events.filter(pk__lt=older_than)


def _cells(event: AuditEvent) -> list[Cell]:
    actor = event.actor
    return [
        event.sequence,
        event.occurred_at,
        event.recorded_at,
        event.who,
        actor.email if actor else "",
        event.action,
        event.target_kind,
        event.target_id,
        event.target_label,
        _json(event.before),
        _json(event.after),
        event.request_id,
        event.hash,
    ]


def _json(values: Mapping[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False) if values else ""


def _by_person(words: str) -> Q:
    return _every(
        words, lambda word: Q(actor__full_name__icontains=word) | Q(actor__email__icontains=word)
    )


def _by_action(words: str) -> Q:
    return _every(
        words.replace(".", " ").replace("_", " "), lambda word: Q(action__icontains=word)
    )


def _by_thing(search: Search, *, names: bool) -> Q:
    """By name only among names the reader may see: a search must not tell what a page does not."""
    wanted = _every(search.thing, lambda word: Q(target_label__icontains=word))
    if search.thing and not names:
        wanted &= _of_kinds(ADMINISTERED)
    if search.kind:
        wanted &= Q(target_kind=search.kind)
    return wanted & Q(target_id=search.key) if search.key else wanted


def _of_kinds(beginnings: Sequence[str]) -> Q:
    """Events about records whose kind begins with one of these."""
    each = (Q(target_kind__startswith=beginning) for beginning in beginnings)
    return functools.reduce(operator.or_, each)


def _refused_in_confidence() -> Q:
    """Refusals of pages about what the reader is not to know of."""
    places = (Q(target_id__contains=place) for place in CONFIDENTIAL_PLACES)
    return Q(target_kind=REQUEST) & functools.reduce(operator.or_, places)


def _by_day(search: Search) -> Q:
    """Days in London, both of them included."""
    wanted = Q()
    if search.first_day:
        wanted &= Q(occurred_at__gte=london_midnight(search.first_day))
    if search.last_day and search.last_day < dt.date.max:
        wanted &= Q(occurred_at__lt=london_midnight(search.last_day + dt.timedelta(days=1)))
    return wanted


def _every(words: str, condition: Callable[[str], Q]) -> Q:
    """All of the words, each of them somewhere."""
    given = words.replace("\0", "").split()[:MOST_WORDS]
    return functools.reduce(operator.and_, map(condition, given), Q())
