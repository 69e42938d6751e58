"""Empties the tables after a test that commits, as quickly as there was little in them.

Django empties every table, then makes again the permissions and kinds of content that it emptied
with them: on a server that takes longer than most of these tests.
"""

from collections.abc import Collection, Iterator

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.test import TransactionTestCase

KEPT = frozenset({"auth_permission", "django_content_type"})
"""Filled as the tables are made, and by nothing else."""
GROWN = 500_000
"""Bytes of a table from which on it is made anew: what is deleted goes on taking room."""


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_the_tables)
        yield


def empty_the_tables(_case: TransactionTestCase | None = None) -> None:
    """Leave the database as it was made: nothing but ``KEPT``."""
    known = tables()
    if connection.vendor == "postgresql" and not _has_grown(known):
        statements = _deletions(filled(known))
    else:
        statements = connection.ops.sql_flush(no_style(), sorted(known))
    connection.ops.execute_sql_flush(statements)


def tables() -> set[str]:
    """Every table but those that are kept."""
    known = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return {*known} - KEPT


def filled(known: Collection[str]) -> list[str]:
    """Those of the tables that have rows."""
    questions = (
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})"
        for table in sorted(known)
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(questions))
        return [table for (table,) in cursor.fetchall()]


def _has_grown(known: Collection[str]) -> bool:
    sizes = "SELECT max(pg_relation_size(oid)) FROM pg_class WHERE relname = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(sizes, [list(known)])
        largest: int = cursor.fetchone()[0]
    return largest > GROWN


def _deletions(known: Collection[str]) -> list[str]:
    """Without asking of each row what leads to it, and past the guard of the history."""
    deletions = (f"DELETE FROM {connection.ops.quote_name(table)}" for table in known)
    return ["SET LOCAL session_replication_role = replica", *deletions]
