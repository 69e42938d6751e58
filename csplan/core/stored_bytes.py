"""Large bytes that a database keeps, read at the price of reading them."""

from io import BytesIO
from struct import Struct
from typing import Any, Final

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

# Eleven bytes that name the format, four of flags, four that say how long a further header is;
# then each row: two bytes with its number of columns, and before each column four with its size.
# See https://www.postgresql.org/docs/current/sql-copy.html
HEADER: Final = Struct(">11sII")
ROW: Final = Struct(">h")
SIZE: Final = Struct(">i")
NO_MORE_ROWS: Final = -1
NOTHING_STORED: Final = -1


def stored_bytes(model: type[Model], column: str, **equal: object) -> bytes | None:
    """The bytes in ``column`` of the one row whose fields are ``equal`` to what is given.

    None without such a row, and where it holds none. One statement. PostgreSQL copies them out
    as they are: asked in any other way, psycopg2 has them written as text of twice the length
    and reads that, which takes several times as long.
    """
    connection = connections[router.db_for_read(model)]
    statement, values = _selection(connection, model, column, equal)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copy = BytesIO()
            # COPY takes no parameters, so the driver writes them into the statement, quoted.
            chosen = cursor.mogrify(statement, values).decode()
            cursor.copy_expert(f"COPY ({chosen}) TO STDOUT (FORMAT binary)", copy)
            return _first_field(copy.getbuffer())
        cursor.execute(statement, values)
        content = (cursor.fetchone() or (None,))[0]
    return None if content is None else bytes(content)


def _selection(
    connection: BaseDatabaseWrapper, model: type[Model], column: str, equal: dict[str, object]
) -> tuple[str, list[Any]]:
    """The statement and its values. Composing it as a query set costs as much as it takes."""
    quote, table = connection.ops.quote_name, model._meta.db_table
    fields = {field.name: field for field in model._meta.concrete_fields}
    names = {name: quote(str(field.column)) for name, field in fields.items()}
    where = " AND ".join(f"{names[name]} = %s" for name in equal)
    # Names of our own models, quoted; the values go beside the statement.
    statement = f"SELECT {names[column]} FROM {quote(table)} WHERE {where} LIMIT 1"  # noqa: S608
    return statement, [fields[name].get_db_prep_value(equal[name], connection) for name in equal]


def _first_field(copy: memoryview) -> bytes | None:
    *_, further = HEADER.unpack_from(copy)
    row = HEADER.size + further
    if ROW.unpack_from(copy, row) == (NO_MORE_ROWS,):
        return None
    (size,) = SIZE.unpack_from(copy, row + ROW.size)
    start = row + ROW.size + SIZE.size
    return None if size == NOTHING_STORED else bytes(copy[start : start + size])
