"""What serves pages dies in the middle of a save."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from programme.models import QuarterlyReturn, ReturnTransition
from tests.faults.conftest import Figure
from tests.faults.world import World, held, is_anybody_waiting
from tests.faults.writers import Writer, all_writing, wait_for_more
from tests.workers import wait_until

pytestmark = [
    pytest.mark.services,
    # For the tables, which are copied from the tests' own database.
    pytest.mark.django_db(transaction=True),
]
SECONDS = 60.0


def cut_off(world: World, path: str, writer: Writer, **fields: object) -> int:
    """Send a form, and kill the web server's processes while it is being saved."""
    row = QuarterlyReturn.objects.get(pk=writer.return_id)
    with ThreadPoolExecutor(1) as pool, held(row):
        asked = pool.submit(writer.browser.post, path, **fields)
        wait_until(is_anybody_waiting, seconds=SECONDS, what="the save to be under way")
        world.web.kill_children()
        return asked.result().status


class TestWebServerKilled:
    def test_in_a_save(self, world: World, figure: Figure) -> None:
        """Web process killed mid-POST: what was acknowledged is there, the rest whole or absent"""
        writer = world.writers[0]
        path, words = f"{writer.path}overview/", "Words cut off in the middle."
        writer.insist("Words before.")

        status = cut_off(world, path, writer, overview=words, version=writer.version)

        assert status == 0
        row = QuarterlyReturn.objects.get(pk=writer.return_id)
        assert (row.overview, row.overview_version) == ("Words before.", writer.version)
        writer.insist(words)
        killed = 0
        with all_writing(world.writers) as count:
            for _ in range(3):
                wait_for_more(count, 8)
                killed += world.web.kill_children()
            wait_for_more(count, 8)
        cut = sum(each.status == 0 for writer in world.writers for each in writer.answers)
        found = world.holds()
        figure(f"{killed} processes killed, {cut} requests cut, {found} saves found, none twice")

    def test_in_a_submission(self, world: World, figure: Figure) -> None:
        """Submission cut off and sent again, twice at once: one transition, one event"""
        writer = world.new_writer()
        writer.insist("A steady quarter.")
        version = QuarterlyReturn.objects.get(pk=writer.return_id).version

        cut_off(world, f"{writer.path}submit/", writer, version=version)

        assert not ReturnTransition.objects.filter(quarterly_return=writer.return_id).exists()
        with ThreadPoolExecutor(2) as pool:
            again = [
                pool.submit(writer.browser.post, f"{writer.path}submit/", version=version)
                for _ in range(2)
            ]
        statuses = sorted(each.result().status for each in again)
        assert ReturnTransition.objects.filter(quarterly_return=writer.return_id).count() == 1
        world.holds()
        figure(f"1 transition; answers {statuses}")
