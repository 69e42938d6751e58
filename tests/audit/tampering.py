"""Acts on the database as its owner would, or as the account that csplan runs as."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection

from csplan.audit import roles

FORGED: Final = "f" * 64


def write(sql: str, *params: Any) -> None:
    """Change rows as somebody would who owns the database, past its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, params)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")


def role_name() -> str:
    return f"{connection.settings_dict['NAME']}_runtime"


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def as_runtime() -> Iterator[None]:
    """What is done inside is done with the rights of csplan's role alone."""
    role = role_name()
    execute(f"CREATE ROLE {role}")
    roles.apply(role)
    execute(f"SET SESSION AUTHORIZATION {role}")
    try:
        yield
    finally:
        execute("RESET SESSION AUTHORIZATION")
