"""A real Celery worker, working on the test's own database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection

SECONDS_TO_START = 40.0
SECONDS_TO_STOP = 10.0
COMMAND = [
    *(sys.executable, "-m", "celery", "--app", "csplan.celery", "worker"),
    *("--concurrency", "1", "--loglevel", "WARNING"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
]


@dataclass(frozen=True)
class Worker:
    """A worker with one child, which does the tasks."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def children(self) -> list[int]:
        """The process ids of its children."""
        return children_of(self.process.pid)

    @property
    def printing(self) -> list[int]:
        """The processes that print for its children."""
        return [pid for child in self.children for pid in children_of(child)]

    def kill_child(self) -> None:
        """End whatever it is doing as the kernel does when memory runs out; it lives on."""
        for pid in self.children:
            os.kill(pid, signal.SIGKILL)

    def kill(self) -> None:
        """End the worker and its child at once, as a power cut does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(SECONDS_TO_STOP)

    def stop(self) -> None:
        """Let it finish what it is doing, for a while."""
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()


def children_of(pid: int) -> list[int]:
    """The process ids of what it has started; none once it has ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        words = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(word) for word in words]
    return []


def has_ended(pid: int) -> bool:
    """Whether it runs no more, though nobody may have asked yet how it ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    return True


def wait_until(is_so: Callable[[], object], *, seconds: float, what: str) -> None:
    """Look until ``is_so``; fail with ``what`` was awaited when it takes too long."""
    ends = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > ends:
            pytest.fail(f"Waited {seconds:g} seconds for {what}")
        time.sleep(0.05)


def start_worker(folder: Path) -> Worker:
    """A worker that takes tasks from the test's queue and works on the test's database."""
    name = f"worker-{time.monotonic_ns()}"
    log = folder / f"{name}.log"
    with log.open("wb") as lines:
        process = subprocess.Popen(
            [*COMMAND, "--hostname", f"{name}@csplan"],
            env=_environment(),
            stdout=lines,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    worker = Worker(process, log)
    try:
        wait_until(
            lambda: _answers(f"{name}@csplan"),
            seconds=SECONDS_TO_START,
            what="the worker to start",
        )
    except BaseException:
        worker.kill()
        raise
    return worker


@pytest.fixture
def start_another_worker(transactional_db: None, tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    """Starts a worker when called, and stops all of them afterwards."""
    _require_services()
    current_app.control.purge()
    started: list[Worker] = []

    def one_more() -> Worker:
        started.append(start_worker(tmp_path))
        return started[-1]

    yield one_more
    for worker in started:
        worker.stop()


@pytest.fixture
def celery_worker_process(start_another_worker: Callable[[], Worker]) -> Worker:
    """A worker that is running while the test does."""
    return start_another_worker()


def _require_services() -> None:
    if connection.vendor != "postgresql" or not settings.REDIS_URL:
        pytest.skip("needs PostgreSQL and Redis: set DATABASE_URL and REDIS_URL")


def _answers(name: str) -> bool:
    return bool(current_app.control.ping(destination=[name], timeout=0.3))


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "csplan.settings.test",
        "DATABASE_URL": _database_url(),
        "REDIS_URL": settings.REDIS_URL,
    }


def _database_url() -> str:
    """The address of the database the test is connected to, not of the one it was made from."""
    to = connection.settings_dict
    user, password = quote(str(to["USER"]), safe=""), quote(str(to["PASSWORD"]), safe="")
    host, port = to["HOST"] or "localhost", to["PORT"] or 5432
    return f"postgresql://{user}:{password}@{host}:{port}/{to['NAME']}"
