"""What a phrase means once somebody has read it."""

import datetime as dt

import pytest

from csplan.core.worded_dates import DateKind, WordedDate


class TestWordedDate:
    def test_is_overdue_only_after_its_latest_day(self) -> None:
        date = WordedDate(
            "by July 2012", DateKind.BY_END, dt.date(2012, 7, 1), dt.date(2012, 7, 31)
        )

        assert not date.is_overdue(dt.date(2012, 7, 31))
        assert date.is_overdue(dt.date(2012, 8, 1))

    def test_is_never_overdue_when_undated(self) -> None:
        assert not WordedDate("", DateKind.UNDATED).is_overdue(dt.date(2100, 1, 1))

    def test_refuses_days_out_of_order(self) -> None:
        with pytest.raises(ValueError, match="is after"):
            WordedDate("", DateKind.WITHIN, dt.date(2012, 8, 1), dt.date(2012, 7, 1))
