"""Decisions over plain values, each rule as a table of examples."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from csplan.core.ratings import Rating
from programme.choices import ReturnAction, ReturnState
from programme.rules.returns import (
    MilestoneAnswers,
    deadline_words,
    may_send_back,
    milestone_problems,
    next_state,
    slip_words,
)

TODAY = dt.date(2014, 1, 10)
QUARTER_START = dt.date(2013, 10, 1)
ALLOWED = {
    (ReturnAction.SUBMIT, ReturnState.OPEN): ReturnState.SUBMITTED,
    (ReturnAction.WITHDRAW, ReturnState.SUBMITTED): ReturnState.OPEN,
    (ReturnAction.SIGN_OFF, ReturnState.SUBMITTED): ReturnState.SIGNED_OFF,
    (ReturnAction.SEND_BACK, ReturnState.SUBMITTED): ReturnState.OPEN,
    (ReturnAction.SEND_BACK, ReturnState.SIGNED_OFF): ReturnState.OPEN,
    (ReturnAction.SEND_BACK, ReturnState.ACCEPTED): ReturnState.OPEN,
    (ReturnAction.ACCEPT, ReturnState.SIGNED_OFF): ReturnState.ACCEPTED,
    (ReturnAction.PUBLISH, ReturnState.ACCEPTED): ReturnState.PUBLISHED,
    (ReturnAction.CORRECT, ReturnState.PUBLISHED): ReturnState.OPEN,
}


class TestNextState:
    @pytest.mark.parametrize("action", ReturnAction)
    @pytest.mark.parametrize("state", ReturnState)
    def test_allows_what_the_policy_lists_and_nothing_else(
        self, action: ReturnAction, state: ReturnState
    ) -> None:
        assert next_state(action, state) == ALLOWED.get((action, state))


class TestMaySendBack:
    @pytest.mark.parametrize(
        ("state", "sro", "national"),
        [
            (ReturnState.OPEN, False, False),
            (ReturnState.SUBMITTED, True, True),
            (ReturnState.SIGNED_OFF, False, True),
            (ReturnState.ACCEPTED, False, True),
            (ReturnState.PUBLISHED, False, False),
        ],
    )
    def test_follows_the_table(self, state: ReturnState, sro: bool, national: bool) -> None:
        assert may_send_back(state, is_national=False) is sro
        assert may_send_back(state, is_national=True) is national


def answers(**changes: object) -> MilestoneAnswers:
    """A whole answer of a milestone that is on track, with ``changes``."""
    fields = {
        "rating": Rating.ON_TRACK,
        "forecast_on": dt.date(2014, 3, 31),
        "narrative": "Under way.",
    }
    return MilestoneAnswers(**{**fields, **changes})  # type: ignore[arg-type]


def completed(on: dt.date, **given: Any) -> MilestoneAnswers:
    said = {"evidence": "The minutes.", **given}
    return answers(rating=Rating.COMPLETE, forecast_on=None, completed_on=on, **said)


def problems(
    given: MilestoneAnswers, *, is_dated: bool = True, expected_before: dt.date | None = None
) -> set[str]:
    found = milestone_problems(
        given, is_dated=is_dated, quarter_starts_on=QUARTER_START, today=TODAY,
        expected_before=expected_before,
    )  # fmt: skip
    return set(found)


class TestMilestoneProblems:
    @pytest.mark.parametrize(
        ("given", "wrong"),
        [
            (answers(), set()),
            (answers(rating=""), {"rating"}),
            (answers(rating="", forecast_on=None), {"rating"}),
            (answers(rating="purple"), {"rating"}),
            (answers(narrative=""), {"narrative"}),
            (answers(forecast_on=None), {"forecast_on"}),
            (answers(forecast_on=TODAY), set()),
            (answers(forecast_on=TODAY - dt.timedelta(days=1)), {"forecast_on"}),
            (answers(rating=Rating.AT_RISK), {"risk", "path_to_green"}),
            (answers(rating=Rating.AT_RISK, risk="No room."), {"path_to_green"}),
            (answers(rating=Rating.AT_RISK, risk="No room.", path_to_green="A plan."), set()),
            (answers(rating=Rating.OFF_TRACK), {"path_to_green"}),
            (answers(rating=Rating.OFF_TRACK, path_to_green="A plan."), set()),
            (answers(rating=Rating.COMPLETE), {"completed_on", "evidence"}),
            (completed(TODAY), set()),
            (completed(TODAY, evidence=""), {"evidence"}),
            (completed(TODAY + dt.timedelta(days=1)), {"completed_on"}),
            (completed(QUARTER_START), set()),
            (completed(QUARTER_START - dt.timedelta(days=1)), {"late_report_reason"}),
            (
                completed(
                    QUARTER_START - dt.timedelta(days=1),
                    late_report_reason="The evidence came late.",
                ),
                set(),
            ),
        ],
    )
    def test_names_each_field_that_is_wrong(
        self, given: MilestoneAnswers, wrong: set[str]
    ) -> None:
        assert problems(given) == wrong

    @pytest.mark.parametrize(
        ("rating", "days", "reason", "wrong"),
        [
            (Rating.OFF_TRACK, 14, "", {"date_change_reason"}),
            (Rating.OFF_TRACK, -14, "", {"date_change_reason"}),
            (Rating.OFF_TRACK, 14, "The room was withdrawn.", set()),
            (Rating.OFF_TRACK, 0, "", set()),
            (Rating.AT_RISK, 14, "", set()),
        ],
    )
    def test_asks_why_the_date_changes_when_it_is_off_track(
        self, rating: Rating, days: int, reason: str, wrong: set[str]
    ) -> None:
        now = TODAY + dt.timedelta(days=20)
        given = answers(
            rating=rating, forecast_on=now, risk="No room.", path_to_green="A plan.",
            date_change_reason=reason,
        )  # fmt: skip
        before = now - dt.timedelta(days=days)
        assert problems(given, expected_before=before) == wrong

    def test_asks_for_no_forecast_of_an_undated_milestone(self) -> None:
        assert problems(answers(forecast_on=None), is_dated=False) == set()

    def test_refuses_a_past_forecast_of_an_undated_milestone(self) -> None:
        assert problems(answers(forecast_on=QUARTER_START), is_dated=False) == {"forecast_on"}


class TestTidied:
    def test_drops_the_forecast_and_path_of_a_complete_milestone(self) -> None:
        given = answers(rating=Rating.COMPLETE, completed_on=TODAY, path_to_green="Words.")
        assert given.tidied() == MilestoneAnswers(
            rating=Rating.COMPLETE, completed_on=TODAY, narrative="Under way."
        )

    def test_drops_completion_and_path_of_a_milestone_on_track(self) -> None:
        given = answers(completed_on=TODAY, late_report_reason="Late.", path_to_green="Words.")
        assert given.tidied() == answers()

    def test_keeps_the_risk_and_path_of_a_milestone_at_risk(self) -> None:
        given = answers(rating=Rating.AT_RISK, risk="Words.", path_to_green="Words.")
        assert given.tidied() == given

    @pytest.mark.parametrize(
        ("name", "rating"),
        [
            ("risk", Rating.OFF_TRACK),
            ("date_change_reason", Rating.AT_RISK),
            ("evidence", Rating.ON_TRACK),
        ],
    )
    def test_drops_what_another_rating_asks_for(self, name: str, rating: Rating) -> None:
        given = answers(rating=rating, **{name: "Words."})
        assert getattr(given.tidied(), name) == ""

    def test_keeps_an_answer_it_has_no_rule_for(self) -> None:
        @dataclass(frozen=True)
        class MoreAnswers(MilestoneAnswers):
            witness: str = ""

        given = MoreAnswers(rating=Rating.COMPLETE, completed_on=TODAY, witness="The chair.")
        assert given.tidied() == given


class TestWords:
    @pytest.mark.parametrize(
        ("days", "words"),
        [(7, "7 days left"), (1, "1 day left"), (0, "due today"), (-1, "1 day overdue")],
    )
    def test_deadline_counts_london_days(self, days: int, words: str) -> None:
        assert deadline_words(TODAY + dt.timedelta(days=days), TODAY) == words

    @pytest.mark.parametrize(
        ("days", "words"),
        [
            (None, ""),
            (0, ""),
            (1, "1 day later than last quarter’s forecast"),
            (-14, "14 days earlier than last quarter’s forecast"),
        ],
    )
    def test_slip_says_which_way(self, days: int | None, words: str) -> None:
        assert slip_words(days) == words
