"""What goes wrong around a build: real processes, real databases, and one check at the end."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from redis import Redis

from csplan.audit.models import AuditEvent
from csplan.core import clock
from csplan.core.models import ReportingPeriod
from reporting.choices import BuildStep, FileKind, PackState
from reporting.dispatch import enqueue_build
from reporting.models import Pack, PackFile
from reporting.rules import LEASE, PATIENCE
from reporting.selectors.subjects import subjects_of
from reporting.services import altered_files, sweep_builds
from reporting.services.batches import request_packs
from tests.conftest import NOW, Cast
from tests.reporting.conftest import ActorOf, build
from tests.workers import Worker, wait_until

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
]
SECONDS = 60.0
POINTS = 20
TABLE = re.compile(r'(?:FROM|JOIN|INTO) "(\w+)"')
JOB = Pack._meta.db_table
NewPack = Callable[[], Pack]


def everything_holds() -> None:
    """Each pack is whole or holds nothing; each that is whole was made once, and as recorded."""
    whole = Pack.objects.exclude(built_at=None)
    built = AuditEvent.objects.filter(action="pack.built").values_list("target_id", flat=True)
    assert sorted(built) == sorted(str(pack.pk) for pack in whole)
    held = sum(len(pack.manifest["digests"]) for pack in whole)
    assert PackFile.objects.count() == held
    assert list(altered_files()) == []


def tables_of_a_build(new_pack: NewPack) -> list[str]:
    """The tables a build reads and writes, each where it is first met; the job's own left out."""
    with transaction.atomic():
        pack = new_pack()
        with CaptureQueriesContext(connection) as queries:
            build(pack)
        transaction.set_rollback(True)
    found = [name for query in queries for name in TABLE.findall(query["sql"])]
    return [name for name in dict.fromkeys(found) if name != JOB]


def spread(names: Sequence[str], most: int) -> list[str]:
    """At most ``most`` of the names, evenly from the first to the last."""
    if len(names) <= most:
        return list(names)
    return [names[round(i * (len(names) - 1) / (most - 1))] for i in range(most)]


@contextmanager
def nobody_passes(table: str) -> Iterator[None]:
    """Hold the table from a connection of its own: whoever comes to it waits there."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE')
            yield
    finally:
        other.close()


def is_waited_for(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table]
        )
        return cursor.fetchone() is not None


def is_in(pack: Pack, *states: PackState) -> bool:
    pack.refresh_from_db()
    return pack.state in states


def is_built(pack: Pack) -> bool:
    return is_in(pack, PackState.BUILT)


def die_at_table(table: str, pack: Pack, worker: Worker) -> None:
    with nobody_passes(table):
        enqueue_build(pack.pk)
        wait_until(
            lambda: is_waited_for(table), seconds=SECONDS, what=f"the build to reach {table}"
        )
        worker.kill_child()


def die_at_step(step: str, pack: Pack, worker: Worker) -> None:
    def is_there() -> bool:
        pack.refresh_from_db()
        return pack.step == step

    enqueue_build(pack.pk)
    wait_until(is_there, seconds=SECONDS, what=f"the build to reach {step}")
    worker.kill_child()


def sweep_after_the_lease() -> None:
    for pack_id in sweep_builds(at=clock.now() + LEASE + PATIENCE):
        enqueue_build(pack_id)


class TestDeathAtTwentyPoints:
    @pytest.fixture
    def new_pack(self, closed_period: ReportingPeriod, cast: Cast, actor_of: ActorOf) -> NewPack:
        """Asks for a pack in a batch of its own, which is read table after table.

        What is built by itself asks of all tables at once, first, whether anything is new.
        """

        def ask() -> Pack:
            batch = request_packs(
                period=closed_period,
                subjects=subjects_of(closed_period)[:1],
                actor=actor_of(cast.national_team),
                at=NOW,
                hourly_limit=None,
            )
            return batch.packs.get()

        return ask

    def test_leaves_a_whole_pack_or_nothing_and_the_job_is_always_finished(
        self, celery_worker_process: Worker, new_pack: NewPack
    ) -> None:
        first, *others = spread(tables_of_a_build(new_pack), POINTS - 1)
        # With the first: builds of what has not changed since are not printed again.
        places = [first, f"step {BuildStep.PRINT}", *others]
        assert len(places) == POINTS

        for first, second in zip(places[::2], places[1::2], strict=True):
            pack = new_pack()
            for place in (first, second):
                die(place, pack, celery_worker_process)
                assert not is_built(pack)
                assert not pack.files.exists()
                sweep_builds(at=clock.now() + LEASE + PATIENCE)
            enqueue_build(pack.pk)
            wait_until(partial(is_built, pack), seconds=SECONDS, what="the pack")
            assert pack.attempts == 3

        everything_holds()


def die(place: str, pack: Pack, worker: Worker) -> None:
    wait_until(lambda: worker.children, seconds=SECONDS, what="a child")
    if place.startswith("step "):
        die_at_step(place.removeprefix("step "), pack, worker)
    else:
        die_at_table(place, pack, worker)


class TestPoisonedMessages:
    def test_do_not_stop_the_worker(
        self, celery_worker_process: Worker, new_pack: NewPack
    ) -> None:
        queue = current_app.conf.task_default_queue
        with Redis.from_url(settings.REDIS_URL) as broker:
            for poison in ("no JSON at all", '{"a": 1}', "[]", '{"body": "!", "properties": {}}'):
                broker.lpush(queue, poison)
        pack = new_pack()
        enqueue_build(pack.pk)

        wait_until(lambda: is_built(pack), seconds=SECONDS, what="the pack behind the poison")

        assert celery_worker_process.process.poll() is None
        everything_holds()


class TestBitFlippedInTheStore:
    def test_is_found_by_whoever_asks_next(
        self, celery_worker_process: Worker, new_pack: NewPack
    ) -> None:
        pack = new_pack()
        enqueue_build(pack.pk)
        wait_until(lambda: is_built(pack), seconds=SECONDS, what="the pack")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE reporting_packfile SET content = set_bit(content, 4567, "
                "1 - get_bit(content, 4567)) WHERE pack_id = %s AND kind = %s",
                [pack.pk, FileKind.PDF],
            )

        assert list(altered_files()) == [(pack, FileKind.PDF)]
