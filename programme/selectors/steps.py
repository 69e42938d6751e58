"""What somebody may do with a return at a given moment."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.core.models import ReportingPeriod
from programme.choices import ReturnAction, ReturnState
from programme.models import QuarterlyReturn
from programme.permissions.returns import (
    can_accept,
    can_correct,
    can_edit,
    can_run_periods,
    can_send_back,
    can_sign_off,
    can_submit,
    can_withdraw,
)
from programme.rules.returns import may_send_back, next_state


@dataclass(frozen=True, slots=True)
class Steps:
    """Which steps to offer. The services decide again when one is taken."""

    edit: bool = False
    submit: bool = False
    withdraw: bool = False
    sign_off: bool = False
    send_back: bool = False
    accept: bool = False
    extend: bool = False
    correct: bool = False
    is_barred_as_author: bool = False


def steps(
    actor: Actor,
    quarterly_return: QuarterlyReturn,
    *,
    at: dt.datetime,
    authors: Callable[[], frozenset[int]],
) -> Steps:
    """The steps open to ``actor`` now; asks for the authors if a signature is what comes next."""
    state = quarterly_return.state
    would_sign = _would_sign(actor, quarterly_return)
    author_ids = authors() if would_sign else frozenset()
    signs = can_sign_off(actor, quarterly_return, author_ids=author_ids)
    accepts = can_accept(actor, author_ids=author_ids)
    return Steps(
        edit=can_edit(actor, quarterly_return) and quarterly_return.is_editable_at(at),
        submit=can_submit(actor, quarterly_return) and _leads(ReturnAction.SUBMIT, state),
        withdraw=can_withdraw(actor, quarterly_return) and _leads(ReturnAction.WITHDRAW, state),
        sign_off=signs and _leads(ReturnAction.SIGN_OFF, state),
        send_back=can_send_back(actor, quarterly_return)
        and may_send_back(state, is_national=actor.has(Role.NATIONAL_TEAM)),
        accept=accepts and _leads(ReturnAction.ACCEPT, state),
        extend=can_run_periods(actor) and state == ReturnState.OPEN,
        correct=can_correct(actor) and _leads(ReturnAction.CORRECT, state),
        is_barred_as_author=would_sign and actor.person.pk in author_ids,
    )


def can_open_now(actor: Actor, period: ReportingPeriod, *, at: dt.datetime) -> bool:
    """Whether to offer opening the period. One query for those who may."""
    return can_run_periods(actor) and not period.is_closed_at(at) and not period.returns.exists()


def can_close_now(actor: Actor, period: ReportingPeriod, *, at: dt.datetime) -> bool:
    return can_run_periods(actor) and period.is_open_at(at)


def _leads(action: ReturnAction, state: str) -> bool:
    return next_state(action, state) is not None


def _would_sign(actor: Actor, quarterly_return: QuarterlyReturn) -> bool:
    """Whether a signature of somebody in the actor's role is what the return waits for."""
    if quarterly_return.state == ReturnState.SUBMITTED:
        return quarterly_return.locality_id in actor.locality_ids(Role.SRO)
    return quarterly_return.state == ReturnState.SIGNED_OFF and actor.has(Role.NATIONAL_TEAM)
