"""What an entry must say, what needs attention, and the day that counts."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest

from csplan.core.periods import FinancialYear
from objectives.choices_progress import Attention
from objectives.rules.progress import (
    MeasureReport,
    MilestoneReport,
    agreed_day,
    baseline_problems,
    due_words,
    first_due,
    leading,
    measure_attention,
    measure_problems,
    milestone_attention,
    milestone_problems,
    occurrence_days,
    rebaseline_problems,
    slip_words,
)

YEAR = FinancialYear(2013)
TODAY = dt.date(2014, 1, 10)
LATER = dt.date(2014, 2, 28)
BEFORE = dt.date(2013, 12, 20)
GOOD = MilestoneReport(rating="on_track", forecast_on=LATER, narrative="Under way.")
DONE = MilestoneReport(
    rating="complete", completed_on=BEFORE, narrative="Done.", evidence="The plan."
)


@dataclass(frozen=True)
class Move:
    published_on: dt.date | None
    to_on: dt.date | None


class TestReportOnAMilestone:
    @pytest.mark.parametrize(
        ("report", "is_dated", "wrong"),
        [
            (GOOD, True, set()),
            (DONE, True, set()),
            (replace(DONE, completed_on=TODAY), True, set()),
            (replace(GOOD, forecast_on=None), False, set()),
            (MilestoneReport(), True, {"rating", "narrative"}),
            (replace(GOOD, forecast_on=None), True, {"forecast_on"}),
            (replace(GOOD, forecast_on=BEFORE), True, {"forecast_on"}),
            (replace(GOOD, rating="off_track"), True, {"path_to_green"}),
            (replace(GOOD, rating="splendid"), True, {"rating"}),
            (replace(DONE, completed_on=None, evidence=""), True, {"completed_on", "evidence"}),
            (replace(DONE, completed_on=TODAY + dt.timedelta(1)), True, {"completed_on"}),
        ],
    )
    def test_names_what_is_missing(
        self, report: MilestoneReport, is_dated: bool, wrong: set[str]
    ) -> None:
        assert set(milestone_problems(report, is_dated=is_dated, today=TODAY)) == wrong

    def test_forgets_answers_to_questions_that_do_not_arise(self) -> None:
        said = replace(DONE, forecast_on=LATER, path_to_green="By waiting.")

        assert said.tidied() == DONE
        assert replace(GOOD, completed_on=BEFORE).tidied() == GOOD


class TestReportOnAMeasure:
    @pytest.mark.parametrize(
        ("values", "is_computed", "wrong"),
        [
            ({}, False, set()),
            ({"actual": "61%", "actual_on": BEFORE}, False, set()),
            ({"actual": "61%"}, False, {"actual_on"}),
            ({"actual_on": BEFORE}, False, {"actual"}),
            ({"actual": "61%", "actual_on": LATER}, False, {"actual_on"}),
            ({"actual": "6" * 201, "actual_on": BEFORE}, False, {"actual"}),
            ({"rating": "complete"}, False, {"actual", "evidence"}),
            ({"rating": "complete", "evidence": "The record."}, True, set()),
        ],
    )
    def test_names_what_is_missing(
        self, values: dict[str, object], is_computed: bool, wrong: set[str]
    ) -> None:
        report = MeasureReport(rating="on_track", narrative="Under way.")
        problems = measure_problems(
            replace(report, **values),  # type: ignore[arg-type]
            today=TODAY,
            is_computed=is_computed,
        )

        assert set(problems) == wrong


class TestAttention:
    @pytest.mark.parametrize(
        ("rating", "due_on", "expected"),
        [
            ("complete", BEFORE, Attention.COMPLETE),
            ("on_track", BEFORE, Attention.OVERDUE),
            ("", BEFORE, Attention.OVERDUE),
            ("", TODAY, Attention.DUE),
            ("at_risk", LATER, Attention.TROUBLED),
            ("at_risk", None, Attention.TROUBLED),
            ("on_track", TODAY + dt.timedelta(days=92), Attention.DUE),
            ("on_track", TODAY + dt.timedelta(days=93), Attention.NOT_DUE),
            ("on_track", None, Attention.UNDATED),
            ("", None, Attention.UNDATED),
        ],
    )
    def test_of_a_milestone(
        self, rating: str, due_on: dt.date | None, expected: Attention
    ) -> None:
        assert milestone_attention(rating, due_on=due_on, today=TODAY) == expected

    @pytest.mark.parametrize(
        ("month", "rating", "reported_on", "today", "expected"),
        [
            (3, "", None, TODAY, Attention.NOT_DUE),
            (3, "on_track", BEFORE, TODAY, Attention.NOT_DUE),
            (12, "", None, TODAY, Attention.DUE),
            (12, "on_track", dt.date(2013, 11, 30), TODAY, Attention.DUE),
            (12, "on_track", BEFORE, TODAY, Attention.UP_TO_DATE),
            (12, "", None, dt.date(2014, 4, 1), Attention.OVERDUE),
            (None, "", None, TODAY, Attention.DUE),
            (None, "on_track", BEFORE, TODAY, Attention.UP_TO_DATE),
            (None, "off_track", BEFORE, TODAY, Attention.TROUBLED),
            (None, "on_track", dt.date(2013, 6, 1), TODAY, Attention.DUE),
            (None, "on_track", BEFORE, dt.date(2014, 4, 1), Attention.OVERDUE),
            (None, "on_track", dt.date(2014, 1, 1), dt.date(2015, 4, 1), Attention.UP_TO_DATE),
            (None, "complete", BEFORE, dt.date(2015, 4, 1), Attention.COMPLETE),
        ],
    )
    def test_of_a_measure(
        self,
        month: int | None,
        rating: str,
        reported_on: dt.date | None,
        today: dt.date,
        expected: Attention,
    ) -> None:
        not_before = first_due(month, YEAR)
        found = measure_attention(
            rating, reported_on=reported_on, not_before=not_before, year=YEAR, today=today
        )

        assert found == expected


class TestTheDayThatCounts:
    @pytest.mark.parametrize(
        ("published_on", "moves", "expected"),
        [
            (LATER, [], LATER),
            (None, [], None),
            (LATER, [Move(LATER, BEFORE), Move(LATER, TODAY)], TODAY),
            (None, [Move(None, TODAY)], TODAY),
            # The published day was amended after the re-baselining.
            (LATER, [Move(BEFORE, TODAY)], LATER),
        ],
    )
    def test_is_the_last_agreed_for_what_is_published(
        self, published_on: dt.date | None, moves: list[Move], expected: dt.date | None
    ) -> None:
        assert agreed_day(published_on, moves) == expected

    def test_changes_to_another_day_and_for_a_reason(self) -> None:
        assert not rebaseline_problems(to_on=LATER, from_on=None, reason="Agreed.")
        assert set(rebaseline_problems(to_on=LATER, from_on=LATER, reason="")) == {
            "to_on",
            "reason",
        }
        assert set(rebaseline_problems(to_on=None, from_on=None, reason="Why")) == {"to_on"}
        assert set(baseline_problems(to_words="5", from_words="5", reason="")) == {
            "to_words",
            "reason",
        }


class TestOccurrences:
    @pytest.mark.parametrize(
        ("recurrence", "expected"),
        [
            ("", ()),
            ("no such thing", ()),
            ("months:6,12", (dt.date(2013, 9, 30), dt.date(2014, 3, 31))),
        ],
    )
    def test_come_round_within_the_year(
        self, recurrence: str, expected: tuple[dt.date, ...]
    ) -> None:
        found = occurrence_days(recurrence, earliest=None, latest=None, year=YEAR)

        assert found == expected

    def test_are_listed_up_to_the_next_one(self) -> None:
        days = [BEFORE, LATER, dt.date(2014, 3, 31), dt.date(2014, 6, 30)]

        assert leading(days, done=[], today=TODAY) == 2
        assert leading(days, done=[LATER], today=TODAY) == 3
        assert leading(days, done=days, today=TODAY) == 4


def test_words_count_days() -> None:
    assert due_words(TODAY, TODAY) == "Due today"
    assert due_words(TODAY - dt.timedelta(days=1), TODAY) == "1 day overdue"
    assert due_words(TODAY + dt.timedelta(days=2), TODAY) == "Due in 2 days"
    assert (slip_words(1), slip_words(-2), slip_words(0), slip_words(None)) == (
        "1 day later than agreed",
        "2 days earlier than agreed",
        "as agreed",
        "",
    )
