"""Who owes a return's next step, and how late it is: no database, no clock."""

import datetime as dt
from enum import StrEnum

from programme.choices import ReturnState
from programme.rules.returns import deadline_words


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


def timing_words(*, due_on: dt.date, submitted_on: dt.date | None, today: dt.date) -> str:
    """ "7 days left", "3 days overdue", "submitted 2 days late" or "submitted in time"."""
    if submitted_on is None:
        return deadline_words(due_on, today)
    days = (submitted_on - due_on).days
    if days <= 0:
        return "submitted in time"
    return f"submitted {days} {'day' if days == 1 else 'days'} late"
