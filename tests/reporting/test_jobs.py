"""Building through a queue that forgets and workers that die."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError

from csplan.audit.models import AuditEvent
from csplan.core.printing import pdf
from csplan.core.printing.checking import check_pdf
from csplan.core.printing.errors import RenderError
from csplan.core.printing.names import CHECKING
from csplan.core.printing.process import Progress
from programme.models import QuarterlyReturn
from reporting.choices import BuildStep, FileKind, PackState
from reporting.models import Pack, PackFile
from reporting.rules import LEASE, PATIENCE
from reporting.services import sweep_builds
from reporting.services.builds import Outcome, run_build
from tests.reporting.conftest import Clock, PlainPrinter, build
from tests.reporting.test_services import reopen

pytestmark = pytest.mark.django_db

NewPack = Callable[[], Pack]
JUST_OVER = dt.timedelta(seconds=1)


class BrokenPrinter(PlainPrinter):
    """Fails as it is told to."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def render_pdf(self, html: str, *, progress: Callable[[str], None] | None = None) -> bytes:
        raise self.error


class SlowPrinter(PlainPrinter):
    """Does something else half-way, as time passes."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self.meanwhile = meanwhile

    def render_pdf(self, html: str, *, progress: Callable[[str], None] | None = None) -> bytes:
        self.meanwhile()
        return super().render_pdf(html)


class ReportingPrinter(PlainPrinter):
    """Reports pages, some seconds apart, and looks at what that wrote."""

    def __init__(self, pack: Pack, clock: Clock) -> None:
        self.pack, self.clock = pack, clock
        self.seen: list[tuple[str, dt.datetime | None]] = []

    def render_pdf(self, html: str, *, progress: Callable[[str], None] | None = None) -> bytes:
        assert progress is not None
        for page, seconds in ((1, 20), (6, 20), (11, 0.5), (16, 20)):
            self.clock.pass_by(seconds=seconds)
            progress(f"Laying out page {page}")
            row = Pack.objects.get(pk=self.pack.pk)
            self.seen.append((row.progress_words, row.lease_until))
        return super().render_pdf(html)


def fail(pack: Pack, clock: Clock, error: Exception) -> Outcome:
    outcome = run_build(pack_id=pack.pk, moment=clock, printer=BrokenPrinter(error))
    pack.refresh_from_db()
    return outcome


class TestRunBuild:
    def test_stores_three_files_with_their_digests(self, new_pack: NewPack) -> None:
        pack = new_pack()

        assert build(pack) is Outcome.BUILT

        assert (pack.state, pack.attempts, pack.lease_token) == (PackState.BUILT, 1, "")
        stored = {file.kind: file.sha256 for file in pack.files.all()}
        assert stored == pack.digests == pack.manifest["digests"]
        assert set(pack.manifest["libraries"]) == {"Django", "pydyf", "weasyprint"}

    def test_makes_a_real_pdf(self, new_pack: NewPack, clock: Clock) -> None:
        pack = new_pack()
        assert run_build(pack_id=pack.pk, moment=clock, printer=pdf) is Outcome.BUILT
        data = bytes(PackFile.objects.get(pack=pack, kind=FileKind.PDF).content)
        check_pdf(data)

    def test_builds_once_however_often_it_is_asked(self, new_pack: NewPack) -> None:
        pack = new_pack()
        assert build(pack) is Outcome.BUILT
        first = pack.built_at
        assert build(pack) is Outcome.NOT_TAKEN
        assert (pack.built_at, pack.attempts, pack.files.count()) == (first, 1, len(FileKind))

    def test_leaves_a_build_that_somebody_holds(self, new_pack: NewPack, clock: Clock) -> None:
        pack, others = new_pack(), []
        printer = SlowPrinter(lambda: others.append(build(pack, clock)))
        assert run_build(pack_id=pack.pk, moment=clock, printer=printer) is Outcome.BUILT
        assert others == [Outcome.NOT_TAKEN]

    def test_takes_no_pack_that_is_not_there(self) -> None:
        assert run_build(pack_id=0, moment=Clock(), printer=pdf) is Outcome.NOT_TAKEN

    def test_cannot_write_after_another_took_over(self, new_pack: NewPack, clock: Clock) -> None:
        pack = new_pack()
        winners: list[Outcome] = []

        def sleep_too_long() -> None:
            clock.pass_by(seconds=LEASE.total_seconds() + 1)
            winners.append(build(pack, clock))

        late = run_build(pack_id=pack.pk, moment=clock, printer=SlowPrinter(sleep_too_long))

        pack.refresh_from_db()
        assert (winners, late) == ([Outcome.BUILT], Outcome.OVERTAKEN)
        assert (pack.state, pack.attempts, pack.files.count()) == (
            PackState.BUILT,
            2,
            len(FileKind),
        )
        assert AuditEvent.objects.filter(action="pack.built").count() == 1

    def test_cannot_fail_what_another_took_over(self, new_pack: NewPack, clock: Clock) -> None:
        pack = new_pack()

        def sleep_and_fail() -> None:
            clock.pass_by(seconds=LEASE.total_seconds() + 1)
            build(pack, clock)
            raise RenderError("Too late")

        late = run_build(pack_id=pack.pk, moment=clock, printer=SlowPrinter(sleep_and_fail))

        pack.refresh_from_db()
        assert (late, pack.state) == (Outcome.OVERTAKEN, PackState.BUILT)

    def test_tries_three_times_and_then_says_why(self, new_pack: NewPack, clock: Clock) -> None:
        pack, error = new_pack(), RenderError("A font is missing")

        outcomes = [fail(pack, clock, error) for _ in range(4)]

        assert outcomes == [
            Outcome.TRY_AGAIN,
            Outcome.TRY_AGAIN,
            Outcome.FAILED,
            Outcome.NOT_TAKEN,
        ]
        assert (pack.state, pack.attempts) == (PackState.FAILED, 3)
        assert pack.failure_reason == "A font is missing"
        assert not pack.files.exists()
        assert AuditEvent.objects.filter(action="pack.failed").count() == 1

    def test_can_succeed_after_failing(self, new_pack: NewPack, clock: Clock) -> None:
        pack = new_pack()
        assert fail(pack, clock, RenderError("Once")) is Outcome.TRY_AGAIN
        assert pack.progress_words == "Waiting to be tried again"
        assert build(pack, clock) is Outcome.BUILT
        assert (pack.failure_reason, pack.attempts) == ("", 2)

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (SoftTimeLimitExceeded(), "longer than a build may take"),
            (OperationalError("secret words"), "The database did not answer"),
            (KeyError("secret words"), r"Something unexpected .* \(KeyError\)"),
        ],
    )
    def test_tells_people_in_their_own_words(
        self, new_pack: NewPack, clock: Clock, error: Exception, words: str
    ) -> None:
        pack = new_pack()
        fail(pack, clock, error)
        assert re.search(words, pack.failure_reason)
        assert "secret" not in pack.failure_reason

    def test_refuses_a_return_reopened_since_it_was_asked_for(
        self, new_pack: NewPack, own_return: QuarterlyReturn, clock: Clock
    ) -> None:
        pack = new_pack()
        reopen(own_return)
        assert build(pack, clock) is Outcome.TRY_AGAIN
        assert "these returns were reopened: North West" in pack.failure_reason

    def test_tells_that_the_printer_checks(self, new_pack: NewPack, clock: Clock) -> None:
        class Checking(PlainPrinter):
            def render_pdf(self, html: str, *, progress: Progress | None = None) -> bytes:
                assert progress is not None
                progress(CHECKING)
                steps.append(Pack.objects.get().step)
                return super().render_pdf(html)

        steps: list[str] = []
        run_build(pack_id=new_pack().pk, moment=clock, printer=Checking())
        assert steps == [BuildStep.CHECK]

    def test_reports_progress_and_holds_on_meanwhile(
        self, new_pack: NewPack, clock: Clock
    ) -> None:
        pack = new_pack()
        printer = ReportingPrinter(pack, clock)

        assert run_build(pack_id=pack.pk, moment=clock, printer=printer) is Outcome.BUILT

        words = [seen for seen, _ in printer.seen]
        assert words[:3] == [
            "Making the PDF: Laying out page 1",
            "Making the PDF: Laying out page 6",
            # Half a second later: not worth a write.
            "Making the PDF: Laying out page 6",
        ]
        assert printer.seen[-1][1] == clock.at + LEASE


class TestSweepBuilds:
    def test_leaves_what_was_queued_a_moment_ago(self, new_pack: NewPack, clock: Clock) -> None:
        new_pack()
        assert sweep_builds(at=clock.at + PATIENCE - JUST_OVER) == []

    def test_queues_again_what_the_queue_forgot(self, new_pack: NewPack, clock: Clock) -> None:
        pack = new_pack()
        later = clock.at + PATIENCE
        assert sweep_builds(at=later) == [pack.pk]
        assert sweep_builds(at=later + JUST_OVER) == []

    def test_leaves_a_build_that_is_held(self, new_pack: NewPack, clock: Clock) -> None:
        pack, found = new_pack(), []
        printer = SlowPrinter(lambda: found.extend(sweep_builds(at=clock.at)))
        assert run_build(pack_id=pack.pk, moment=clock, printer=printer) is Outcome.BUILT
        assert found == []

    def test_queues_again_what_a_worker_abandoned(self, new_pack: NewPack, clock: Clock) -> None:
        pack = abandon(new_pack(), attempts=1, at=clock.at)
        assert sweep_builds(at=clock.pass_by(seconds=LEASE.total_seconds())) == [pack.pk]
        pack.refresh_from_db()
        assert (pack.state, pack.lease_token) == (PackState.QUEUED, "")
        assert build(pack, clock) is Outcome.BUILT

    def test_fails_what_was_abandoned_three_times(self, new_pack: NewPack, clock: Clock) -> None:
        pack = abandon(new_pack(), attempts=3, at=clock.at)
        assert sweep_builds(at=clock.at + LEASE) == []
        pack.refresh_from_db()
        assert pack.state == PackState.FAILED
        assert "cut off 3 times" in pack.failure_reason

    def test_does_not_believe_a_lease_from_before_the_clock_was_put_back(
        self, new_pack: NewPack, clock: Clock
    ) -> None:
        pack = abandon(new_pack(), attempts=1, at=clock.at)
        assert sweep_builds(at=clock.at - dt.timedelta(hours=23)) == [pack.pk]

    def test_recovers_within_two_minutes(self) -> None:
        between_sweeps = dt.timedelta(seconds=30)
        assert LEASE + between_sweeps < dt.timedelta(minutes=2)
        assert PATIENCE + between_sweeps < dt.timedelta(minutes=2)


def abandon(pack: Pack, *, attempts: int, at: dt.datetime) -> Pack:
    """The row as a worker leaves it that is killed half-way."""
    Pack.objects.filter(pk=pack.pk).update(
        state=PackState.BUILDING,
        attempts=attempts,
        lease_token="of a dead worker",
        lease_until=at + LEASE,
        step=BuildStep.PRINT,
    )
    pack.refresh_from_db()
    return pack
