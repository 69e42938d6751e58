"""The queue is away, with what it held or without."""

import pytest

from csplan.accounts.choices import Role
from reporting.models import Pack
from tests.factories import grant
from tests.faults.conftest import Figure
from tests.faults.world import World
from tests.workers import wait_until

pytestmark = [
    pytest.mark.services,
    # For the tables, which are copied from the tests' own database.
    pytest.mark.django_db(transaction=True),
]
SECONDS = 60.0


class TestRedis:
    def test_killed(self, world: World, figure: Figure) -> None:
        """Redis killed, with and without its data, and absent at publish: every pack is built"""
        for worker in world.workers:
            worker.kill()
        kept, lost = world.new_pack(0), world.new_pack(1)
        world.ask_for(kept.pk)
        world.store.wait_until_kept()
        with world.store.away():
            absent = self.asked_for_meanwhile(world)
            self.pages_go_on(world)
        world.new_worker()
        world.wait_for(kept)
        assert kept.attempts == 1

        world.workers[-1].kill()
        world.ask_for(lost.pk)
        with world.store.away():
            world.store.lose_everything()
        assert set(world.sweep()) == {lost.pk, absent.pk}
        world.new_worker()
        world.wait_for(lost, absent)

        world.holds()
        figure("1 built from Redis's file, 2 from their rows; pages and saves went on")

    def asked_for_meanwhile(self, world: World) -> Pack:
        """The page says so, and the pack waits in its row."""
        before = set(Pack.objects.values_list("pk", flat=True))
        browser = world.browser(grant(Role.NATIONAL_TEAM))
        asked = browser.post(f"/reporting/packs/{world.closed[2].slug}/build/")
        assert asked.status == 302
        assert asked.seconds < SECONDS
        (pack,) = Pack.objects.exclude(pk__in=before)
        return pack

    def pages_go_on(self, world: World) -> None:
        """Saving needs no Redis; signing in does, for its limits, and says so plainly."""
        writer = world.writers[0]
        assert writer.send("Saved without Redis.").status == 302
        assert writer.browser.get("/").status == 200
        form = {"login": "somebody@example.org", "password": "a password of no account"}
        answer = type(writer.browser)(world.port, "").post("/account/sign-in/", **form)
        assert (answer.status, answer.retry_after) == (503, "30")
        assert "csplan is not available at the moment" in answer.text
        assert form["password"] not in answer.text

    def test_restarted_under_a_working_worker(self, world: World, figure: Figure) -> None:
        """Redis restarted under a running worker: the worker finds back by itself"""
        worker, pack = world.a_worker(), world.new_pack()
        with world.store.away():
            pass
        world.ask_for(pack.pk)

        world.wait_for(pack)

        assert worker.process.poll() is None
        wait_until(lambda: worker.children, seconds=SECONDS, what="a child")
        world.holds()
        figure(f"the same worker, attempt {pack.attempts}")
