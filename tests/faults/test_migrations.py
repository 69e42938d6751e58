"""The tables are being changed when whoever changes them dies."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.db.utils import ConnectionHandler, ProgrammingError

from csplan.launch.checkout import ROOT
from tests.faults.conftest import Figure
from tests.faults.programs import Program, manage
from tests.faults.servers import pointed_at
from tests.faults.world import World, is_anybody_waiting, nobody_passes
from tests.workers import wait_until

SECONDS = 120.0
DATABASE = "csplan_half_way"
# A table of the first migration that the second one leads to, and so has to wait for.
FIRST = "accounts_user"
APP = "accounts"


def has_table(name: str) -> bool:
    return name in connection.introspection.table_names()


def columns() -> list[tuple[str, ...]]:
    """Each column of the app's tables, with its kind, and each constraint by its table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type, is_nullable "
            "FROM information_schema.columns WHERE table_name LIKE %s "
            "UNION ALL SELECT conrelid::regclass::text, conname, contype::text, '' "
            "FROM pg_constraint WHERE conrelid::regclass::text LIKE %s ORDER BY 1, 2, 3",
            [f"{APP}%", f"{APP}%"],
        )
        return list(cursor.fetchall())


def applied() -> int:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
            return int(cursor.fetchone()[0])
    except ProgrammingError:
        return 0


@pytest.mark.services
# For the tables, which are copied from the tests' own database.
@pytest.mark.django_db(transaction=True)
class TestPostgreSQL:
    def test_killed(self, world: World, figure: Figure) -> None:
        """Migration killed half-way: what it had begun is undone, and run again it ends well"""
        whole = columns()
        world.cluster.create(DATABASE)
        url = world.cluster.address(DATABASE)
        env = world.environment | {"DATABASE_URL": url}
        with pointed_at(url):
            first = Program(world.folder / "migrate.log", env, "manage", "migrate", APP)
            try:
                wait_until(lambda: has_table(FIRST), seconds=SECONDS, what="the first table")
                with nobody_passes(FIRST):
                    wait_until(is_anybody_waiting, seconds=SECONDS, what="the migration to wait")
                    first.kill()
            finally:
                first.kill()
            done = applied()
            wait_until(lambda: not is_anybody_waiting(), seconds=SECONDS, what="it to be undone")

            again = manage(env, "migrate", APP)

            assert again.returncode == 0, again.stderr
            assert columns() == whole
            figure(f"killed with {done} of {applied()} applied; {len(whole)} columns and rules")
        world.holds()


DYING = """
import os, signal, sys, django
django.setup()
from django.core.management import call_command
from django.db import connection
left = int(sys.argv[1])
def count(execute, sql, params, many, context):
    global left
    done = execute(sql, params, many, context)
    left -= connection.in_atomic_block
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return done
with connection.execute_wrapper(count):
    call_command("migrate", verbosity=0)
"""
"""Migrates until it has run so many statements in transactions, and ends as by a power cut."""
STATEMENTS = (30, 300)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="on SQLite, in the run that follows")
class TestSQLite:
    def test_killed(self, tmp_path: Path, figure: Figure) -> None:
        """Migration of SQLite killed half-way: undone each time, and run again it ends well"""
        done = []
        for statements in STATEMENTS:
            died = migrate(tmp_path, statements)
            assert died.returncode == -signal.SIGKILL, died.stderr
            assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
            done.append(len(rows(tmp_path, APPLIED)))

        ended = migrate(tmp_path, -1)

        assert ended.returncode == 0, ended.stderr
        assert rows(tmp_path, "PRAGMA foreign_key_check") == []
        # Not the tests' own tables, which may have been made from the models.
        undisturbed = tmp_path / "undisturbed"
        undisturbed.mkdir()
        migrate(undisturbed, -1)
        assert rows(tmp_path, SCHEMA) == rows(undisturbed, SCHEMA)
        applied = rows(undisturbed, APPLIED)
        assert rows(tmp_path, APPLIED) == applied
        figure(f"killed with {done[0]} and {done[1]} of {len(applied)} applied")


SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2, 3"
APPLIED = "SELECT app, name FROM django_migrations ORDER BY 1, 2"


def migrate(var: Path, statements: int) -> "subprocess.CompletedProcess[str]":
    """Migrate the demonstration's database in ``var``, to the end or so many statements."""
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {
        "CSPLAN_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "csplan.settings.embedded",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", DYING, str(statements)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def rows(var: Path, sql: str) -> list[tuple[object, ...]]:
    """Asked by Django, which knows the functions that constraints call."""
    name = var / "csplan.sqlite3"
    handler = ConnectionHandler(
        {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(name)}}
    )
    with closing(handler["default"]) as database, database.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
