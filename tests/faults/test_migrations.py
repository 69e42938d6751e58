"""The tables are being changed when whoever changes them dies."""

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from tests.faults.conftest import Figure
from tests.faults.programs import Program, manage
from tests.faults.servers import pointed_at
from tests.faults.world import World, is_anybody_waiting, nobody_passes
from tests.workers import wait_until

pytestmark = [
    pytest.mark.services,
    # For the tables, which are copied from the tests' own database.
    pytest.mark.django_db(transaction=True),
]
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


class TestMigration:
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
