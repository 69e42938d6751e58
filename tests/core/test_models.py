"""What the database refuses to hold, whoever writes it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from csplan.core.models import ReportingPeriod
from csplan.core.periods import LONDON, Quarter
from tests.conftest import NOW
from tests.factories import MilestoneFactory, ReportingPeriodFactory

pytestmark = pytest.mark.django_db


def moment(day: int) -> dt.datetime:
    return dt.datetime(2014, 1, day, 12, tzinfo=LONDON)


class TestReportingPeriod:
    @pytest.mark.parametrize(
        "starts_on", [dt.date(2013, 10, 2), dt.date(2013, 11, 1), dt.date(2013, 12, 1)]
    )
    def test_starts_with_a_quarter(self, starts_on: dt.date) -> None:
        with pytest.raises(IntegrityError, match="starts_on_a_quarter"), transaction.atomic():
            ReportingPeriodFactory.create(starts_on=starts_on)

    def test_opens_then_falls_due_then_closes(self) -> None:
        with pytest.raises(IntegrityError, match="moments_in_order"), transaction.atomic():
            ReportingPeriodFactory.create(due_at=moment(30), closes_at=moment(20))

    def test_is_unique_per_quarter(self) -> None:
        ReportingPeriodFactory.create()
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportingPeriodFactory.create()

    def test_is_open_from_opening_until_closing(self) -> None:
        period = ReportingPeriodFactory.build(opens_at=moment(1), closes_at=moment(20))

        assert not period.is_open_at(moment(1) - dt.timedelta(microseconds=1))
        assert period.is_open_at(moment(1))
        assert not period.is_open_at(moment(20))
        assert period.is_closed_at(moment(20))

    def test_closes_early_by_hand(self) -> None:
        period = ReportingPeriodFactory.create(closed_at=moment(9))

        assert period.is_closed_at(NOW)
        assert list(ReportingPeriod.objects.closed_by(NOW)) == [period]
        assert not ReportingPeriod.objects.open_at(NOW).exists()

    def test_closing_moment_given_late_does_not_extend_it(self) -> None:
        period = ReportingPeriodFactory.create(closed_at=moment(30))

        assert period.ended_at == period.closes_at

    def test_finds_the_period_of_a_quarter(self) -> None:
        period = ReportingPeriodFactory.create()
        ReportingPeriodFactory.create(quarter=Quarter.parse("2012-13-q4"))

        assert ReportingPeriod.objects.for_quarter(period.quarter).get() == period
        assert str(period) == "Quarter 3 2013/14 (October to December 2013)"


class TestWordedDateConstraints:
    def test_refuse_an_earliest_day_after_the_latest(self) -> None:
        with pytest.raises(IntegrityError, match="dates_in_order"), transaction.atomic():
            MilestoneFactory.create(
                date_earliest=dt.date(2014, 1, 1), date_latest=dt.date(2013, 1, 1)
            )

    def test_refuse_days_on_an_undated_milestone(self) -> None:
        with pytest.raises(IntegrityError, match="undated_has_no_days"), transaction.atomic():
            MilestoneFactory.create(date_kind="undated")
