"""Reading a register: what is listed, and what happened to one record."""

import datetime as dt
import functools
import operator
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from csplan.accounts.actors import Actor
from csplan.audit.models import ON_BEHALF_OF, AuditEvent
from csplan.core.components import HistoryEvent
from csplan.core.ratings import Rating
from csplan.core.tabular.writing import Cell
from csplan.core.worded_moments import date_words
from csplan.registers.cells import guide_choices, guide_kind, record_cell
from csplan.registers.declaration import Register

MOST_EVENTS = 100
RATINGS = {rating.value: str(rating.label) for rating in Rating}
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
GUIDE_HEADINGS = ("Column", "Needed", "What to enter", "Choices")


@dataclass(frozen=True)
class ShownFilter:
    """A filter as the page draws it."""

    name: str
    label: str
    every: str
    options: Sequence[tuple[str, str]]
    chosen: str


def listed(
    register: Register, *, actor: Actor, query: Mapping[str, str], on: dt.date
) -> QuerySet[Any]:
    """The rows the person may see that match the search and the filters."""
    rows = register.rows(actor)
    for each in register.filters:
        # PostgreSQL would not even take the question.
        value = query.get(each.name, "").replace("\0", "")
        if value:
            rows = each.apply(rows, value, on)
    rows = _found(register, rows, query.get("q", ""))
    return rows.order_by(*register.order_by, "pk") if register.order_by else rows


def shown_filters(
    register: Register, *, actor: Actor, query: Mapping[str, str]
) -> list[ShownFilter]:
    """Every filter with its options; one query for each that reads records."""
    return [
        ShownFilter(
            name=each.name,
            label=each.label,
            every=each.every,
            options=list(each.options(actor)),
            chosen=query.get(each.name, ""),
        )
        for each in register.filters
    ]


def history(
    record: Any, *, called: str = "", headings: Mapping[str, str] | None = None
) -> list[HistoryEvent]:
    """What happened to the record, latest first, under the name people give it. One query.

    ``headings`` are what pages call its fields; a field without one goes by the model's name.
    """
    events = AuditEvent.objects.filter(
        target_kind=record._meta.label_lower, target_id=str(record.pk)
    ).select_related("actor")[:MOST_EVENTS]
    name = called or str(record._meta.verbose_name)
    fields = _Fields(record, headings or {})
    return [_event(event, fields, name) for event in events]


def export_rows(register: Register, rows: QuerySet[Any], form: Any) -> list[list[Cell]]:
    """The cells of every listed row, in the order of the register's columns."""
    fields = form.fields
    return [
        [record_cell(column, fields.get(column.name), record) for column in register.columns]
        for record in rows
    ]


def guide_rows(register: Register, form: Any) -> list[list[Cell]]:
    """What each column of the template means."""
    return [
        [
            column.heading,
            "Yes" if form.fields[column.name].required else "No",
            column.guide or guide_kind(form.fields[column.name]),
            guide_choices(form.fields[column.name]),
        ]
        for column in register.file_columns
    ]


def _found(register: Register, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Rows that hold every word somewhere."""
    for word in words.replace("\0", "").split()[:8]:
        anywhere = (Q(**{f"{lookup}__icontains": word}) for lookup in register.search)
        rows = rows.filter(functools.reduce(operator.or_, anywhere, Q()))
    return rows


class _Fields:
    """What pages call the fields of a record, and the words for what is kept in them."""

    def __init__(self, record: Any, headings: Mapping[str, str]) -> None:
        own = [each for each in record._meta.get_fields() if not each.auto_created]
        self.names = {each.name: str(getattr(each, "verbose_name", "")) for each in own} | dict(
            headings
        )
        self.choices: dict[str, dict[str, str]] = {"rating": RATINGS} | {
            each.name: {str(value): str(words) for value, words in each.flatchoices}
            for each in own
            if getattr(each, "flatchoices", None)
        }

    def label(self, name: str) -> str:
        words = self.names.get(name) or name.replace("_", " ")
        return words[:1].upper() + words[1:]

    def words(self, name: str, value: Any) -> str:
        if value in (None, ""):
            return "nothing"
        if isinstance(value, str) and ISO_DAY.fullmatch(value):
            with suppress(ValueError):
                return date_words(dt.date.fromisoformat(value))
        return self.choices.get(name, {}).get(str(value), str(value))


def _event(event: AuditEvent, fields: _Fields, name: str) -> HistoryEvent:
    verb = event.action.partition(".")[2].replace("_", " ")
    return HistoryEvent(
        title=f"{name[:1].upper()}{name[1:]} {verb}",
        at=event.occurred_at,
        by=event.who,
        note="\n".join(_lines(event, fields)),
    )


def _lines(event: AuditEvent, fields: _Fields) -> list[str]:
    """A line for each field; none for one that was empty, or anything else, and stayed so."""
    names = dict.fromkeys([*event.before, *event.after])
    if event.after.get(ON_BEHALF_OF):
        del names[ON_BEHALF_OF]
    both = [(name, event.before.get(name), event.after.get(name)) for name in names]
    return [
        _line(fields, name, before, after)
        for name, before, after in both
        if before != after and (before not in (None, "") or after not in (None, ""))
    ]


def _line(fields: _Fields, name: str, before: Any, after: Any) -> str:
    label, is_now = fields.label(name), fields.words(name, after)
    if before in (None, ""):
        return f"{label}: {is_now}"
    return f"{label}: {fields.words(name, before)} → {is_now}"
