"""The illustrative year as planned: local work, milestones, measures and quarters."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Sum

from csplan.core.models import ReportingPeriod
from csplan.core.worded_dates import DateKind
from localities.models import Locality
from programme.choices import Accumulation, Stage, Unit
from programme.models import Measure, Milestone, Outcome, PlannedValue, WorkItem

pytestmark = pytest.mark.usefixtures("demonstration")

DATELESS = (DateKind.UNDATED, DateKind.AS_AGREED, DateKind.CONDITION, DateKind.FROM)


class TestLocalWork:
    def test_gives_each_locality_milestones_in_every_outcome(self) -> None:
        for locality in Locality.objects.all():
            milestones = locality.milestones.all()
            outcomes = {one.work_item.outcome.order for one in milestones}
            assert 12 <= len(milestones) <= 16
            assert outcomes == {1, 2, 3, 4, 5}

    def test_serves_a_national_item_of_the_same_outcome(self) -> None:
        local = WorkItem.objects.filter(locality__isnull=False).select_related("serves")
        for item in local.exclude(serves=None):
            assert item.serves is not None
            assert item.serves.locality_id is None
            assert item.serves.outcome_id == item.outcome_id
            assert item.stage in Stage.values

    def test_has_priorities_of_the_localities_own(self) -> None:
        own = WorkItem.objects.filter(locality__isnull=False, serves=None)
        assert set(own.values_list("locality__slug", flat=True)) == {"north-west", "south-west"}

    def test_reaches_all_fourteen_national_items(self) -> None:
        national = WorkItem.objects.filter(locality=None)
        assert national.count() == 14
        assert not national.filter(local_items=None).exists()

    def test_is_marked_illustrative_throughout(self) -> None:
        assert not WorkItem.objects.filter(locality__isnull=False, is_illustrative=False).exists()
        assert not Milestone.objects.filter(is_illustrative=False).exists()
        assert not Measure.objects.filter(is_illustrative=False).exists()

    def test_claims_no_source(self) -> None:
        assert not Milestone.objects.exclude(source=None).exists()
        assert not Measure.objects.exclude(source=None).exists()


class TestMilestones:
    def test_have_the_latest_day_as_their_baseline(self) -> None:
        for milestone in Milestone.objects.all():
            assert milestone.baseline_on == milestone.date_latest

    def test_some_name_no_day_and_none_is_invented(self) -> None:
        dateless = Milestone.objects.filter(date_kind__in=DATELESS)
        assert set(dateless.values_list("date_kind", flat=True)) == set(DATELESS)
        assert not dateless.exclude(baseline_on=None).exists()

    def test_temple_quay_hub_appears_in_the_south_west_alone(self) -> None:
        hub = Milestone.objects.filter(title__contains="Temple Quay Hub")
        assert set(hub.values_list("locality__slug", flat=True)) == {"south-west"}


class TestMeasures:
    def test_are_eight_and_cover_every_outcome(self) -> None:
        assert Measure.objects.count() == 8
        assert not Outcome.objects.filter(measures=None).exists()

    def test_networks_aim_at_80_per_cent_of_staff(self) -> None:
        measure = Measure.objects.get(outcome__order=1, order=1)
        assert measure.target == Decimal("372760") * Decimal("0.8") == 298_208
        assert (measure.unit, measure.accumulation) == (Unit.PEOPLE, Accumulation.LATEST)

    def test_savings_aim_at_the_budget(self) -> None:
        measure = Measure.objects.get(unit=Unit.POUNDS)
        assert measure.target == 1_100_000
        assert measure.accumulation == Accumulation.SUM

    def test_volunteering_starts_from_last_years_775_days(self) -> None:
        assert Measure.objects.get(unit=Unit.DAYS).baseline == 775

    def test_have_a_plan_for_each_locality_and_quarter(self) -> None:
        assert PlannedValue.objects.count() == 8 * 8 * 4

    def test_sums_planned_add_up_exactly_to_the_target(self) -> None:
        for measure in Measure.objects.filter(accumulation=Accumulation.SUM):
            planned = measure.planned_values.aggregate(total=Sum("value"))["total"]
            assert planned == measure.target

    def test_latest_planned_reaches_the_target_in_the_last_quarter(self) -> None:
        for measure in Measure.objects.filter(accumulation=Accumulation.LATEST):
            last = measure.planned_values.filter(period__starts_on=dt.date(2014, 1, 1))
            assert last.aggregate(total=Sum("value"))["total"] == measure.target

    def test_networks_plan_80_per_cent_of_each_cluster(self) -> None:
        last = PlannedValue.objects.filter(
            measure__accumulation=Accumulation.LATEST, period__starts_on=dt.date(2014, 1, 1)
        )
        clusters = last.values_list("locality__cluster__slug").annotate(total=Sum("value"))
        assert dict(clusters) == {
            "north-west-and-midlands": Decimal("87968"),
            "north-east-yorks-and-humber": Decimal("55288"),
            "southern": Decimal("154952"),
        }


class TestPeriods:
    @pytest.mark.parametrize(
        ("starts_on", "opens", "due", "closes"),
        [
            ("2013-04-01", "2013-06-30T23:00Z", "2013-07-17T16:00Z", "2013-07-24T22:59:59Z"),
            ("2013-07-01", "2013-09-30T23:00Z", "2013-10-17T16:00Z", "2013-10-24T22:59:59Z"),
            ("2013-10-01", "2014-01-01T00:00Z", "2014-01-17T17:00Z", "2014-01-24T23:59:59Z"),
            ("2014-01-01", "2014-03-31T23:00Z", "2014-04-17T16:00Z", "2014-04-24T22:59:59Z"),
        ],
    )
    def test_open_fall_due_and_close_in_london_time(
        self, starts_on: str, opens: str, due: str, closes: str
    ) -> None:
        period = ReportingPeriod.objects.get(starts_on=starts_on)
        assert period.opens_at == dt.datetime.fromisoformat(opens)
        assert period.due_at == dt.datetime.fromisoformat(due)
        assert period.closes_at == dt.datetime.fromisoformat(closes)

    def test_third_quarter_is_the_one_open(self, now: dt.datetime) -> None:
        open_now = ReportingPeriod.objects.open_at(now)
        assert [period.slug for period in open_now] == ["2013-14-q3"]
