"""Packs built by a real worker, over a real queue, in a real database."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from celery import current_app
from django.core.management import call_command
from django.db import connection
from django.test import Client

from csplan.audit.models import AuditEvent
from csplan.core import clock
from csplan.core.models import ReportingPeriod
from csplan.core.printing.checking import check_pdf
from reporting.choices import FileKind, PackState
from reporting.dispatch import enqueue_build
from reporting.document.snapshot import digest
from reporting.models import Pack, PackFile
from reporting.rules import LEASE, PATIENCE
from reporting.services import altered_files, sweep_builds
from tests.conftest import Cast
from tests.workers import Worker, has_ended, wait_until

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
]
SECONDS = 60.0
NewPack = Callable[[], Pack]
Start = Callable[[], Worker]


def is_in(pack: Pack, *states: PackState) -> bool:
    pack.refresh_from_db()
    return pack.state in states


def is_built(pack: Pack) -> bool:
    return is_in(pack, PackState.BUILT)


def wait_for_build(pack: Pack) -> None:
    wait_until(lambda: is_built(pack), seconds=SECONDS, what="the pack to be built")


def sweep_after_the_lease() -> list[int]:
    """What the sweep finds a minute from now, asked of a worker as the beat asks it."""
    found = sweep_builds(at=clock.now() + LEASE + PATIENCE)
    for pack_id in found:
        enqueue_build(pack_id)
    return found


class TestWorker:
    def test_builds_what_a_page_asks_for(
        self, celery_worker_process: Worker, closed_period: ReportingPeriod, cast: Cast
    ) -> None:
        client = Client()
        client.force_login(cast.national_team)

        client.post(f"/reporting/packs/{closed_period.slug}/build/")

        pack = Pack.objects.get()
        wait_for_build(pack)
        check_pdf(bytes(pack.files.get(kind=FileKind.PDF).content))
        assert list(altered_files()) == []
        assert pack.attempts == 1

    def test_writes_the_pack_a_command_asks_for(
        self, celery_worker_process: Worker, closed_period: ReportingPeriod, tmp_path: Path
    ) -> None:
        said, output = StringIO(), tmp_path / "pack.pdf"

        call_command("build_pack", "--last-complete", "--output", str(output), stdout=said)

        assert digest(output.read_bytes()) == Pack.objects.get().pdf_digest
        assert [file.name for file in tmp_path.glob("*pack.pdf*")] == ["pack.pdf"]
        assert "Built" in said.getvalue()

    def test_builds_once_when_asked_three_times(
        self, celery_worker_process: Worker, new_pack: NewPack
    ) -> None:
        pack = new_pack()
        for _ in range(3):
            enqueue_build(pack.pk)
        wait_for_build(pack)
        other = ask_for_another(new_pack)
        # The queue is in order: when this is built, the copies before it have been taken.
        wait_for_build(other)
        pack.refresh_from_db()
        assert (pack.attempts, pack.files.count()) == (1, len(FileKind))

    def test_lives_on_after_an_id_that_means_nothing(
        self, celery_worker_process: Worker, new_pack: NewPack
    ) -> None:
        enqueue_build(2**31)
        pack = ask_for_another(new_pack)
        wait_for_build(pack)


def ask_for_another(new_pack: NewPack) -> Pack:
    pack = new_pack()
    enqueue_build(pack.pk)
    return pack


class TestDeath:
    """The kernel ends a process half-way: at a lock the test holds, so always at that point."""

    def test_of_a_child_leaves_no_half_pack_and_the_job_is_taken_up_again(
        self, celery_worker_process: Worker, new_pack: NewPack, closed_period: ReportingPeriod
    ) -> None:
        pack = new_pack()
        with locked(closed_period):
            enqueue_build(pack.pk)
            die_at_attempt(1, pack, celery_worker_process)
        assert not PackFile.objects.exists()
        assert (pack.attempts, pack.built_at) == (1, None)

        # Its message is delivered again at once, and must not be taken for the lease's end.
        assert sweep_builds(at=clock.now()) == []
        assert sweep_after_the_lease() == [pack.pk]

        wait_for_build(pack)
        assert (pack.attempts, pack.files.count()) == (2, len(FileKind))
        assert AuditEvent.objects.filter(action="pack.built").count() == 1

    def test_of_the_whole_worker_while_it_prints_is_made_good_by_another(
        self, start_another_worker: Start, new_pack: NewPack
    ) -> None:
        worker, pack = start_another_worker(), new_pack()
        enqueue_build(pack.pk)
        wait_until(lambda: worker.printing, seconds=SECONDS, what="the PDF to be begun")
        (printing,) = worker.printing
        worker.kill()
        wait_until(lambda: has_ended(printing), seconds=SECONDS, what="the printing to end")
        pack.refresh_from_db()
        assert (pack.state, PackFile.objects.count()) == (PackState.BUILDING, 0)

        start_another_worker()
        assert sweep_after_the_lease() == [pack.pk]

        wait_for_build(pack)
        assert (pack.attempts, pack.files.count()) == (2, len(FileKind))

    def test_of_what_prints_costs_an_attempt_and_not_the_worker(
        self, celery_worker_process: Worker, new_pack: NewPack
    ) -> None:
        worker, pack = celery_worker_process, new_pack()
        enqueue_build(pack.pk)
        wait_until(lambda: worker.printing, seconds=SECONDS, what="the PDF to be begun")
        before, (printing,) = worker.children, worker.printing
        os.kill(printing, signal.SIGKILL)

        wait_for_build(pack)

        assert (pack.attempts, pack.files.count()) == (2, len(FileKind))
        assert worker.children == before
        assert "most likely because the machine ran short of memory" in worker.log.read_text()

    def test_three_times_over_ends_in_a_plain_failure(
        self, celery_worker_process: Worker, new_pack: NewPack, closed_period: ReportingPeriod
    ) -> None:
        pack = new_pack()
        with locked(closed_period):
            enqueue_build(pack.pk)
            for attempt in (1, 2, 3):
                die_at_attempt(attempt, pack, celery_worker_process)
                sweep_after_the_lease()
        pack.refresh_from_db()
        assert (pack.state, pack.attempts) == (PackState.FAILED, 3)
        assert "cut off 3 times" in pack.failure_reason


@contextmanager
def locked(period: ReportingPeriod) -> Iterator[None]:
    """Hold the quarter's row from a connection of its own, so that a build waits for it."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            table = ReportingPeriod._meta.db_table
            cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR NO KEY UPDATE", [period.pk])
            yield
    finally:
        other.close()


def die_at_attempt(attempt: int, pack: Pack, worker: Worker) -> None:
    def is_there() -> bool:
        return is_in(pack, PackState.BUILDING) and pack.attempts == attempt

    wait_until(is_there, seconds=SECONDS, what=f"attempt {attempt}")
    wait_until(lambda: worker.children, seconds=SECONDS, what="a child")
    worker.kill_child()


class TestAbsentBroker:
    def test_keeps_the_request_and_tells_the_person(
        self,
        start_another_worker: Start,
        closed_period: ReportingPeriod,
        cast: Cast,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        client = Client()
        client.force_login(cast.national_team)
        with monkeypatch.context() as patch:
            patch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
            answer = client.post(f"/reporting/packs/{closed_period.slug}/build/", follow=True)
        assert answer.status_code == 200
        assert "The queue is not answering" in answer.content.decode()
        pack = Pack.objects.get()
        assert pack.state == PackState.QUEUED

        start_another_worker()
        assert sweep_after_the_lease() == [pack.pk]
        wait_for_build(pack)
