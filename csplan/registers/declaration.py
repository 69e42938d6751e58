"""What a register is: a frozen declaration that the pages, the service and the import read."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from csplan.core.tabular.writing import Cell

LONGEST_KEY = 18
"""Digits; what is longer is no key, and databases refuse to look for it."""


@dataclass(frozen=True)
class RegisterColumn:
    """A column of the list, the export and the import.

    ``name`` is a field of the register's form, or anything when ``value`` computes the cell: a
    computed column is shown and exported, and passed over when the file comes back.
    ``order_by`` gives the lookups to sort by; none means that the column cannot be sorted by.
    """

    name: str
    heading: str
    guide: str = ""
    order_by: tuple[str, ...] = ()
    value: Callable[[Any], Cell] | None = None
    shown: Callable[[Any], Any] | None = None
    is_listed: bool = True
    is_numeric: bool = False
    also_known_as: tuple[str, ...] = ()

    @property
    def is_computed(self) -> bool:
        return self.value is not None


@dataclass(frozen=True)
class Filter:
    """A choice above the list. ``options`` may make one query; ``apply`` narrows the rows."""

    name: str
    label: str
    options: Callable[[Actor], Iterable[tuple[str, str]]]
    apply: Callable[[QuerySet[Any], str, dt.date], QuerySet[Any]]
    every: str = "All"


@dataclass(frozen=True)
class RecordLink:
    """Something more that can be done with a record, offered on its page."""

    label: str
    url: str


def _anybody(actor: Actor) -> bool:
    return actor.is_authenticated


def _nothing(record: Any, actor: Actor, on: dt.date) -> Sequence[Any]:
    return ()


@dataclass(frozen=True)
class Register:
    """One list that people keep. ``slug`` is its address and the start of its URL names.

    ``rows`` answers for the person's scope and loads what the columns read. ``can_manage``
    says who may add and import; ``can_change`` who may change one record, and is asked again
    about the record as it would become. ``natural_key`` names the columns that identify a
    record in a file. ``ends`` is the field that ends a record, or empty. ``remove_rule`` says
    who may take away a record that nothing refers to yet, such as a line of a draft; without it
    nothing is ever removed; ``before_removing`` takes the record, the actor and the moment, and
    clears away what may go with it. ``saver`` replaces ``services.save_record`` where saving
    does more, and ``many_saver`` then ``many.save_many`` for a file; they take the same
    arguments.

    A list that belongs to something, as outcomes belong to a plan, is made anew for each such
    thing (see ``register_urls_within``): ``within`` names the fields that tie a record to it,
    with their values, and ``url_args`` are the thing's own part of the address.
    """

    app: str
    slug: str
    singular: str
    plural: str
    model: type[models.Model]
    form: type[Any]
    columns: tuple[RegisterColumn, ...]
    natural_key: tuple[str, ...]
    rows: Callable[[Actor], QuerySet[Any]]
    can_manage: Callable[[Actor], bool]
    can_see: Callable[[Actor], bool] = _anybody
    change_rule: Callable[[Actor, Any], bool] | None = None
    remove_rule: Callable[[Actor, Any], bool] | None = None
    only_added: bool = False
    """Whether what was recorded stays as it is: rows are added and never changed."""
    search: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    order_by: tuple[str, ...] = ()
    ends: str = ""
    end_label: str = "Last day"
    saver: Callable[..., Any] | None = None
    many_saver: Callable[..., None] | None = None
    before_removing: Callable[[Any, Actor, dt.datetime], None] | None = None
    lead: str = ""
    name: str = ""
    """The list's heading, where its plural will not do."""
    add_label: str = ""
    """What adding one is called, where "Add" will not do."""
    parent: tuple[str, str] = ("Home", "home")
    within: Mapping[str, models.Model] = field(default_factory=dict)
    url_args: tuple[str | int, ...] = ()
    parent_args: tuple[str | int, ...] = ()
    details: Callable[[Any, Actor, dt.date], Sequence[SummaryRow]] = _nothing
    links: Callable[[Any, Actor, dt.date], Sequence[RecordLink]] = _nothing
    list_links: Callable[[Actor], Sequence[RecordLink]] = field(default=lambda actor: ())

    @property
    def key(self) -> str:
        """The register's name among all of them."""
        return ".".join([self.app, self.slug, *(str(one.pk) for one in self.within.values())])

    @property
    def title(self) -> str:
        return self.name or self.plural[:1].upper() + self.plural[1:]

    @property
    def add_words(self) -> str:
        """What the button, the link and the page that add one say."""
        article = "an" if self.singular[0].lower() in "aeiou" else "a"
        return self.add_label or f"Add {article} {self.singular}"

    def url_name(self, page: str) -> str:
        """One of list, add, record, change, end, remove, export, template, import, preview."""
        return f"{self.app}:{self.slug}-{page}"

    def url(self, page: str, *args: str | int) -> str:
        return reverse(self.url_name(page), args=[*self.url_args, *args])

    def blank_form(self, *args: Any, actor: Actor, on: dt.date, **kwargs: Any) -> Any:
        """The register's form, tied to what the list belongs to."""
        tied = {"within": self.within} if self.within else {}
        return self.form(*args, actor=actor, on=on, **tied, **kwargs)

    def can_change(self, actor: Actor, record: Any) -> bool:
        if self.change_rule is None:
            return self.can_manage(actor)
        return self.change_rule(actor, record)

    def can_remove(self, actor: Actor, record: Any) -> bool:
        return self.remove_rule is not None and self.remove_rule(actor, record)

    @property
    def headings(self) -> dict[str, str]:
        """What each column is called, by its name."""
        return {column.name: column.heading for column in self.columns}

    @property
    def file_columns(self) -> tuple[RegisterColumn, ...]:
        """The columns that an import reads."""
        return tuple(column for column in self.columns if not column.is_computed)


def choice_filter(
    name: str, label: str, choices: Iterable[tuple[Any, Any]], *, lookup: str = ""
) -> Filter:
    """A filter by one of a model's named choices."""
    pairs = tuple((str(value), str(words)) for value, words in choices)
    return Filter(
        name, label,
        options=lambda actor: pairs,
        apply=lambda rows, value, on: rows.filter(**{lookup or name: value}),
    )  # fmt: skip


def related_filter(
    name: str,
    label: str,
    among: Callable[[Actor], QuerySet[Any]],
    *,
    lookup: str = "",
) -> Filter:
    """A filter by a related record; its options cost one query."""
    return Filter(
        name, label,
        options=lambda actor: [(str(row.pk), str(row)) for row in among(actor)],
        apply=lambda rows, value, on: (
            rows.filter(**{lookup or name: int(value)}) if _is_key(value) else rows.none()
        ),
    )  # fmt: skip


def _is_key(value: str) -> bool:
    return value.isdecimal() and len(value) <= LONGEST_KEY


def current_filter(*, starts: str = "starts_on", ends: str = "ends_on") -> Filter:
    """Only what holds today, or only what has ended."""
    return Filter(
        "when", "Show",
        options=lambda actor: (("current", "Current"), ("ended", "Ended")),
        apply=lambda rows, value, on: rows.filter(_on_day(value, on, starts, ends)),
        every="Current and ended",
    )  # fmt: skip


def _on_day(value: str, on: dt.date, starts: str, ends: str) -> Q:
    if value == "ended":
        return Q(**{f"{ends}__lt": on})
    begun = Q(**{f"{starts}__isnull": True}) | Q(**{f"{starts}__lte": on}) if starts else Q()
    return begun & (Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": on}))
