"""Scores, movement, the grid and overdue communications, as tables of examples."""

import datetime as dt

import pytest

from programme.choices_engagement import Approach, CommunicationState, Extent, Movement, RiskLevel
from programme.rules.engagement import communication_state, suggested_approach
from programme.rules.risks import (
    last_quarters_end,
    level_of,
    movement,
    movement_words,
    score_words,
)


class TestScores:
    @pytest.mark.parametrize(
        ("score", "level"),
        [
            (1, RiskLevel.LOW), (4, RiskLevel.LOW),
            (5, RiskLevel.MEDIUM), (9, RiskLevel.MEDIUM),
            (10, RiskLevel.HIGH), (12, RiskLevel.HIGH),
            (15, RiskLevel.VERY_HIGH), (25, RiskLevel.VERY_HIGH),
        ],
    )  # fmt: skip
    def test_have_a_word(self, score: int, level: RiskLevel) -> None:
        assert level_of(score) == level

    def test_are_said_in_words(self) -> None:
        assert score_words(4, 4) == "Likely and major: 16 of 25, very high"
        assert score_words(5, 1) == "Almost certain and negligible: 5 of 25, medium"


class TestMovement:
    @pytest.mark.parametrize(
        ("before", "now", "closed", "moved", "words"),
        [
            (8, 8, False, Movement.UNCHANGED, "Unchanged"),
            (8, 12, False, Movement.UP, "Up from 8"),
            (8, 6, False, Movement.DOWN, "Down from 8"),
            (None, 8, False, Movement.NEW, "New"),
            (8, 8, True, Movement.CLOSED, "Closed"),
            (None, 8, True, Movement.CLOSED, "Closed"),
        ],
    )
    def test_is_from_the_score_before(
        self, before: int | None, now: int, closed: bool, moved: Movement, words: str
    ) -> None:
        found = movement(before=before, now=now, is_closed=closed)
        assert found == moved
        assert movement_words(found, before) == words

    @pytest.mark.parametrize(
        ("day", "end"),
        [("2014-01-10", "2013-12-31"), ("2013-12-31", "2013-09-30"), ("2013-04-01", "2013-03-31")],
    )
    def test_knows_when_last_quarter_ended(self, day: str, end: str) -> None:
        assert last_quarters_end(dt.date.fromisoformat(day)).isoformat() == end


class TestTheGrid:
    @pytest.mark.parametrize(
        ("influence", "interest", "approach"),
        [
            ("high", "high", Approach.MANAGE), ("high", "medium", Approach.MANAGE),
            ("high", "low", Approach.SATISFY), ("medium", "high", Approach.MANAGE),
            ("medium", "medium", Approach.INFORM), ("medium", "low", Approach.SATISFY),
            ("low", "high", Approach.INFORM), ("low", "medium", Approach.INFORM),
            ("low", "low", Approach.MONITOR),
        ],
    )  # fmt: skip
    def test_suggests_an_approach(self, influence: str, interest: str, approach: Approach) -> None:
        assert suggested_approach(influence=influence, interest=interest) == approach

    def test_knows_every_place(self) -> None:
        for influence in Extent.values:
            for interest in Extent.values:
                assert suggested_approach(influence=influence, interest=interest)


class TestCommunications:
    @pytest.mark.parametrize(
        ("planned", "done", "cancelled", "state"),
        [
            ("2014-01-10", None, "", CommunicationState.PLANNED),
            ("2014-01-09", None, "", CommunicationState.OVERDUE),
            ("2014-01-09", "2014-01-10", "", CommunicationState.DONE),
            ("2014-01-09", None, "Nobody came", CommunicationState.CANCELLED),
        ],
    )
    def test_are_overdue_from_the_day_after(
        self, planned: str, done: str | None, cancelled: str, state: CommunicationState
    ) -> None:
        found = communication_state(
            planned_on=dt.date.fromisoformat(planned),
            done_on=dt.date.fromisoformat(done) if done else None,
            cancelled_reason=cancelled,
            today=dt.date(2014, 1, 10),
        )
        assert found == state
