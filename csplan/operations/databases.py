"""Copying a whole database into a file and back: PostgreSQL by its own programs, SQLite by its
backup interface. Neither stops anybody from reading or writing while a copy is made.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from django.db import DatabaseError, connection, transaction

from csplan.operations.errors import OperationsError

SET_ASIDE: Final = "csplan_before_restore"
# What libpq calls the options of a Django connection that lead to another server or trust.
OPTIONS: Final = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def open_without_hurry() -> None:
    """Connect for statements that may take their time. Raises OperationsError if none answers."""
    try:
        connection.ensure_connection()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")
                # A copy is made by another program, while this one's transaction waits for it.
                cursor.execute("SET idle_in_transaction_session_timeout = 0")
    except DatabaseError as error:
        raise OperationsError("The database does not answer") from error


def is_empty() -> bool:
    """Whether the database holds no table at all."""
    return not connection.introspection.table_names()


@contextmanager
def copied_to(path: Path, programs: Path | None) -> Iterator[None]:
    """Copy the database to ``path``; what is read inside the block is exactly what was copied."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            _dump_postgresql(path, programs)
        else:
            # This transaction is immediate: nothing is written until the block ends.
            _copy_sqlite(path)
        yield


def restore_from(path: Path, programs: Path | None, check: Callable[[], None]) -> None:
    """Put the copy in place of what is there, and call ``check``.

    When the copy cannot be read or ``check`` raises OperationsError, what was there before is
    there again.
    """
    if connection.vendor == "postgresql":
        _restore_postgresql(path, programs, check)
    else:
        _restore_sqlite(path, check)


def _dump_postgresql(path: Path, programs: Path | None) -> None:
    """Dump what this transaction sees, which from its first statement on does not change."""
    with connection.cursor() as cursor:
        # Before anything is read: a transaction cannot change its mind later.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
    words = ["--format=custom", "--no-owner", "--no-privileges", "--no-password"]
    _run(_program("pg_dump", programs), *words, f"--snapshot={snapshot}", f"--file={path}")


def _restore_postgresql(path: Path, programs: Path | None, check: Callable[[], None]) -> None:
    program = _program("pg_restore", programs)
    words = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    name = str(connection.settings_dict["NAME"])
    _refuse_unfinished()
    _execute(
        f"ALTER SCHEMA public RENAME TO {SET_ASIDE}",
        "CREATE SCHEMA public",
    )
    try:
        _run(program, *words, "--no-password", f"--dbname={name}", str(path))
        check()
    except BaseException:
        _execute("DROP SCHEMA public CASCADE", f"ALTER SCHEMA {SET_ASIDE} RENAME TO public")
        raise
    _execute(f"DROP SCHEMA {SET_ASIDE} CASCADE")


def _refuse_unfinished() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [SET_ASIDE])
        if cursor.fetchone():
            raise OperationsError(
                f"A restore was cut off: what was there before is in the schema {SET_ASIDE}. "
                "See docs/operations.md"
            )


@transaction.atomic
def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _program(name: str, programs: Path | None) -> str:
    """The program, in the folder given or on the path."""
    found = shutil.which(name, path=str(programs) if programs else None)
    if found is None:
        raise OperationsError(
            f"{name} is not here: install PostgreSQL's client programs, of the server's version "
            "or later, or give their folder with --programs"
        )
    return found


def _run(*command: str) -> None:
    """Run one of PostgreSQL's programs on this database; its password is in no argument."""
    done = subprocess.run(  # noqa: S603 - our own words
        command, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        # Its first line says what is wrong; later ones may quote rows.
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise OperationsError(f"{Path(command[0]).name} failed: {reason}")


def _environment() -> dict[str, str]:
    to: dict[str, Any] = connection.settings_dict
    given = {
        "PGHOST": to["HOST"],
        "PGPORT": to["PORT"],
        "PGUSER": to["USER"],
        "PGPASSWORD": to["PASSWORD"],
        "PGDATABASE": to["NAME"],
        **{OPTIONS[key]: value for key, value in to["OPTIONS"].items() if key in OPTIONS},
    }
    return {**os.environ, **{name: str(value) for name, value in given.items() if value}}


def _copy_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(_sqlite_file())) as source, closing(sqlite3.connect(path)) as to:
        source.backup(to)
        # One file, without a journal beside it.
        to.execute("PRAGMA journal_mode = DELETE")


def _restore_sqlite(path: Path, check: Callable[[], None]) -> None:
    before = path.with_name("before")
    _copy_sqlite(before)
    try:
        _overwrite_sqlite(path)
        _require_sound()
        check()
    except BaseException:
        _overwrite_sqlite(before)
        raise


def _overwrite_sqlite(path: Path) -> None:
    """Put the file's content in place of the database's, in one transaction of SQLite's own."""
    connection.close()
    with closing(sqlite3.connect(path)) as source, closing(_target()) as to:
        source.backup(to)


def _require_sound() -> None:
    """Over Django's own connection, which knows the functions that constraints call."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        (found,) = cursor.fetchone()
    if found != "ok":
        raise OperationsError("The copy in the backup is damaged")


def _target() -> sqlite3.Connection:
    return sqlite3.connect(_sqlite_file(), timeout=20)


def _sqlite_file() -> str:
    return str(connection.settings_dict["NAME"])
