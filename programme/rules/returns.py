"""Decisions over plain values: no database, no clock."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

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


@dataclass(frozen=True)
class MilestoneAnswers:
    """What a co-ordinator says of one milestone this quarter."""

    rating: str = ""
    forecast_on: dt.date | None = None
    completed_on: dt.date | None = None
    narrative: str = ""
    path_to_green: str = ""
    late_report_reason: str = ""

    def tidied(self) -> "MilestoneAnswers":
        """Without the answers to questions that do not arise for this rating."""
        complete = self.rating == Rating.COMPLETE
        return replace(
            self,
            forecast_on=None if complete else self.forecast_on,
            completed_on=self.completed_on if complete else None,
            path_to_green=self.path_to_green if self.rating in NEEDS_PATH_TO_GREEN else "",
            late_report_reason=self.late_report_reason if complete else "",
        )


def milestone_problems(
    answers: MilestoneAnswers, *, is_dated: bool, quarter_starts_on: dt.date, today: dt.date
) -> dict[str, str]:
    """What is missing or wrong in ``answers``: a message for each field, empty when complete."""
    problems: dict[str, str] = {}
    if answers.rating not in Rating.values:
        problems["rating"] = "Select how the milestone stands"
    if not answers.narrative:
        problems["narrative"] = "Enter what happened this quarter"
    if answers.rating in NEEDS_PATH_TO_GREEN and not answers.path_to_green:
        problems["path_to_green"] = "Enter what will bring the milestone back on track"
    return problems | _date_problems(
        answers, is_dated=is_dated, quarter_starts_on=quarter_starts_on, today=today
    )


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
