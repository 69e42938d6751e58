"""Financial years and quarters at their edges."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csplan.core.periods import (
    FinancialYear,
    PeriodError,
    Quarter,
    london_day,
    london_midnight,
)

UTC = ZoneInfo("UTC")
DAYS = st.dates(min_value=dt.date(1901, 1, 1), max_value=dt.date(2199, 12, 31))


class TestLondonDay:
    @pytest.mark.parametrize(
        ("moment", "day"),
        [
            (dt.datetime(2013, 7, 1, 22, 59, 59, tzinfo=UTC), dt.date(2013, 7, 1)),
            (dt.datetime(2013, 7, 1, 23, tzinfo=UTC), dt.date(2013, 7, 2)),
            (dt.datetime(2014, 1, 10, 23, 59, 59, tzinfo=UTC), dt.date(2014, 1, 10)),
        ],
    )
    def test_is_the_day_by_the_clocks_there(self, moment: dt.datetime, day: dt.date) -> None:
        assert london_day(moment) == day

    @given(DAYS)
    def test_begins_at_midnight_there(self, day: dt.date) -> None:
        midnight = london_midnight(day)

        assert london_day(midnight) == day
        assert london_day(midnight.astimezone(UTC) - dt.timedelta(seconds=1)) < day


class TestFinancialYear:
    @pytest.mark.parametrize(
        ("day", "label"),
        [
            (dt.date(2013, 3, 31), "2012/13"),
            (dt.date(2013, 4, 1), "2013/14"),
            (dt.date(2013, 4, 5), "2013/14"),
            (dt.date(2013, 12, 31), "2013/14"),
            (dt.date(2014, 1, 1), "2013/14"),
            (dt.date(2014, 3, 31), "2013/14"),
            (dt.date(2000, 3, 31), "1999/00"),
            (dt.date(2000, 4, 1), "2000/01"),
        ],
    )
    def test_contains_the_day_from_april_to_march(self, day: dt.date, label: str) -> None:
        year = FinancialYear.containing(day)

        assert year.label == label
        assert day in year

    @pytest.mark.parametrize("text", ["2013/14", "2013-14", "2013/2014", " 2013/14 "])
    def test_reads_the_ways_a_year_is_written(self, text: str) -> None:
        assert FinancialYear.parse(text) == FinancialYear(2013)

    def test_reads_the_turn_of_a_century(self) -> None:
        assert FinancialYear.parse("1999/00").ends_on == dt.date(2000, 3, 31)

    @pytest.mark.parametrize(
        "text", ["", "2013", "2013/15", "2013/13", "13/14", "2013/1", "2013/2015", "２０１３/14x"]
    )
    def test_refuses_what_names_no_year(self, text: str) -> None:
        with pytest.raises(PeriodError):
            FinancialYear.parse(text)

    @pytest.mark.parametrize("start_year", [1899, 2201, -1])
    def test_refuses_years_it_cannot_hold(self, start_year: int) -> None:
        with pytest.raises(PeriodError):
            FinancialYear(start_year)

    @given(DAYS)
    def test_label_reads_back_to_the_same_year(self, day: dt.date) -> None:
        year = FinancialYear.containing(day)

        assert FinancialYear.parse(year.label) == FinancialYear.parse(year.slug) == year


class TestQuarter:
    @pytest.mark.parametrize(
        ("day", "slug"),
        [
            (dt.date(2013, 3, 31), "2012-13-q4"),
            (dt.date(2013, 4, 1), "2013-14-q1"),
            (dt.date(2013, 6, 30), "2013-14-q1"),
            (dt.date(2013, 7, 1), "2013-14-q2"),
            (dt.date(2013, 9, 30), "2013-14-q2"),
            (dt.date(2013, 10, 1), "2013-14-q3"),
            (dt.date(2013, 12, 31), "2013-14-q3"),
            (dt.date(2014, 1, 1), "2013-14-q4"),
            (dt.date(2014, 3, 31), "2013-14-q4"),
            (dt.date(2012, 2, 29), "2011-12-q4"),
        ],
    )
    def test_contains_the_days_of_its_three_months(self, day: dt.date, slug: str) -> None:
        quarter = Quarter.containing(day)

        assert quarter.slug == slug
        assert day in quarter

    @pytest.mark.parametrize(
        ("slug", "starts_on", "ends_on"),
        [
            ("2013-14-q1", dt.date(2013, 4, 1), dt.date(2013, 6, 30)),
            ("2013-14-q2", dt.date(2013, 7, 1), dt.date(2013, 9, 30)),
            ("2013-14-q3", dt.date(2013, 10, 1), dt.date(2013, 12, 31)),
            ("2013-14-q4", dt.date(2014, 1, 1), dt.date(2014, 3, 31)),
            ("2200-01-q4", dt.date(2201, 1, 1), dt.date(2201, 3, 31)),
        ],
    )
    def test_runs_from_its_first_day_to_its_last(
        self, slug: str, starts_on: dt.date, ends_on: dt.date
    ) -> None:
        quarter = Quarter.parse(slug)

        assert (quarter.starts_on, quarter.ends_on) == (starts_on, ends_on)

    @pytest.mark.parametrize(
        ("slug", "starts_at_utc"),
        [
            ("2013-14-q1", dt.datetime(2013, 3, 31, 23, tzinfo=UTC)),
            ("2013-14-q2", dt.datetime(2013, 6, 30, 23, tzinfo=UTC)),
            ("2013-14-q3", dt.datetime(2013, 9, 30, 23, tzinfo=UTC)),
            ("2013-14-q4", dt.datetime(2014, 1, 1, 0, tzinfo=UTC)),
        ],
    )
    def test_begins_at_midnight_in_london(self, slug: str, starts_at_utc: dt.datetime) -> None:
        quarter = Quarter.parse(slug)

        assert quarter.starts_at == starts_at_utc
        assert quarter.previous.ends_at == starts_at_utc
        assert starts_at_utc in quarter
        assert starts_at_utc - dt.timedelta(microseconds=1) not in quarter

    @pytest.mark.parametrize(
        ("instant", "slug"),
        [
            # The clocks go forward on 31 March 2013 and back on 27 October 2013.
            (dt.datetime(2013, 3, 31, 0, 59, tzinfo=UTC), "2012-13-q4"),
            (dt.datetime(2013, 3, 31, 1, 0, tzinfo=UTC), "2012-13-q4"),
            (dt.datetime(2013, 10, 27, 0, 30, tzinfo=UTC), "2013-14-q3"),
            (dt.datetime(2013, 10, 27, 1, 30, tzinfo=UTC), "2013-14-q3"),
        ],
    )
    def test_holds_instants_on_both_sides_of_a_clock_change(
        self, instant: dt.datetime, slug: str
    ) -> None:
        assert instant in Quarter.parse(slug)

    @pytest.mark.parametrize(
        ("day", "hours"),
        [(dt.date(2013, 3, 31), 23), (dt.date(2013, 10, 27), 25), (dt.date(2013, 7, 1), 24)],
    )
    def test_days_last_as_long_as_the_clocks_say(self, day: dt.date, hours: int) -> None:
        begins = london_midnight(day).astimezone(UTC)
        ends = london_midnight(day + dt.timedelta(days=1)).astimezone(UTC)

        assert (ends - begins) == dt.timedelta(hours=hours)

    def test_labels_itself_as_the_plans_do(self) -> None:
        quarter = Quarter.parse("2013-14-q3")

        assert quarter.short_label == "Quarter 3 2013/14"
        assert str(quarter) == "Quarter 3 2013/14 (October to December 2013)"

    @pytest.mark.parametrize("slug", ["2013-14-q5", "2013-14-q0", "2013-14", "q3", "2013-15-q1"])
    def test_refuses_what_names_no_quarter(self, slug: str) -> None:
        with pytest.raises(PeriodError):
            Quarter.parse(slug)

    def test_refuses_a_number_outside_one_to_four(self) -> None:
        with pytest.raises(PeriodError):
            Quarter(FinancialYear(2013), 5)

    def test_refuses_a_day_that_begins_none(self) -> None:
        with pytest.raises(PeriodError):
            Quarter.starting(dt.date(2013, 10, 2))

    def test_year_has_four_quarters_in_order(self) -> None:
        slugs = [quarter.slug for quarter in FinancialYear(2013).quarters]

        assert slugs == ["2013-14-q1", "2013-14-q2", "2013-14-q3", "2013-14-q4"]

    @given(DAYS)
    def test_neighbours_meet_without_gap_or_overlap(self, day: dt.date) -> None:
        quarter = Quarter.containing(day)

        assert quarter.starts_on <= day <= quarter.ends_on
        assert quarter.next.starts_on == quarter.ends_on + dt.timedelta(days=1)
        assert quarter.next.previous == quarter
        assert Quarter.parse(quarter.slug) == quarter
