"""What a phrase means once somebody has read it."""

import datetime as dt

import pytest

from csplan.core.worded_dates import DateKind, WordedDate

APRIL = dt.date(2013, 4, 1)


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

    @pytest.mark.parametrize(
        ("date", "meaning"),
        [
            (
                WordedDate("by 1 April 2013", DateKind.EXACT, APRIL, APRIL),
                "On 1 April 2013",
            ),
            (
                WordedDate("by end April 2013", DateKind.BY_END, APRIL, dt.date(2013, 4, 30)),
                "No later than 30 April 2013",
            ),
            (
                WordedDate("in April 2013", DateKind.WITHIN, APRIL, dt.date(2013, 4, 30)),
                "Between 1 April 2013 and 30 April 2013",
            ),
            (WordedDate("from April 2013", DateKind.FROM, APRIL), "From 1 April 2013"),
            (
                WordedDate("Quarterly", DateKind.RECURRING, APRIL, dt.date(2014, 3, 31)),
                "Recurring",
            ),
            (
                WordedDate("As agreed", DateKind.AS_AGREED, None, dt.date(2014, 3, 31)),
                "As agreed, with no date given",
            ),
            (WordedDate("", DateKind.UNDATED), "Undated"),
        ],
    )
    def test_says_what_it_was_taken_to_mean(self, date: WordedDate, meaning: str) -> None:
        assert date.meaning == meaning
