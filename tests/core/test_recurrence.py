"""When something comes round."""

import datetime as dt

import pytest

from csplan.core.recurrence import MOST_OCCURRENCES, Recurrence, RecurrenceError, occurrences

FIRST, LAST = dt.date(2012, 4, 1), dt.date(2013, 3, 31)


def days(*texts: str) -> tuple[dt.date, ...]:
    return tuple(dt.date.fromisoformat(text) for text in texts)


class TestOccurrences:
    @pytest.mark.parametrize(
        ("recurrence", "first", "due"),
        [
            ("every:1q", FIRST, days("2012-06-30", "2012-09-30", "2012-12-31", "2013-03-31")),
            ("every:1q", dt.date(2012, 8, 15), days("2012-09-30", "2012-12-31", "2013-03-31")),
            ("every:2q", FIRST, days("2012-09-30", "2013-03-31")),
            ("every:6m", FIRST, days("2012-09-30", "2013-03-31")),
            ("every:5m", dt.date(2012, 5, 31), days("2012-10-30", "2013-03-30")),
            ("every:1y", FIRST, days("2013-03-31")),
            ("months:6,12", FIRST, days("2012-09-30", "2013-03-31")),
            ("months:6,12", dt.date(2012, 9, 30), days("2012-09-30", "2013-03-31")),
            ("quarters:3,4", FIRST, days("2012-12-31", "2013-03-31")),
            ("every:99y", FIRST, ()),
            ("", FIRST, ()),
        ],
    )
    def test_are_the_days_each_time_is_due_by(
        self, recurrence: str, first: dt.date, due: tuple[dt.date, ...]
    ) -> None:
        assert occurrences(recurrence, first, LAST) == due

    def test_of_every_two_weeks_are_whole_fortnights(self) -> None:
        due = occurrences("every:2w", FIRST, LAST)
        assert (len(due), due[0], due[-1]) == (26, dt.date(2012, 4, 14), dt.date(2013, 3, 30))

    def test_are_bounded_whatever_the_days(self) -> None:
        assert len(occurrences("every:1d", dt.date.min, dt.date.max)) == MOST_OCCURRENCES
        assert occurrences("every:1m", dt.date.max, dt.date.max) == ()
        assert occurrences("every:1q", LAST, FIRST) == ()


@pytest.mark.parametrize(
    "text", ["every:0w", "every:w", "months:", "months:13", "months:6,6", "quarters:4,3", "weekly"]
)
def test_other_text_is_no_recurrence(text: str) -> None:
    with pytest.raises(RecurrenceError):
        Recurrence.parse(text)
