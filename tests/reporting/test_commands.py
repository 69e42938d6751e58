"""Commands about packs, where no worker is needed to see what they do."""

import datetime as dt
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core import clock
from csplan.core.models import ReportingPeriod
from csplan.core.periods import LONDON
from csplan.core.printing import pdf
from csplan.demonstration.management.commands import publish_demonstration_packs
from programme.models import QuarterlyReturn
from reporting.choices import FileKind, PackState
from reporting.document.snapshot import parse
from reporting.models import Pack, PackFile
from reporting.services import sweep_builds
from tests.audit.tampering import FORGED, write
from tests.conftest import Cast
from tests.reporting.conftest import MakePack, PlainPrinter
from tests.reporting.test_services import alter, reopen

pytestmark = pytest.mark.django_db
NewPack = Callable[[], Pack]


def build_pack(*words: str, output: Path) -> str:
    said = StringIO()
    call_command("build_pack", *words, "--output", str(output), "--timeout", "0.3", stdout=said)
    return said.getvalue()


class TestBuildPack:
    def test_says_that_no_worker_took_it(
        self, closed_period: ReportingPeriod, tmp_path: Path
    ) -> None:
        with pytest.raises(CommandError, match="No worker took the pack up within"):
            build_pack("2013-14-q2", output=tmp_path / "pack.pdf")
        assert Pack.objects.get().state == PackState.QUEUED
        assert list(tmp_path.iterdir()) == []

    def test_finds_the_last_complete_quarter(
        self, closed_period: ReportingPeriod, cast: Cast, tmp_path: Path
    ) -> None:
        with pytest.raises(CommandError, match="No worker"):
            build_pack("--last-complete", output=tmp_path / "pack.pdf")
        pack = Pack.objects.get()
        assert (pack.period, pack.requested_by) == (closed_period, cast.national_team)

    def test_asks_in_the_name_of_whoever_is_named(
        self, closed_period: ReportingPeriod, cast: Cast, tmp_path: Path
    ) -> None:
        with pytest.raises(CommandError, match="No worker"):
            build_pack("2013-14-q2", "--as", cast.head.email, output=tmp_path / "pack.pdf")
        assert Pack.objects.get().requested_by == cast.head

    def test_passes_on_why_it_failed(self, new_pack: NewPack, tmp_path: Path) -> None:
        pack = new_pack()
        Pack.objects.filter(pk=pack.pk).update(attempts=3, state="building", lease_token="t",
            lease_until=pack.queued_at.replace(year=2013))  # fmt: skip
        said = StringIO()
        with pytest.raises(CommandError, match="cut off 3 times"):
            call_command("build_pack", "2013-14-q2", "--output", str(tmp_path / "p.pdf"),
                "--timeout", "20", stdout=said)  # fmt: skip

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (("2013-14-q9",), "is not a quarter"),
            (("2011-12-q1",), "no reporting period"),
            (("2013-14-q2", "--as", "nobody@csplan.example"), "Nobody has the email"),
        ],
    )
    def test_refuses_what_does_not_exist(
        self, closed_period: ReportingPeriod, tmp_path: Path, words: tuple[str, ...], message: str
    ) -> None:
        with pytest.raises(CommandError, match=message):
            build_pack(*words, output=tmp_path / "pack.pdf")

    def test_refuses_gaps_without_a_reason(
        self, closed_period: ReportingPeriod, own_return: QuarterlyReturn, tmp_path: Path
    ) -> None:
        reopen(own_return)
        with pytest.raises(CommandError, match="Enter why"):
            build_pack("2013-14-q2", output=tmp_path / "pack.pdf")
        with pytest.raises(CommandError, match="No closed quarter"):
            build_pack("--last-complete", output=tmp_path / "pack.pdf")

    def test_refuses_a_place_it_cannot_write_to(
        self, closed_period: ReportingPeriod, tmp_path: Path
    ) -> None:
        with pytest.raises(CommandError, match="cannot be written"):
            build_pack("2013-14-q2", output=tmp_path / "nowhere" / "pack.pdf")
        with pytest.raises(CommandError, match="cannot be written"):
            build_pack("2013-14-q2", output=tmp_path)
        assert not Pack.objects.exists()

    def test_says_when_nobody_holds_the_role(
        self, closed_period: ReportingPeriod, tmp_path: Path
    ) -> None:
        User.objects.update(is_active=False)
        with pytest.raises(CommandError, match="Nobody active holds the role National team or"):
            build_pack("2013-14-q2", output=tmp_path / "pack.pdf")


