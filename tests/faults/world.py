"""A whole csplan that is running: its servers, its programs, a quarter open and one closed."""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from celery import Celery
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test import Client

from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.accounts.selectors import actor_for
from csplan.core import clock
from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from csplan.launch import ports
from programme.choices import ReturnState
from programme.models import MilestoneUpdate
from reporting.choices import PackState
from reporting.dispatch import BUILD_TASK
from reporting.models import Pack
from reporting.rules import LEASE, PATIENCE
from reporting.services import request_pack, sweep_builds
from tests.conftest import NOW
from tests.factories import (
    LocalityFactory,
    MilestoneFactory,
    MilestoneUpdateFactory,
    QuarterlyReturnFactory,
    ReportingPeriodFactory,
    WorkItemFactory,
    grant,
)
from tests.faults import invariant
from tests.faults.programs import WEB, WORKER, Program
from tests.faults.servers import Cluster, Store
from tests.faults.writers import HOST, Browser, Writer
from tests.workers import wait_until

SECONDS = 90.0
KEPT = ("HOME", "LANG", "PATH", "TMPDIR", "LD_LIBRARY_PATH")
WRITERS = 4
CLOSED = ("2013-14-q2", "2013-14-q1", "2012-13-q4")


class World:
    """See the module. One for all the tests, which leave it running and whole."""

    def __init__(self, folder: Path, cluster: Cluster) -> None:
        self.folder, self.cluster = folder, cluster
        self.store = Store(folder / "redis")
        self.port = ports.free_port()
        self.workers: list[Program] = []
        self.stage()
        self.web = self.start("web", *WEB, "--bind", f"{ports.LOOPBACK}:{self.port}")
        wait_until(lambda: ports.is_alive(self.port, HOST), seconds=SECONDS, what="gunicorn")

    def stage(self) -> None:
        """A quarter that is open, with a return for each writer, and some that are closed."""
        self.open = ReportingPeriodFactory.create()
        self.national_team = grant(Role.NATIONAL_TEAM)
        self.writers = [self.new_writer() for _ in range(WRITERS)]
        self.closed = [self._accepted(Quarter.parse(name)) for name in CLOSED]

    def new_writer(self) -> Writer:
        """A co-ordinator of a locality of their own, whose last return was accepted."""
        locality = LocalityFactory.create()
        person = grant(Role.COORDINATOR, locality=locality)
        held = QuarterlyReturnFactory.create(period=self.open, locality=locality)
        path = f"/programme/returns/{self.open.slug}/{locality.slug}/"
        return Writer(self.browser(person), held.pk, path)

    def _accepted(self, quarter: Quarter) -> ReportingPeriod:
        """A closed quarter, with one return that was accepted."""
        period, locality = ReportingPeriodFactory.create(quarter=quarter), LocalityFactory.create()
        at = NOW - dt.timedelta(days=60)
        row = QuarterlyReturnFactory.create(
            period=period,
            locality=locality,
            state=ReturnState.ACCEPTED,
            version=4,
            overview="A steady quarter.",
            submitted_by=grant(Role.COORDINATOR, locality=locality),
            submitted_at=at,
            signed_off_by=grant(Role.SRO, locality=locality),
            signed_off_at=at,
            accepted_by=self.national_team,
            accepted_at=at,
        )
        item = WorkItemFactory.create(locality=locality)
        MilestoneUpdateFactory.create(
            quarterly_return=row,
            milestone=MilestoneFactory.create(work_item=item, locality=locality),
            rating="on_track",
            forecast_on=dt.date(2013, 12, 31),
            narrative="Six departments named a lead.",
            version=1,
        )
        return period

    def browser(self, person: User) -> Browser:
        client = Client()
        client.force_login(person)
        return Browser(self.port, client.cookies[settings.SESSION_COOKIE_NAME].value)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            # As here, so that a session made here is one there.
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": HOST,
            "DATABASE_URL": self.cluster.url,
            "REDIS_URL": self.store.url,
            "EMAIL_URL": "smtp+tls://127.0.0.1:1",
            "DEFAULT_FROM_EMAIL": f"csplan@{HOST}",
            "CSPLAN_TRUSTED_PROXIES": "1",
            "WEB_CONCURRENCY": "2",
            "PYTHONWARNINGS": "ignore",
        }

    def start(self, name: str, *command: str) -> Program:
        return Program(self.folder / f"{name}.log", self.environment, *command)

    def new_worker(self) -> Program:
        """One more worker, which is ready to work."""
        number = len(self.workers)
        worker = self.start(f"worker-{number}", *WORKER, "--hostname", f"w{number}@csplan")
        self.workers.append(worker)
        wait_until(lambda: " ready." in worker.log, seconds=SECONDS, what="the worker")
        return worker

    def a_worker(self) -> Program:
        """The latest worker that runs, or a new one."""
        running = [each for each in self.workers if each.process.poll() is None]
        return running[-1] if running else self.new_worker()

    def new_pack(self, which: int = 0) -> Pack:
        """A pack of a closed quarter that has been asked for, in no queue yet.

        One is built at a time of each quarter. Something else is told each time, because a pack
        in which nothing is new is neither read nor printed.
        """
        at = clock.now()
        told = MilestoneUpdate.objects.filter(quarterly_return__period=self.closed[which])
        told.update(narrative=f"Six departments had named a lead by {at}.")
        actor = actor_for(self.national_team, on=at.date())
        return request_pack(period=self.closed[which], actor=actor, at=at, hourly_limit=None)

    def ask_for(self, *pack_ids: int) -> None:
        """Put builds into the queue."""
        # Not as the current app: what comes after asks the tests' own queue.
        with Celery(broker=self.store.url, set_as_current=False) as asker:
            for pk in pack_ids:
                asker.send_task(BUILD_TASK, args=(pk,))

    def sweep(self, *, later: dt.timedelta = LEASE + PATIENCE) -> list[int]:
        """What beat does every half minute, as if so much later; asks for what it finds."""
        found = sweep_builds(at=clock.now() + later)
        self.ask_for(*found)
        return found

    def wait_for(self, *packs: Pack) -> None:
        for pack in packs:
            wait_until(partial(is_built, pack), seconds=SECONDS, what="the pack")

    def holds(self) -> int:
        return invariant.everything_holds(self.writers)

    def stop(self) -> None:
        for each in (self.web, *self.workers):
            each.kill()
        self.store.stop()
        self.cluster.stop()


def is_built(pack: Pack) -> bool:
    pack.refresh_from_db()
    return pack.state == PackState.BUILT


def is_anybody_waiting(statement: str = "") -> bool:
    """Whether a connection to this database waits, with such a statement, for another's lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
            "AND datname = current_database() AND query LIKE %s",
            [f"{statement}%"],
        )
        return cursor.fetchone() is not None


@contextmanager
def held(row: Model) -> Iterator[None]:
    """Hold a row from a connection of its own."""
    table = row._meta.db_table
    with _holding(f'SELECT 1 FROM "{table}" WHERE id = {row.pk:d} FOR UPDATE'):
        yield


@contextmanager
def nobody_passes(table: str) -> Iterator[None]:
    """Hold a whole table from a connection of its own."""
    with _holding(f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE'):
        yield


@contextmanager
def _holding(statement: str) -> Iterator[None]:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(statement)
            yield
    finally:
        other.close()
