"""PostgreSQL goes away, is overrun, or has no room."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from programme.models import QuarterlyReturn
from tests.faults.conftest import Figure
from tests.faults.world import World, held, is_anybody_waiting
from tests.faults.writers import Answer, all_writing, wait_for_more
from tests.workers import wait_until

pytestmark = [
    pytest.mark.services,
    # For the tables, which are copied from the tests' own database.
    pytest.mark.django_db(transaction=True),
]
SECONDS = 60.0
LONGEST_ANSWER = 15.0
END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE backend_type = 'client backend' AND application_name <> 'taker'"
)
WORDS = "Words that took an hour to write, and more."


def is_plain(answer: Answer, *words: str) -> bool:
    """It says that csplan is away, soon, and gives back what was written."""
    assert (answer.status, answer.retry_after) == (503, "30"), answer
    assert "csplan is not available at the moment" in answer.text
    assert "Traceback" not in answer.text
    assert answer.seconds < LONGEST_ANSWER
    return all(each in answer.text for each in words)


class TestPostgreSQLStopped:
    def test_in_a_transaction_and_under_load(self, world: World, figure: Figure) -> None:
        """PostgreSQL stopped mid-transaction and restarted under load: plain 503s, nothing lost"""
        writer = world.writers[0]
        row = QuarterlyReturn.objects.get(pk=writer.return_id)
        with (
            ThreadPoolExecutor(1) as pool,
            suppress(DatabaseError, InterfaceError),
            held(row),
        ):
            cut = pool.submit(writer.send, WORDS)
            wait_until(is_anybody_waiting, seconds=SECONDS, what="the save to be under way")
            world.cluster.crash()
            assert is_plain(cut.result(), WORDS, "Send it again")
        connection.close()
        assert is_plain(writer.browser.get("/"))
        assert writer.browser.get("/healthz").status == 200
        assert writer.browser.get("/readyz").status == 503
        world.cluster.start()

        with all_writing(world.writers) as count:
            for _ in range(2):
                wait_for_more(count, 8)
                world.cluster.crash()
                self.everybody_is_refused(world)
                world.cluster.start()
            wait_for_more(count, 8)

        refused = [
            each for writer in world.writers for each in writer.answers if each.status == 503
        ]
        assert not [each for each in refused if not is_plain(each)]
        found = world.holds()
        slowest = max(each.seconds for each in refused)
        figure(
            f"3 stops, {len(refused)} plain 503s (slowest {slowest:.1f} s), {found} saves found"
        )

    def everybody_is_refused(self, world: World) -> None:
        before = [len(writer.answers) for writer in world.writers]
        wait_until(
            lambda: all(
                writer.answers[number:] and writer.answers[-1].status == 503
                for writer, number in zip(world.writers, before, strict=True)
            ),
            seconds=SECONDS,
            what="everybody to be told that csplan is away",
        )


class TestConnections:
    def test_all_taken(self, world: World, figure: Figure) -> None:
        """Connections exhausted: pages say so plainly, and recover as soon as one is free"""
        writer = world.writers[0]
        with all_connections_taken(world) as taken:
            assert is_plain(writer.browser.get(writer.path))
            assert is_plain(writer.send(WORDS), WORDS)
        writer.insist(WORDS)
        assert writer.browser.get(writer.path).status == 200
        world.holds()
        figure(f"{taken} connections held")


@contextmanager
def all_connections_taken(world: World) -> Iterator[int]:
    """Take each connection that there is, those that csplan keeps too."""
    connection.close()
    with ExitStack() as stack:
        taken = 0
        with suppress(OperationalError):
            while True:
                one = connection.copy()
                stack.callback(one.close)
                with one.cursor() as cursor:
                    cursor.execute("SET application_name = 'taker'")
                    cursor.execute(END_OTHERS)
                taken += 1
        yield taken
