"""What csplan makes of a milestone, as a table of examples."""

import datetime as dt
from typing import Any

import pytest

from csplan.core.periods import Quarter
from csplan.core.ratings import Rating
from programme.rules.evidence import (
    EarlierReport,
    MeasureStanding,
    MilestoneFacts,
    counted_rating,
    difference,
    moderation_problem,
    own_view,
)

QUARTER = Quarter.parse("2013-14-q3")
DUE = dt.date(2014, 3, 31)
SILENCE = EarlierReport(is_reported=False)


def day(month: int, number: int, year: int = 2014) -> dt.date:
    return dt.date(year, month, number)


def said(*expected: dt.date) -> tuple[EarlierReport, ...]:
    return tuple(EarlierReport(is_reported=True, expected_on=each) for each in expected)


def facts(**changes: Any) -> MilestoneFacts:
    """On track for its agreed day, 31 March 2014, with ``changes``."""
    known = {
        "quarter": QUARTER, "rating": Rating.ON_TRACK, "forecast_on": DUE,
        "agreed_on": DUE, "latest_on": DUE,
    }  # fmt: skip
    return MilestoneFacts(**{**known, **changes})


PAST_DUE = {"agreed_on": day(12, 31, 2013), "latest_on": day(12, 31, 2013)}
UNDATED = {"agreed_on": None, "latest_on": None}
COMPLETE = {"rating": Rating.COMPLETE, "forecast_on": None}
SILENT = {"rating": "", "forecast_on": None}
BEHIND = (MeasureStanding("Visits", Rating.OFF_TRACK), MeasureStanding("Events", "on_track"))

OVERDUE_AND_SILENT = (
    "Due by 31 December 2013 and not reported complete; nothing is reported of it this quarter"
)

EXAMPLES: dict[str, tuple[dict[str, Any], str, str]] = {
    "in time": ({}, Rating.ON_TRACK, "Expected by its agreed date"),
    "earlier than agreed": (
        {"forecast_on": day(2, 1)}, Rating.ON_TRACK, "Expected by its agreed date",
    ),
    "a day late": ({"forecast_on": day(4, 1)}, Rating.AT_RISK, "1 day later than agreed"),
    "the longest short slip": (
        {"forecast_on": day(4, 30)}, Rating.AT_RISK, "30 days later than agreed",
    ),
    "a long slip": ({"forecast_on": day(5, 1)}, Rating.OFF_TRACK, "31 days later than agreed"),
    "overdue": (
        {**PAST_DUE, "forecast_on": day(1, 14)},
        Rating.OFF_TRACK,
        "Due by 31 December 2013 and not reported complete; 14 days later than agreed",
    ),
    "due this quarter and reported before its end": (
        {**PAST_DUE, "forecast_on": day(12, 31, 2013)},
        Rating.ON_TRACK,
        "Expected by its agreed date",
    ),
    "a worded date is overdue by its latest day only": (
        {"agreed_on": day(12, 1, 2013), "latest_on": DUE, "forecast_on": day(12, 1, 2013)},
        Rating.ON_TRACK,
        "Expected by its agreed date",
    ),
    "later than last forecast, yet in time": (
        {"earlier": said(day(2, 1))},
        Rating.ON_TRACK,
        "Expected by its agreed date; 58 days later than last forecast",
    ),
    "The second slip in a row, yet in time": (
        {"earlier": said(day(1, 31), day(2, 28)), "agreed_on": day(3, 31)},
        Rating.AT_RISK,
        "The second slip in a row; 31 days later than last forecast",
    ),
    "the third slip in a row": (
        {"earlier": said(day(4, 3), day(4, 7)), "forecast_on": day(4, 14)},
        Rating.OFF_TRACK,
        "The third slip in a row; 14 days later than agreed; 7 days later than last forecast",
    ),
    "slips that were made good count no more": (
        {"earlier": said(day(4, 7), day(4, 14)), "forecast_on": day(3, 31)},
        Rating.ON_TRACK,
        "Expected by its agreed date",
    ),
    "slips before a new date was agreed": (
        {
            "earlier": tuple(
                EarlierReport(is_reported=True, expected_on=each, counts_as_slip=False)
                for each in (day(1, 31), day(2, 28))
            )
        },
        Rating.ON_TRACK,
        "Expected by its agreed date",
    ),
    "silent last quarter": (
        {"earlier": (*said(DUE), SILENCE)},
        Rating.ON_TRACK,
        "Expected by its agreed date; nothing was reported of it last quarter",
    ),
    "silent for two quarters": (
        {"earlier": (SILENCE, SILENCE)},
        Rating.AT_RISK,
        "Nothing was reported of it in the last 2 quarters",
    ),
    "undated": (UNDATED, "", "There are no two dates of it to compare"),
    "undated and as before": (
        {**UNDATED, "earlier": said(DUE)}, Rating.ON_TRACK, "Expected no later than before",
    ),
    "undated and moved": (
        {**UNDATED, "earlier": said(day(3, 1))},
        Rating.AT_RISK,
        "30 days later than last forecast",
    ),
    "complete": (
        {**COMPLETE, "completed_on": day(12, 1, 2013)},
        Rating.COMPLETE,
        "Reported complete, by its agreed date",
    ),
    "complete and late": (
        {**COMPLETE, **PAST_DUE, "completed_on": day(1, 7)},
        Rating.COMPLETE,
        "Reported complete, 7 days later than agreed",
    ),
    "complete and undated": (
        {**COMPLETE, **UNDATED, "completed_on": day(1, 7)}, Rating.COMPLETE, "Reported complete",
    ),
    "not reported": (SILENT, "", "Nothing is reported of it this quarter"),
    "not reported and overdue": (
        {**SILENT, **PAST_DUE},
        Rating.OFF_TRACK,
        OVERDUE_AND_SILENT,
    ),
    "not reported, and late when last heard of": (
        {**SILENT, "earlier": said(day(4, 7))},
        Rating.AT_RISK,
        "7 days later than agreed; nothing is reported of it this quarter",
    ),
    "measures off plan decide nothing alone": (
        {"measures": BEHIND},
        Rating.ON_TRACK,
        "Expected by its agreed date; measure of the same outcome off plan: Visits",
    ),
}  # fmt: skip


