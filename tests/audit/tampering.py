"""Changes the history as somebody would who owns the database."""

from typing import Any, Final

from django.db import connection

FORGED: Final = "f" * 64


def write(sql: str, *params: Any) -> None:
    """Change rows as somebody would who owns the database, past its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, params)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")
