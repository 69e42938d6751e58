"""Decisions about risks over plain values: no database, no clock."""

import datetime as dt

from csplan.core.periods import Quarter
from programme.choices_engagement import Likelihood, Movement, RiskImpact, RiskLevel

HIGHEST_SCORE = 25
LEAST_SCORES = (
    (15, RiskLevel.VERY_HIGH),
    (10, RiskLevel.HIGH),
    (5, RiskLevel.MEDIUM),
    (0, RiskLevel.LOW),
)
"""The least score of each level, the highest first."""


def level_of(score: int) -> RiskLevel:
    """Low below 5, medium below 10, high below 15, very high from there."""
    return next(level for least, level in LEAST_SCORES if score >= least)


def score_words(likelihood: int, impact: int) -> str:
    """ "Likely and major: 16 of 25, very high"."""
    chance, harm = Likelihood(likelihood).label, RiskImpact(impact).label.lower()
    score = likelihood * impact
    return f"{chance} and {harm}: {score} of {HIGHEST_SCORE}, {level_of(score).label.lower()}"


def movement(*, before: int | None, now: int, is_closed: bool = False) -> Movement:
    """How a risk moved from its score on an earlier day, when it may not have been there."""
    if is_closed:
        return Movement.CLOSED
    if before is None:
        return Movement.NEW
    if now == before:
        return Movement.UNCHANGED
    return Movement.UP if now > before else Movement.DOWN


def movement_words(moved: str, before: int | None) -> str:
    """ "Up from 12", "Unchanged", "New"."""
    label = Movement(moved).label
    is_from = moved in (Movement.UP, Movement.DOWN) and before is not None
    return f"{label} from {before}" if is_from else label


def last_quarters_end(day: dt.date) -> dt.date:
    """The last day of the quarter before the one ``day`` falls in."""
    return Quarter.containing(day).previous.ends_on


def day_problem(
    day: dt.date, *, what: str, earliest: dt.date, earliest_is: str, today: dt.date
) -> str:
    """What is wrong with the day on which something is said to have been decided."""
    if day > today:
        return f"{what} must be today or in the past"
    if day < earliest:
        return f"{what} must not be before {earliest_is}"
    return ""
