"""Whether anything has changed of what a pack was read from, told without reading what it says.

Every row of every table that the reading asked is hashed where it lies, in one statement. That
stands for the content because the same code asks the same questions, and the same rows give the
same answers. A moment enters it as the day, and by which moments in the rows are past: so how
many of them are is hashed, too. Nothing rests on dates of changes, on versions or on a list of
tables, which somebody could forget.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models

from csplan.accounts.models import User
from reporting.document.snapshot import digest

Model = type[models.Model]
Statement = tuple[str, list[Any]]

READ_APPS = ("core", "localities", "objectives", "programme")
UNREAD = {(User._meta.db_table, "last_login")}
"""Written whenever somebody signs in, and told in no pack."""

NAME = re.compile(r'"(\w+)"')


@dataclass(slots=True)
class Sources:
    """The tables that a reading asked, each with the digest of its rows.

    Empty where something was changed meanwhile, or was read that is hashed nowhere: then nobody
    can tell that nothing has changed.
    """

    tables: dict[str, str] = field(default_factory=dict)


@contextmanager
def watched(at: dt.datetime) -> Iterator[Sources]:
    """Fill in the sources of whatever is read inside the block, as of the moment ``at``.

    Call it inside a transaction. SQLite shows that as one view of the database; PostgreSQL does
    not, so the versions of the rows are compared from before the reading to after it.
    """
    found, asked = Sources(), _Asked()
    before = _looked(_known(), at)
    with connection.execute_wrapper(asked):
        yield found
    if asked.tables <= before.keys():
        models_read = [each for each in _known() if each._meta.db_table in asked.tables]
        after = _looked(models_read, at)
        if all(after[name] == before[name] for name in after):
            found.tables = {name: seen.rows for name, seen in sorted(after.items())}


def as_they_were(tables: Mapping[str, str], at: dt.datetime) -> bool:
    """Whether each of ``tables`` still has the rows of that digest. One query, one view of all."""
    known = {each._meta.db_table: each for each in _known()}
    if not tables or not tables.keys() <= known.keys():
        return False
    looked = _looked([known[name] for name in tables], at)
    return all(looked[name].rows == rows for name, rows in tables.items())


class _Asked:
    """Notes the tables that statements name; asked by Django of each that it sends."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self._all = {each._meta.db_table for each in apps.get_models(include_auto_created=True)}

    def __call__(self, execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        self.tables |= self._all.intersection(NAME.findall(sql))
        return execute(sql, *others)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A table's rows by their words, and by what tells one writing of a row from another."""

    rows: str
    versions: str


def _known() -> list[Model]:
    """What packs may be read from."""
    every = apps.get_models(include_auto_created=True)
    return [
        each
        for each in every
        if (each._meta.app_label in READ_APPS or each is User) and not each._meta.proxy
    ]


def _looked(tables: Iterable[Model], at: dt.datetime) -> dict[str, _Seen]:
    statement = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    parts = [statement(each, at) for each in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _ in parts), [each for _, own in parts for each in own]
        )
        rows = cursor.fetchall()
    return {
        name: _Seen(digest(f"{past} {words}".encode()), versions)
        for name, past, words, versions in rows
    }


def _on_postgresql(table: Model, at: dt.datetime) -> Statement:
    name, key, columns = _names(table)
    past, moments = _past(table, at)
    words = _hashed(f"ROW({', '.join(columns)})::text", key)
    versions = _hashed("ctid::text || xmin::text", key)
    return f"SELECT '{name}', {past}, {words}, {versions} FROM \"{name}\"", moments  # noqa: S608 - names of our own models


def _hashed(words: str, key: str) -> str:
    """What every row says, in order, as a digest made by the database."""
    joined = f"coalesce(string_agg({words}, E'\\n' ORDER BY {key}), '')"
    return f"encode(sha256(convert_to({joined}, 'UTF8')), 'hex')"


def _on_sqlite(table: Model, at: dt.datetime) -> Statement:
    name, key, columns = _names(table)
    past, moments = _past(table, at)
    row = " || ',' || ".join(f"quote({column})" for column in columns)
    words = f"group_concat({row}, char(10))"
    rows = f'(SELECT * FROM "{name}" ORDER BY {key})'  # noqa: S608 - names of our own models
    return f"SELECT '{name}', {past}, {words}, '' FROM {rows}", moments  # noqa: S608 - names of our own models


def _past(table: Model, at: dt.datetime) -> Statement:
    """How many moments in the rows are before ``at``, and how many are not after it.

    The same number means the same moments, whichever way the clock went.
    """
    cases = [
        f'count(CASE WHEN "{each.column}" {sign} %s THEN 1 END)'
        for each in _told(table)
        if isinstance(each, models.DateTimeField)
        for sign in ("<", "<=")
    ]
    moment = connection.ops.adapt_datetimefield_value(at)
    return " + ".join(cases) or "0", [moment] * len(cases)


def _names(table: Model) -> tuple[str, str, list[str]]:
    """The table, its key and its columns."""
    key = table._meta.pk.column
    return table._meta.db_table, f'"{key}"', [f'"{each.column}"' for each in _told(table)]


def _told(table: Model) -> list["models.Field[Any, Any]"]:
    name, fields = table._meta.db_table, table._meta.local_concrete_fields
    return [each for each in fields if (name, each.column) not in UNREAD]
