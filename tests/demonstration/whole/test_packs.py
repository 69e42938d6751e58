"""The packs of the demonstration's complete quarters, published when they would have been."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db.models import Max

from csplan.core.periods import london_day
from csplan.core.printing import pdf
from csplan.demonstration.files import london, read
from csplan.demonstration.loading import DemonstrationSummary
from programme.models import QuarterlyReturn
from reporting.choices import FileKind
from reporting.document.snapshot import parse
from reporting.models import Pack, PackFile
from tests.reporting.conftest import PlainPrinter

STEPS = ("asked", "built", "proposed", "published")


@pytest.fixture
def packs(
    demonstration: DemonstrationSummary,
    demonstration_settings: object,
    monkeypatch: pytest.MonkeyPatch,
) -> list[Pack]:
    """Both quarters' packs, without a PDF."""
    monkeypatch.setattr(pdf, "render_pdf", PlainPrinter().render_pdf)
    call_command("publish_demonstration_packs")
    return list(Pack.objects.published().order_by("period__starts_on"))


class TestTheMoments:
    @pytest.mark.parametrize("slug", ["2013-14-q1", "2013-14-q2"])
    def test_follow_one_another_in_office_hours(self, slug: str) -> None:
        moments = [london(read("packs")[slug][step]) for step in STEPS]
        assert moments == sorted(moments)
        assert all(at.weekday() < 5 and 9 <= at.hour < 17 for at in moments)


class TestThePublishedPacks:
    def test_came_after_the_last_acceptance_and_within_weeks(self, packs: list[Pack]) -> None:
        assert [pack.period.slug for pack in packs] == ["2013-14-q1", "2013-14-q2"]
        for pack in packs:
            returns = QuarterlyReturn.objects.filter(period=pack.period)
            accepted_at = returns.aggregate(last=Max("accepted_at"))["last"]
            assert pack.published_at is not None
            assert accepted_at < pack.requested_at < pack.published_at
            assert pack.published_at - pack.period.ended_at < dt.timedelta(days=21)

    def test_say_when_they_were_built(self, packs: list[Pack]) -> None:
        snapshots = PackFile.objects.filter(kind=FileKind.SNAPSHOT).order_by("pack_id")
        built = [parse(bytes(row.content))["built_at"] for row in snapshots]
        days = [london_day(dt.datetime.fromisoformat(at)) for at in built]
        assert days == [dt.date(2013, 8, 6), dt.date(2013, 11, 6)]
