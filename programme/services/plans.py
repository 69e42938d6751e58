"""Agreeing, taking back and closing a plan, keeping its lines, and giving it its quarters."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.models import ReportingPeriod
from csplan.registers.declaration import Register
from csplan.registers.many import save_many
from csplan.registers.services import save_record
from programme.choices import PlanState
from programme.models import BusinessPlan, PlanTransition
from programme.permissions.plans import can_decide_plans, can_frame, can_start_plans
from programme.rules.periods import usual_days
from programme.selectors.plan_checks import (
    has_been_reported_on,
    missing_quarters,
    periods_of,
    plan_findings,
    unfinished_quarters,
)
from programme.services.words import clean

Allowed = Callable[[Actor, BusinessPlan], bool]


@transaction.atomic
def agree_plan(
    *, plan: BusinessPlan, actor: Actor, at: dt.datetime, in_spite_of_warnings: bool = False
) -> None:
    """Make a draft the plan everybody reports on.

    Raises NotPermittedError; WrongStateError unless it is a draft; IncompleteError when
    something that blocks is missing, or something else is and nobody said to go on.
    """
    _refuse_others(actor)
    plan = locked_plan(plan)
    _refuse_other_states(plan, PlanState.DRAFT)
    missing = plan_findings(plan)
    if any(each.blocks for each in missing):
        raise IncompleteError(" ".join(each.words for each in missing if each.blocks))
    if missing and not in_spite_of_warnings:
        raise IncompleteError("Confirm that the plan is agreed with what is missing")
    _move(plan, PlanState.AGREED, "plan.agreed", "", actor, at)


@transaction.atomic
def take_back_plan(*, plan: BusinessPlan, reason: str, actor: Actor, at: dt.datetime) -> None:
    """Make an agreed plan a draft again, while no quarter has been opened under it.

    Waits for a quarter that is being opened. Raises NotPermittedError, WrongStateError, or
    IncompleteError without a reason.
    """
    _refuse_others(actor)
    # Opening a quarter holds its row, then asks which plans are agreed.
    list(periods_of(plan).select_for_update())
    plan = locked_plan(plan)
    _refuse_other_states(plan, PlanState.AGREED)
    if has_been_reported_on(plan):
        raise WrongStateError("A quarter has been opened under this plan, so it stays agreed")
    words = _reason(reason, "Enter why the plan goes back to draft")
    _move(plan, PlanState.DRAFT, "plan.taken_back", words, actor, at)


@transaction.atomic
def close_plan(*, plan: BusinessPlan, reason: str, actor: Actor, at: dt.datetime) -> None:
    """Close an agreed plan for good; nothing in it changes after that.

    Raises NotPermittedError, WrongStateError, or IncompleteError when quarters are not
    finished and ``reason`` does not say why it is closed all the same.
    """
    _refuse_others(actor)
    plan = locked_plan(plan)
    _refuse_other_states(plan, PlanState.AGREED)
    words = clean(reason)
    if unfinished_quarters(plan) and not words:
        raise IncompleteError("Enter why the plan is closed before its quarters are finished")
    _move(plan, PlanState.CLOSED, "plan.closed", words, actor, at)


@transaction.atomic
def make_quarters(*, plan: BusinessPlan, actor: Actor, at: dt.datetime) -> int:
    """Give the quarters of the plan's years their usual dates where they have none.

    Returns how many were made. Raises NotPermittedError.
    """
    if not can_start_plans(actor):
        raise NotPermittedError("You may not add quarters")
    made = 0
    for quarter in missing_quarters(plan):
        days = usual_days(quarter)
        period, is_new = ReportingPeriod.objects.get_or_create(
            starts_on=quarter.starts_on,
            defaults={
                "opens_at": days.opens_at,
                "due_at": days.due_at,
                "closes_at": days.closes_at,
            },
        )
        if is_new:
            made += 1
            after = {"due_at": period.due_at, "closes_at": period.closes_at}
            record(
                action="reportingperiod.added",
                target=period,
                actor=actor.person,
                at=at,
                after={"opens_at": period.opens_at, **after},
            )
    return made


def saver_within(plan: BusinessPlan, allowed: Allowed = can_frame) -> Callable[..., Any]:
    """A register's ``saver`` that holds the plan as it is until the line is saved.

    Agreeing or closing the plan waits for it, and it for them, so that no line slips in after.
    """

    @transaction.atomic
    def save(*, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime) -> Any:
        _hold(plan, allowed, register, [form], actor)
        return save_record(register=register, form=form, seen=seen, actor=actor, at=at)

    return save


def many_saver_within(plan: BusinessPlan, allowed: Allowed = can_frame) -> Callable[..., None]:
    """The same for all rows of a file together."""

    @transaction.atomic
    def save(
        *, register: Register, forms: Iterable[tuple[Any, str]], actor: Actor, at: dt.datetime
    ) -> None:
        rows = list(forms)
        _hold(plan, allowed, register, [form for form, _ in rows], actor)
        save_many(register=register, forms=rows, actor=actor, at=at)

    return save


def _hold(
    plan: BusinessPlan, allowed: Allowed, register: Register, forms: Iterable[Any], actor: Actor
) -> None:
    """Hold the plan until the end, and number what has no number yet."""
    if not allowed(actor, locked_plan(plan)):
        raise NotPermittedError(f"You may not change {register.plural}")
    for form in forms:
        take_number = getattr(form, "take_number", None)
        if take_number is not None:
            take_number()


def locked_plan(plan: BusinessPlan) -> BusinessPlan:
    """The plan as it is now, held until the transaction ends."""
    return BusinessPlan.objects.select_for_update().get(pk=plan.pk)


def _refuse_others(actor: Actor) -> None:
    if not can_decide_plans(actor):
        raise NotPermittedError("Only the Head of CS Local can agree, take back or close a plan")


def _refuse_other_states(plan: BusinessPlan, state: PlanState) -> None:
    if plan.state != state:
        now = plan.get_state_display().lower()
        raise WrongStateError(f"You cannot do this now: the plan is {now}")


def _reason(words: str, missing: str) -> str:
    cleaned = clean(words)
    if not cleaned:
        raise IncompleteError(missing)
    return cleaned


def _move(
    plan: BusinessPlan, to: PlanState, action: str, reason: str, actor: Actor, at: dt.datetime
) -> None:
    before = plan.state
    moved = BusinessPlan.objects.filter(pk=plan.pk, state=before).update(state=to)
    if not moved:
        raise WrongStateError("The plan has moved on: open it again")
    PlanTransition.objects.create(
        plan=plan, from_state=before, to_state=to, reason=reason, by=actor.person, at=at
    )
    after = {"state": to.label, "reason": reason} if reason else {"state": to.label}
    record(
        action=action,
        target=plan,
        actor=actor.person,
        at=at,
        before={"state": PlanState(before).label},
        after=after,
    )
