"""Decisions over plain values: no database, no clock."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from csplan.core.ratings import NEEDS_PATH_TO_GREEN, Rating
from programme.choices import ReturnAction, ReturnState

TRANSITIONS: Mapping[ReturnAction, Mapping[ReturnState, ReturnState]] = MappingProxyType(
    {
        ReturnAction.SUBMIT: {ReturnState.OPEN: ReturnState.SUBMITTED},
        ReturnAction.WITHDRAW: {ReturnState.SUBMITTED: ReturnState.OPEN},
        ReturnAction.SIGN_OFF: {ReturnState.SUBMITTED: ReturnState.SIGNED_OFF},
        ReturnAction.SEND_BACK: {
            ReturnState.SUBMITTED: ReturnState.OPEN,
            ReturnState.SIGNED_OFF: ReturnState.OPEN,
            ReturnState.ACCEPTED: ReturnState.OPEN,
        },
        ReturnAction.ACCEPT: {ReturnState.SIGNED_OFF: ReturnState.ACCEPTED},
        ReturnAction.PUBLISH: {ReturnState.ACCEPTED: ReturnState.PUBLISHED},
        # A correction opens the next revision; the published one stays as it is.
        ReturnAction.CORRECT: {ReturnState.PUBLISHED: ReturnState.OPEN},
    }
)


def next_state(action: ReturnAction, state: str) -> ReturnState | None:
    """Where ``action`` takes a return from ``state``; None when it may not be done there."""
    return TRANSITIONS[action].get(ReturnState(state))


def may_send_back(state: str, *, is_national: bool) -> bool:
    """An SRO may while it waits for them; the national team from then until publication."""
    if is_national:
        return next_state(ReturnAction.SEND_BACK, state) is not None
    return state == ReturnState.SUBMITTED


def remarks_summary(count: int) -> str:
    """The reason of a return sent back for ``count`` answers alone; "" when there are none."""
    if not count:
        return ""
    return "1 answer to look at again" if count == 1 else f"{count} answers to look at again"


@dataclass(frozen=True)
class MilestoneAnswers:
    """What a co-ordinator says of one milestone this quarter."""

    rating: str = ""
    forecast_on: dt.date | None = None
    completed_on: dt.date | None = None
    narrative: str = ""
    risk: str = ""
    path_to_green: str = ""
    date_change_reason: str = ""
    evidence: str = ""
    late_report_reason: str = ""
    rating_explanation: str = ""

    def tidied(self) -> "MilestoneAnswers":
        """Without the answers to questions that do not arise for this rating."""
        asked = asked_for(self.rating)
        unasked = {name: NOT_ANSWERED[name] for name in CONDITIONAL if name not in asked}
        return replace(self, **unasked)


ASKED_FOR: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "forecast_on": frozenset(set(Rating.values) - {Rating.COMPLETE}),
        "risk": frozenset({Rating.AT_RISK}),
        "path_to_green": NEEDS_PATH_TO_GREEN,
        "date_change_reason": frozenset({Rating.OFF_TRACK}),
        "completed_on": frozenset({Rating.COMPLETE}),
        "evidence": frozenset({Rating.COMPLETE}),
        "late_report_reason": frozenset({Rating.COMPLETE}),
    }
)
"""The questions that arise only for some ratings, and for which."""

CONDITIONAL = frozenset(ASKED_FOR)
NOT_ANSWERED: Mapping[str, Any] = MappingProxyType(vars(MilestoneAnswers()))


def asked_for(rating: str) -> frozenset[str]:
    """The conditional questions that ``rating`` raises. Without one, a forecast may be given."""
    if not rating:
        return frozenset({"forecast_on"})
    return frozenset(name for name, ratings in ASKED_FOR.items() if rating in ratings)


def milestone_problems(
    answers: MilestoneAnswers,
    *,
    is_dated: bool,
    quarter_starts_on: dt.date,
    today: dt.date,
    expected_before: dt.date | None = None,
) -> dict[str, str]:
    """What is missing or wrong in ``answers``: a message for each field, empty when complete.

    ``expected_before`` is the day it was expected until now; None when that is not known.
    """
    problems: dict[str, str] = {}
    if answers.rating not in Rating.values:
        problems["rating"] = "Select how the milestone stands"
    if not answers.narrative:
        problems["narrative"] = "Enter what happened this quarter"
    if answers.rating == Rating.AT_RISK and not answers.risk:
        problems["risk"] = "Enter what the risk is"
    if answers.rating in NEEDS_PATH_TO_GREEN and not answers.path_to_green:
        problems["path_to_green"] = "Enter what will bring the milestone back on track"
    if _lacks_date_reason(answers, expected_before):
        problems["date_change_reason"] = "Enter why the date changes"
    if answers.rating == Rating.COMPLETE and not answers.evidence:
        problems["evidence"] = "Enter what shows that the milestone is complete"
    return problems | _date_problems(
        answers, is_dated=is_dated, quarter_starts_on=quarter_starts_on, today=today
    )


def _lacks_date_reason(answers: MilestoneAnswers, expected_before: dt.date | None) -> bool:
    """Off track and now expected on another day than before, without a word about it."""
    if answers.rating != Rating.OFF_TRACK or answers.date_change_reason:
        return False
    days = (answers.forecast_on, expected_before)
    return None not in days and answers.forecast_on != expected_before


def _date_problems(
    answers: MilestoneAnswers, *, is_dated: bool, quarter_starts_on: dt.date, today: dt.date
) -> dict[str, str]:
    if answers.rating == Rating.COMPLETE:
        return _completion_problems(answers, quarter_starts_on=quarter_starts_on, today=today)
    if answers.rating and answers.forecast_on is None and is_dated:
        return {"forecast_on": "Enter the date you now expect the milestone to be complete"}
    if answers.forecast_on is not None and answers.forecast_on < today:
        return {"forecast_on": "The date you now expect must be today or in the future"}
    return {}


def _completion_problems(
    answers: MilestoneAnswers, *, quarter_starts_on: dt.date, today: dt.date
) -> dict[str, str]:
    if answers.completed_on is None:
        return {"completed_on": "Enter the date the milestone was completed"}
    if answers.completed_on > today:
        return {"completed_on": "The completion date must be today or in the past"}
    if answers.completed_on < quarter_starts_on and not answers.late_report_reason:
        return {"late_report_reason": "Enter why a completion before this quarter is reported now"}
    return {}


def deadline_words(due_on: dt.date, today: dt.date) -> str:
    """ "7 days left", "due today" or "3 days overdue"."""
    days = (due_on - today).days
    if days == 0:
        return "due today"
    noun = "day" if abs(days) == 1 else "days"
    return f"{days} {noun} left" if days > 0 else f"{-days} {noun} overdue"


def slip_words(days: int | None) -> str:
    """ "14 days later than last quarter’s forecast", or "" when nothing moved."""
    if not days:
        return ""
    noun = "day" if abs(days) == 1 else "days"
    direction = "later" if days > 0 else "earlier"
    return f"{abs(days):,} {noun} {direction} than last quarter’s forecast"
