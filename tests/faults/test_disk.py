"""No room is left where the database lies."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from csplan.audit.chain import verify_history
from csplan.audit.models import AuditEvent
from csplan.audit.services import seal_all
from csplan.launch.services import give_away, is_root
from programme.models import QuarterlyReturn
from tests.conftest import Cast, Stage
from tests.faults.conftest import Figure
from tests.faults.servers import Cluster
from tests.faults.test_database import is_plain
from tests.faults.world import World
from tests.faults.writers import Answer, Writer

WORDS = "Words for which there is no room on the disk."
MOST_SAVES = 400
MIB = 1024 * 1024
HISTORY = AuditEvent._meta.db_table
PATH = "/programme/returns/2013-14-q3/north-west/overview/"


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 16 MB, in memory; skips where none may be mounted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if not is_root() or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("needs an account that may mount a small disk")
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def history_on(disk: Path) -> Iterator[None]:
    """Keep the history, into which every save writes, on the disk meanwhile."""
    place = disk / "tables"
    place.mkdir(mode=0o700)
    give_away(place)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        cursor.execute(f"ALTER TABLE {HISTORY} SET TABLESPACE small")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE {HISTORY} SET TABLESPACE pg_default")
            cursor.execute("DROP TABLESPACE small")


def fill(path: Path) -> None:
    """Leave no room at all."""
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            return


def first_refusal(writer: Writer) -> Answer:
    """Save texts until there is no room for another."""
    for number in range(MOST_SAVES):
        answer = writer.send(f"{number}. {WORDS * 60}")
        if answer.status != 302:
            return answer
    pytest.fail("The disk was never full")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
class TestPostgreSQL:
    def test_without_room(self, world: World, figure: Figure) -> None:
        """Disk full under PostgreSQL: refused plainly, nothing half, and it goes on with room"""
        writer = world.writers[1]
        with small_disk(world.folder / "small") as disk, history_on(disk):
            fill(disk / "filler")
            before = len(writer.acknowledged)
            refused = first_refusal(writer)
            assert is_plain(refused, WORDS, "Send it again")
            assert writer.browser.get(writer.path).status == 200
            saved = len(writer.acknowledged) - before
            (disk / "filler").unlink()
            writer.insist("There is room again.")
        world.holds()
        figure(
            f"refused after {saved} saves in {refused.seconds:.1f} s, saved once there was room"
        )

    def test_without_room_for_its_log(self, world: World, figure: Figure) -> None:
        """No room for PostgreSQL's log: csplan is away, plainly, and nothing is lost"""
        writer = world.writers[1]
        before = len(writer.acknowledged)
        fill_the_log(world.cluster)
        refused = first_refusal(writer)
        assert is_plain(refused, WORDS, "Send it again")
        assert LOG_IS_FULL.search((world.cluster.folder / "postgresql.log").read_text())
        connection.close()
        # Somebody makes room, and starts it again.
        world.cluster.stop()
        saved = len(writer.acknowledged) - before
        world.cluster.start()
        writer.insist("There is room for the log again.")
        world.holds()
        figure(f"refused after {saved} saves, all found once there was room")


LOG_IS_FULL = re.compile(r"PANIC: .*could not write .*File too large")
LONGEST, PIECE = 12 * MIB, MIB // 16
"""Bytes: less than one file of the log has, more than any other; and what is written at once."""
IN_THE_LOG = "SELECT file_offset FROM pg_walfile_name_offset(pg_current_wal_insert_lsn())"


def fill_the_log(cluster: Cluster) -> None:
    """Leave next to no room in the log; the kernel refuses more, as it does on a full disk.

    A limit on the length of files needs nobody's leave, as a small disk would.
    """
    with connection.cursor() as cursor:
        # The rest goes into a file of its own, which is there before its length is bounded.
        cursor.execute("SELECT pg_switch_wal(), pg_logical_emit_message(true, 'x', 'x')")
    connection.close()
    cluster.stop()
    cluster.start(longest_file=LONGEST)
    with connection.cursor() as cursor:
        written = 0
        while written < LONGEST - 2 * PIECE:
            cursor.execute("SELECT pg_logical_emit_message(true, 'x', repeat('x', %s))", [PIECE])
            cursor.execute(IN_THE_LOG)
            (written,) = cursor.fetchone()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="on SQLite, in the run that follows")
class TestSQLite:
    def test_without_room(self, cast: Cast, stage: Stage, figure: Figure) -> None:
        """Disk full under SQLite: refused plainly, nothing half, and it goes on with room"""
        client = Client(raise_request_exception=False)
        client.force_login(cast.coordinator)
        saved = 0
        with no_more_pages():
            for number in range(MOST_SAVES):
                form = {"overview": f"{number}. {WORDS * 60}", "version": saved}
                answer = client.post(PATH, form)
                if answer.status_code != 302:
                    break
                saved += 1
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert WORDS in answer.content.decode()
        own = QuarterlyReturn.objects.get(pk=stage.own.pk)
        assert own.overview_version == saved
        assert client.post(PATH, form).status_code == 302

        assert AuditEvent.objects.filter(action="return.overview_saved").count() == saved + 1
        seal_all()
        assert verify_history().sequence == AuditEvent.objects.count()
        figure(f"refused after {saved} saves, saved once there was room")


@contextmanager
def no_more_pages() -> Iterator[None]:
    """Let the database's file not grow: it says then what it says of a full disk."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
