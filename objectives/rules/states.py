"""How far a set of objectives is, and what may be done to it there. Pure."""

import datetime as dt
from collections.abc import Mapping

from csplan.core.periods import FinancialYear
from csplan.core.worded_moments import date_words
from objectives.choices import SetAction, SetState

MOVES: Mapping[tuple[SetAction, SetState], SetState] = {
    (SetAction.SUBMIT, SetState.DRAFT): SetState.SUBMITTED,
    (SetAction.SEND_BACK, SetState.SUBMITTED): SetState.DRAFT,
    (SetAction.SEND_BACK, SetState.AGREED): SetState.DRAFT,
    (SetAction.AGREE, SetState.SUBMITTED): SetState.AGREED,
    (SetAction.PUBLISH, SetState.AGREED): SetState.PUBLISHED,
    (SetAction.AMEND, SetState.PUBLISHED): SetState.DRAFT,
    (SetAction.END_AMENDMENT, SetState.DRAFT): SetState.PUBLISHED,
}

CANNOT: Mapping[SetAction, str] = {
    SetAction.SUBMIT: "submitted",
    SetAction.SEND_BACK: "sent back",
    SetAction.AGREE: "agreed",
    SetAction.PUBLISH: "published",
    SetAction.AMEND: "opened for amendment",
    SetAction.END_AMENDMENT: "put back as it was published",
}


def next_state(action: SetAction, state: str) -> SetState | None:
    """Where ``action`` leads from ``state``; None where it may not be done."""
    return MOVES.get((action, SetState(state)))


def effective_day_problem(
    day: dt.date, *, year: FinancialYear, last: dt.date | None, today: dt.date
) -> str:
    """Why a revision cannot take effect on ``day``; empty when it can.

    ``last`` is when the revision before it took effect, None for the first one.
    """
    if last is not None and day < last:
        return "An amendment cannot take effect before the revision it amends"
    if day < year.starts_on:
        return (
            f"Objectives for {year.label} cannot take effect before {date_words(year.starts_on)}"
        )
    if day > max(today, year.ends_on):
        return f"Objectives for {year.label} cannot take effect after {date_words(year.ends_on)}"
    return ""
