"""What builds packs dies, stands still, is asked twice, or goes by a wrong clock."""

import datetime as dt
from contextlib import ExitStack

import pytest

from csplan.core import clock
from reporting.choices import PackState
from reporting.models import Pack
from reporting.rules import HORIZON, LEASE
from reporting.services.leases import take_lease
from tests.faults.conftest import Figure
from tests.faults.programs import Program
from tests.faults.world import World, held, is_anybody_waiting, is_built
from tests.workers import wait_until

pytestmark = [
    pytest.mark.services,
    # For the tables, which are copied from the tests' own database.
    pytest.mark.django_db(transaction=True),
]
SECONDS = 60.0
A_DAY, AN_HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def is_whole(pack: Pack) -> bool:
    """Each of its files is there once."""
    kinds = sorted(pack.files.values_list("kind", flat=True))
    return kinds == sorted(pack.manifest["digests"])


def ended(worker: Program) -> int:
    """How many builds the worker says it has ended, well or badly."""
    lines = [line for line in worker.log.splitlines() if "reporting.build_pack" in line]
    return sum("succeeded" in line or "raised" in line for line in lines)


class TestWorker:
    def test_killed(self, world: World, figure: Figure) -> None:
        """Whole worker killed mid-build: nothing half, and the next one builds it"""
        worker, pack = world.a_worker(), world.new_pack()
        with held(world.closed[0]):
            world.ask_for(pack.pk)
            wait_until(is_anybody_waiting, seconds=SECONDS, what="the build to be under way")
            worker.kill()
        assert not is_built(pack)
        assert not pack.files.exists()

        assert pack.pk in world.sweep()
        world.new_worker()
        world.wait_for(pack)

        world.holds()
        figure(f"built at attempt {pack.attempts}, {pack.files.count()} files")

    def test_woken_past_its_lease(self, world: World, figure: Figure) -> None:
        """Worker stopped past its lease and woken: fenced, its writes count for nothing"""
        sleeper, pack = world.a_worker(), world.new_pack()
        before = ended(sleeper)
        with ExitStack() as later:
            with held(world.closed[0]):
                world.ask_for(pack.pk)
                wait_until(is_anybody_waiting, seconds=SECONDS, what="the build to be under way")
                later.enter_context(held(pack))
            # What it has read is let go; the next it does is to say how far it is.
            wait_until(lambda: is_anybody_waiting("UPDATE"), seconds=SECONDS, what="its next step")
            sleeper.freeze()
        try:
            assert pack.pk in world.sweep()
            world.new_worker()
            world.wait_for(pack)
            built = pack.manifest
        finally:
            sleeper.wake()
        wait_until(
            lambda: ended(sleeper) > before, seconds=SECONDS, what="the sleeper to find out"
        )

        pack.refresh_from_db()
        assert (pack.manifest, pack.attempts, pack.files.count()) == (
            built,
            2,
            len(built["digests"]),
        )
        world.holds()
        sleeper.kill()
        figure("2 workers finished, 1 pack stored")

    def test_frozen_while_it_holds_rows(self, world: World, figure: Figure) -> None:
        """Worker stopped inside a transaction: its locks end with its time, and others go on"""
        sleeper, pack = world.a_worker(), world.new_pack()
        before = ended(sleeper)
        with held(world.closed[0]):
            world.ask_for(pack.pk)
            wait_until(is_anybody_waiting, seconds=SECONDS, what="the build to be under way")
            sleeper.freeze()
        try:
            # From here on it holds the quarter's row, and does not know.
            assert pack.pk in world.sweep()
            world.new_worker()
            world.wait_for(pack)
        finally:
            sleeper.wake()
        wait_until(
            lambda: ended(sleeper) > before, seconds=SECONDS, what="the sleeper to find out"
        )

        pack.refresh_from_db()
        assert (pack.attempts, is_whole(pack)) == (2, True)
        world.holds()
        sleeper.kill()
        figure(f"built at attempt {pack.attempts} by another worker; 1 pack stored")

    def test_asked_three_times(self, world: World, figure: Figure) -> None:
        """Message delivered three times: one attempt, one pack"""
        world.a_worker()
        pack, other = world.new_pack(), world.new_pack(1)
        world.ask_for(pack.pk, pack.pk, pack.pk, other.pk)

        # The queue is in order: when the other is built, the copies before it have been taken.
        world.wait_for(pack, other)

        assert (pack.attempts, is_whole(pack)) == (1, True)
        world.holds()
        figure(f"3 messages, {pack.attempts} attempt, {pack.files.count()} files")

    def test_whose_clock_was_wrong(self, world: World, figure: Figure) -> None:
        """Clock a day on, then put right; an hour back: a lease holds nobody up for longer"""
        world.a_worker()
        ahead, behind = world.new_pack(), world.new_pack(1)
        # Each is taken up by a worker that then dies: one a day ahead of the others' clocks,
        # one just before they are put back by an hour. One is built before the other is taken
        # up: by a clock an hour back a lease just taken seems wrong as well.
        assert take_lease(ahead.pk, lambda: clock.now() + A_DAY)
        assert ahead.pk in world.sweep(later=dt.timedelta(0))
        world.wait_for(ahead)
        assert take_lease(behind.pk, clock.now)
        assert behind.pk in world.sweep(later=-AN_HOUR)
        world.wait_for(behind)

        assert LEASE < HORIZON
        assert (ahead.attempts, behind.attempts) == (2, 2)
        assert {ahead.state, behind.state} == {PackState.BUILT}
        world.holds()
        figure(f"both built at attempt 2; a lease is believed for at most {HORIZON}")
