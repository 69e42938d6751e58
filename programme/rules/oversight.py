"""Who owes a return's next step, and how late it is: no database, no clock."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from csplan.core.periods import london_day
from programme.choices import ReturnAction, ReturnState


class Step(StrEnum):
    """What a return waits for, in words."""

    REPORT = "Co-ordinator to report"
    SUBMIT = "Co-ordinator to submit"
    GIVE_LONGER = "Closed before it was complete"
    SIGN_OFF = "SRO to sign off"
    ACCEPT = "National team to accept"
    PUBLISH = "Waits for the pack"
    NOTHING = "Published"


AFTER_REPORTING = {
    ReturnState.SUBMITTED: Step.SIGN_OFF,
    ReturnState.SIGNED_OFF: Step.ACCEPT,
    ReturnState.ACCEPTED: Step.PUBLISH,
    ReturnState.PUBLISHED: Step.NOTHING,
}

CAN_BE_REMINDED_OF = frozenset({Step.REPORT, Step.SUBMIT, Step.SIGN_OFF})
"""Steps that somebody in the locality owes and can take."""

ASKS: dict[Step, str] = {
    Step.REPORT: "finish and submit the return",
    Step.SUBMIT: "check and submit the return",
    Step.SIGN_OFF: "read the return and sign it off, or send it back",
}
"""What a reminder asks for."""

OWED_BY: dict[Step, str] = {
    Step.REPORT: "co-ordinator",
    Step.SUBMIT: "co-ordinator",
    Step.SIGN_OFF: "Senior Responsible Officer (SRO)",
}
"""Whom it is sent to."""


def next_step(state: str, *, is_complete: bool, is_closed: bool) -> Step:
    """What a return in ``state`` waits for; ``is_closed`` when its answers can change no more."""
    if state != ReturnState.OPEN:
        return AFTER_REPORTING[ReturnState(state)]
    if is_complete:
        return Step.SUBMIT
    return Step.GIVE_LONGER if is_closed else Step.REPORT


def is_late(step: Step, *, due_at: dt.datetime, at: dt.datetime) -> bool:
    """Whether the day returns were due has passed and somebody in the locality owes a step."""
    return at > due_at and step in CAN_BE_REMINDED_OF


def first_submission(steps: Iterable[tuple[str, dt.datetime]]) -> dt.datetime | None:
    """When a locality reported: its first submission that it did not take back itself.

    ``steps`` are what was done to its return and when, in order, corrections included. What
    others ask of it afterwards, by sending it back or opening a correction, makes no return late.
    """
    reported: dt.datetime | None = None
    standing: dt.datetime | None = None
    for action, at in steps:
        if action == ReturnAction.SUBMIT:
            standing = standing or at
        elif action == ReturnAction.WITHDRAW:
            standing = reported
        else:
            reported = standing
    return standing


def came_late(reported_at: dt.datetime | None, due_at: dt.datetime) -> bool:
    """Whether a locality reported after its quarter's returns were due; so grid and pack say."""
    return reported_at is not None and reported_at > due_at


def reported_words(reported_at: dt.datetime, due_at: dt.datetime) -> str:
    """ "submitted in time", "submitted late, on the day it was due" or "submitted 2 days late"."""
    if not came_late(reported_at, due_at):
        return "submitted in time"
    days = (london_day(reported_at) - london_day(due_at)).days
    if not days:
        return "submitted late, on the day it was due"
    return f"submitted {days} {'day' if days == 1 else 'days'} late"