class TestOwnView:
    @pytest.mark.parametrize("example", EXAMPLES)
    def test_follows_the_table(self, example: str) -> None:
        changes, rating, words = EXAMPLES[example]

        view = own_view(facts(**changes))

        assert (view.rating, view.words) == (rating, words)

    def test_says_when_it_cannot_tell(self) -> None:
        assert own_view(facts(**UNDATED)).label == "Cannot tell"


class TestDifference:
    @pytest.mark.parametrize(
        ("given", "other", "expected"),
        [
            ("on_track", "off_track", "better"),
            ("off_track", "on_track", "worse"),
            ("complete", "complete", ""),
            ("at_risk", "", ""),
            ("", "off_track", ""),
        ],
    )
    def test_follows_the_table(self, given: str, other: str, expected: str) -> None:
        assert difference(given, other) == expected


class TestCountedRating:
    def test_takes_the_national_team_before_the_locality(self) -> None:
        assert counted_rating("on_track", "off_track") == "off_track"
        assert counted_rating("on_track", "") == "on_track"
        assert counted_rating("", "") == ""


class TestModerationProblem:
    @pytest.mark.parametrize(
        ("rating", "given", "standing", "is_refused"),
        [
            ("off_track", "on_track", "", False),
            ("off_track", "complete", "", False),
            ("on_track", "on_track", "", True),
            ("on_track", "on_track", "off_track", False),
            ("off_track", "on_track", "off_track", True),
            ("complete", "on_track", "", True),
            ("complete", "complete", "at_risk", False),
            ("nonsense", "on_track", "", True),
            ("", "on_track", "", True),
        ],
    )
    def test_follows_the_table(
        self, rating: str, given: str, standing: str, is_refused: bool
    ) -> None:
        problem = moderation_problem(rating, given=given, standing=standing)

        assert bool(problem) is is_refused