class TestVerifyPacks:
    def test_counts_what_it_verified(self, pack_in: MakePack) -> None:
        pack_in(PackState.PUBLISHED)
        said = StringIO()
        call_command("verify_packs", stdout=said)
        assert said.getvalue() == "6 files are what was stored\n"

    def test_names_the_first_that_is_wrong(self, pack_in: MakePack) -> None:
        pack = pack_in(PackState.PUBLISHED)
        alter(pack, FileKind.PDF)
        with pytest.raises(CommandError, match=f"{pack} .*: its PDF is not what was stored"):
            call_command("verify_packs")

    def test_names_one_that_was_built_on_another_history(self, pack_in: MakePack) -> None:
        pack = pack_in(PackState.PUBLISHED)
        named = parse(read(pack, FileKind.SNAPSHOT))["audit"]
        assert named == {"sequence": named["sequence"], "head": chain_hash(named["sequence"])}
        for kind in (FileKind.SNAPSHOT, FileKind.PAGE):
            told = read(pack, kind).decode()
            assert (str(named["sequence"]) in told, named["head"] in told) == (True, True)

        write(
            "UPDATE audit_auditevent SET hash = %s WHERE sequence = %s", FORGED, named["sequence"]
        )
        with pytest.raises(CommandError, match=f"{pack} .*: the history is not the one it was"):
            call_command("verify_packs")


def read(pack: Pack, kind: FileKind) -> bytes:
    return bytes(pack.files.get(kind=kind).content)


def chain_hash(sequence: int) -> str:
    return AuditEvent.objects.get(sequence=sequence).hash


class TestPublishDemonstrationPacks:
    def test_is_for_the_demonstration_alone(self, db: None) -> None:
        with pytest.raises(CommandError, match="no demonstration"):
            call_command("publish_demonstration_packs")

    @pytest.mark.parametrize("state", [PackState.BUILT, PackState.PROPOSED])
    def test_takes_up_what_an_earlier_run_left(
        self, pack_in: MakePack, demonstration: None, state: PackState
    ) -> None:
        pack = pack_in(state)
        assert "edition 1: published by" in publish()
        pack.refresh_from_db()
        assert pack.state == PackState.PUBLISHED

    def test_does_nothing_the_second_time(self, pack_in: MakePack, demonstration: None) -> None:
        pack_in(PackState.PUBLISHED)
        assert publish() == "Quarter 2 2013/14 has a published pack\n"
        assert Pack.objects.count() == 1

    def test_dates_each_step_as_the_data_says(
        self, closed_period: ReportingPeriod, demonstration: None
    ) -> None:
        assert "edition 1: published by" in publish()
        pack = Pack.objects.get()
        steps = (pack.requested_at, pack.built_at, pack.proposed_at, pack.published_at)
        assert [london_words(step) for step in steps] == [
            "2013-11-06 11:05",
            "2013-11-06 11:06",
            "2013-11-06 16:10",
            "2013-11-07 10:30",
        ]
        page = PackFile.objects.get(pack=pack, kind=FileKind.PAGE)
        assert b"6 November 2013 at 11:06am" in bytes(page.content)

    def test_leaves_the_queue_and_the_lease_to_the_real_clock(
        self, closed_period: ReportingPeriod, demonstration: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen = []

        def look(html: str, *, progress: object = None) -> bytes:
            seen.append(sweep_builds(at=clock.now()))
            return PlainPrinter().render_pdf(html)

        monkeypatch.setattr(pdf, "render_pdf", look)
        publish()
        assert seen == [[]]
        assert Pack.objects.get().attempts == 1

    @pytest.mark.parametrize("state", [PackState.BUILT, PackState.PROPOSED])
    def test_never_dates_a_step_before_the_one_it_follows(
        self, pack_in: MakePack, demonstration: None, state: PackState
    ) -> None:
        pack = pack_in(state)
        publish()
        pack.refresh_from_db()
        assert pack.built_at is not None
        assert pack.proposed_at is not None
        assert pack.published_at is not None
        assert pack.built_at <= pack.proposed_at <= pack.published_at

    def test_passes_on_a_refusal(
        self, pack_in: MakePack, own_return: QuarterlyReturn, demonstration: None
    ) -> None:
        pack_in(PackState.PROPOSED)
        QuarterlyReturn.objects.filter(pk=own_return.pk).update(version=99)
        with pytest.raises(CommandError, match="Build it again"):
            publish()


@pytest.fixture
def demonstration(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration of one quarter."""
    settings.CSPLAN_DEMONSTRATION = True
    monkeypatch.setattr(publish_demonstration_packs, "QUARTERS", ("2013-14-q2",))


def publish() -> str:
    said = StringIO()
    call_command("publish_demonstration_packs", stdout=said)
    return said.getvalue()


def london_words(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M}" if moment else ""
