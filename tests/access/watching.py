"""Tells what a request wrote, without knowing how."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

WRITE = re.compile(
    r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.I
)
DOMAIN = (
    "accounts",
    "core",
    "drafts",
    "localities",
    "mfa",
    "notices",
    "objectives",
    "people",
    "programme",
    "reporting",
    "socialaccount",
)
NOT_DOMAIN = frozenset({"django_session", "audit_auditevent", "reporting_packdownload"})
"""What reading may add to: the session, the history and the log of who took a copy."""


@dataclass
class Watch:
    """The queries of one request: how many, and which tables they wrote to."""

    query_count: int = 0
    written: set[str] = field(default_factory=set)

    @property
    def written_domain(self) -> set[str]:
        """What was written besides ``NOT_DOMAIN``; it may be rolled back since."""
        return self.written - NOT_DOMAIN

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.query_count += 1
        if found := WRITE.match(sql):
            self.written.add(found[1])
        return execute(sql, params, many, context)


@contextmanager
def watched() -> Iterator[Watch]:
    """Watches every query of the default database."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch


def fingerprint() -> int:
    """A number that changes with any row of any table but sessions and the history.

    When somebody last signed in plays no part.
    """
    return hash(tuple(_rows(model) for model in _domain().values()))


def fingerprints(tables: Collection[str]) -> dict[str, int]:
    """The same for each of these tables."""
    return {table: hash(_rows(model)) for table, model in _domain().items() if table in tables}


@cache
def _domain() -> dict[str, type[Model]]:
    configs = (apps.get_app_config(label) for label in DOMAIN)
    models = (model for each in configs for model in each.get_models(include_auto_created=True))
    return {model._meta.db_table: model for model in models}


def _rows(model: type[Model]) -> str:
    fields = [field.attname for field in model._meta.concrete_fields if field.name != "last_login"]
    rows = model._base_manager.order_by("pk").values_list(*fields)
    return str([tuple(_plain(value) for value in row) for row in rows])


def _plain(value: object) -> object:
    # PostgreSQL's bytes come as a view, whose text is its place in memory.
    return bytes(value) if isinstance(value, memoryview) else value
