"""How ratings are ordered, worded and combined."""

import datetime as dt

import pytest

from csplan.core import ratings
from csplan.core.ratings import Rating


class TestOverallRating:
    @pytest.mark.parametrize(
        ("parts", "overall"),
        [
            ([], ""),
            ([""], ""),
            (["complete", "complete"], "complete"),
            (["complete", "on_track"], "on_track"),
            (["on_track", "at_risk", "complete"], "at_risk"),
            (["at_risk", "off_track"], "off_track"),
            (["", "on_track"], "on_track"),
        ],
    )
    def test_is_the_worst_that_was_reported(self, parts: list[str], overall: str) -> None:
        assert ratings.overall_rating(parts) == overall


def test_says_no_report_rather_than_a_colour() -> None:
    assert ratings.label("") == "No report"
    assert ratings.severity("") < min(ratings.severity(rating) for rating in Rating.values)


def test_every_rating_has_a_worded_definition() -> None:
    assert set(ratings.DEFINITIONS) == set(Rating)


@pytest.mark.parametrize(
    ("baseline_on", "expected_on", "days"),
    [
        (dt.date(2013, 12, 31), dt.date(2014, 1, 10), 10),
        (dt.date(2013, 12, 31), dt.date(2013, 12, 30), -1),
        (None, dt.date(2014, 1, 10), None),
        (dt.date(2013, 12, 31), None, None),
    ],
)
def test_slip_counts_days_from_the_baseline(
    baseline_on: dt.date | None, expected_on: dt.date | None, days: int | None
) -> None:
    assert ratings.slip_in_days(baseline_on=baseline_on, expected_on=expected_on) == days
