"""Rules of stages and of milestones' dates, as tables of examples."""

import datetime as dt
from typing import Any

import pytest

from csplan.core.worded import date_problems
from csplan.core.worded_dates import DateKind, DatePrecision
from programme.choices import PlanState, Stage
from programme.rules.stages import Mix, Moved, Proposal, move_problems, stages_on
from programme.rules.work import date_as_typed, is_date_agreed, plan_days

TODAY, LAST = dt.date(2014, 1, 10), dt.date(2013, 10, 1)
GOOD = Proposal(Stage.INNOVATE, Stage.CORE, TODAY, "It works.", "")
JULY = dt.date(2013, 7, 31)
YEAR = plan_days(2013, 2013)


def proposal(**changes: Any) -> Proposal:
    return Proposal(**{**{name: getattr(GOOD, name) for name in GOOD.__slots__}, **changes})


class TestMoveProblems:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({}, ""),
            ({"moved_on": LAST}, ""),
            ({"from_stage": Stage.EMBED, "to_stage": Stage.INNOVATE}, ""),
            ({"from_stage": ""}, ""),
            ({"to_stage": Stage.EMBED, "taken_on_by": "Civil Service Learning"}, ""),
            ({"to_stage": Stage.EMBED}, "taken_on_by"),
            ({"to_stage": Stage.INNOVATE}, "to_stage"),
            ({"to_stage": ""}, "to_stage"),
            ({"reason": ""}, "reason"),
            ({"moved_on": None}, "moved_on"),
            ({"moved_on": TODAY + dt.timedelta(days=1)}, "moved_on"),
            ({"moved_on": LAST - dt.timedelta(days=1)}, "moved_on"),
        ],
    )
    def test_name_the_field_that_is_wrong(self, changes: dict[str, Any], field: str) -> None:
        problems = move_problems(
            proposal(**changes), last_moved_on=LAST, ends_on=None, today=TODAY
        )
        assert list(problems) == ([field] if field else [])

    def test_refuse_a_day_after_the_last_one(self) -> None:
        problems = move_problems(GOOD, last_moved_on=None, ends_on=LAST, today=TODAY)
        assert problems == {
            "moved_on": "It ended on 1 October 2013: the day must not be after that"
        }


class TestStagesOn:
    MOVES = (
        Moved(1, Stage.INNOVATE, dt.date(2013, 4, 1)),
        Moved(2, Stage.CORE, dt.date(2013, 4, 1)),
        Moved(1, Stage.CORE, dt.date(2013, 9, 2)),
        Moved(1, Stage.EMBED, dt.date(2013, 9, 2)),
    )

    @pytest.mark.parametrize(
        ("day", "stages"),
        [
            (dt.date(2013, 3, 31), {}),
            (dt.date(2013, 9, 1), {1: Stage.INNOVATE, 2: Stage.CORE}),
            (dt.date(2013, 9, 2), {1: Stage.EMBED, 2: Stage.CORE}),
        ],
    )
    def test_are_those_of_the_last_move_by_the_day(
        self, day: dt.date, stages: dict[int, str]
    ) -> None:
        assert stages_on(self.MOVES, day) == stages


class TestMix:
    def test_says_what_there_is_any_of(self) -> None:
        assert Mix.of([Stage.CORE, "", Stage.CORE]).words == "2 core offering and 1 no stage yet"
        assert Mix.of([]).words == "nothing"

    def test_draws_the_whole_width(self) -> None:
        drawn = Mix.of([Stage.INNOVATE, Stage.EMBED, Stage.EMBED, Stage.EMBED]).segments(160)
        assert drawn == [(Stage.INNOVATE, 0.0, 40.0), (Stage.EMBED, 40.0, 120.0)]


class TestDateProblems:
    @pytest.mark.parametrize(
        ("phrase", "kind", "earliest", "latest", "field"),
        [
            ("", "", None, None, ""),
            ("", "undated", None, None, ""),
            ("by end July", "by_end", None, JULY, ""),
            ("when it opens", "condition", None, None, ""),
            ("from July", "from", JULY, None, ""),
            ("", "by_end", None, JULY, "date_phrase"),
            ("", "", None, JULY, "date_phrase"),
            ("soon", "", None, None, "date_kind"),
            ("soon", "undated", None, JULY, "date_kind"),
            ("by end July", "by_end", None, None, "date_latest"),
            ("in July", "within", None, JULY, "date_earliest"),
            ("from July", "from", None, None, "date_earliest"),
            ("in July", "within", JULY, JULY - dt.timedelta(days=1), "date_latest"),
            ("on 31 July", "exact", JULY - dt.timedelta(days=1), JULY, "date_latest"),
        ],
    )
    def test_name_the_field_that_is_wrong(
        self, phrase: str, kind: str, earliest: Any, latest: Any, field: str
    ) -> None:
        assert list(date_problems(phrase, kind, earliest, latest)) == ([field] if field else [])


class TestDateAsTyped:
    def test_is_as_precise_as_its_words(self) -> None:
        typed = date_as_typed("by end July", "by_end", None, JULY, YEAR)
        assert typed.precision == DatePrecision.MONTH

    def test_keeps_the_days_somebody_put_right(self) -> None:
        typed = date_as_typed("by end July", "by_end", None, JULY - dt.timedelta(days=5), YEAR)
        assert (typed.latest, typed.precision) == (dt.date(2013, 7, 26), DatePrecision.DAY)

    def test_gives_an_exact_day_both_ends(self) -> None:
        typed = date_as_typed("on the last day", DateKind.EXACT, None, JULY, YEAR)
        assert typed.earliest == typed.latest == JULY


@pytest.mark.parametrize(
    ("state", "reported", "agreed"),
    [
        (PlanState.DRAFT, False, False),
        (PlanState.DRAFT, True, True),
        (PlanState.AGREED, False, True),
        (PlanState.CLOSED, False, True),
    ],
)
def test_a_date_is_agreed_with_its_plan_or_once_reported(
    state: str, reported: bool, agreed: bool
) -> None:
    assert is_date_agreed(state, has_been_reported=reported) is agreed
