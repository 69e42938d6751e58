"""Keeping a locality's own plan: what it takes up, its priorities and their milestones."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.periods import LONDON
from csplan.core.worded_dates import WordedDate
from csplan.registers.declaration import Register
from localities.models import Locality
from programme.choices import PlanState
from programme.models import (
    BusinessPlan,
    Milestone,
    MilestoneUpdate,
    QuarterlyReturn,
    Rebaseline,
    WorkItem,
)
from programme.permissions.plans import can_keep_local_plan, can_keep_some_local_plan
from programme.rules.work import is_another_date, is_date_agreed, plan_days
from programme.services.plans import locked_plan, saver_within
from programme.services.stages import start_at_stage
from programme.services.words import clean

REASON_MISSING = "Enter why the agreed date changes"

Saver = Callable[..., Any]


def item_saver(plan: BusinessPlan) -> Saver:
    """Saves a local item; the stage it is added at becomes its first move."""
    return starting_at_stage(saver_within(plan, can_keep_some_local_plan))


def starting_at_stage(save: Saver) -> Saver:
    """A register's ``saver`` of items that keeps the stage of a new one as its first move."""

    @transaction.atomic
    def save_and_start(
        *, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime
    ) -> Any:
        is_new = form.instance.pk is None
        item = save(register=register, form=form, seen=seen, actor=actor, at=at)
        if is_new:
            taken_on_by = form.cleaned_data.get("taken_on_by") or ""
            start_at_stage(item=item, taken_on_by=taken_on_by, actor=actor, at=at)
        return item

    return save_and_start


@transaction.atomic
def take_up(*, item: WorkItem, locality: Locality, actor: Actor, at: dt.datetime) -> WorkItem:
    """Add to the locality's own plan an item that serves the national ``item``.

    Raises NotPermittedError; WrongStateError when the locality takes it up already, or the
    national item or the locality has ended.
    """
    plan = locked_plan(item.outcome.plan)
    if not can_keep_local_plan(actor, plan, locality):
        raise NotPermittedError("Only its own co-ordinators can keep a locality’s plan")
    _refuse_ended(item, locality, at.astimezone(LONDON).date())
    own = WorkItem.objects.filter(locality=locality, outcome=item.outcome_id)
    if own.filter(serves=item, ends_on__isnull=True).exists():
        raise WrongStateError(f"{locality} has taken this up already")
    made = WorkItem.objects.create(
        outcome=item.outcome,
        locality=locality,
        serves=item,
        order=1 + (own.aggregate(last=Max("order"))["last"] or 0),
        text=item.text,
    )
    record(
        action="workitem.added",
        target=made,
        actor=actor.person,
        at=at,
        after={"locality": str(locality), "serves": item.place_and_number, "text": made.text},
    )
    return made


def _refuse_ended(item: WorkItem, locality: Locality, today: dt.date) -> None:
    if item.locality_id is not None or (item.ends_on and item.ends_on < today):
        raise WrongStateError("This can no longer be taken up")
    if locality.ends_on and locality.ends_on < today:
        raise WrongStateError(f"{locality} has closed")


def milestone_saver(plan: BusinessPlan) -> Saver:
    """Saves a milestone. A new one is asked about at once in a return that is still open; an
    agreed date that changes is a re-baseline, which keeps both dates and why.
    """
    save = saver_within(plan, can_keep_some_local_plan)

    @transaction.atomic
    def save_milestone(
        *, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime
    ) -> Milestone:
        before = _stored(form.instance.pk)
        milestone: Milestone = save(register=register, form=form, seen=seen, actor=actor, at=at)
        if before is None:
            ask_about(milestone, at=at)
        elif is_another_date(before.worded_date, milestone.worded_date):
            reason = form.cleaned_data.get("reason") or ""
            _keep_both_dates(before, milestone, reason, actor=actor, at=at)
        return milestone

    return save_milestone


@transaction.atomic
def rebaseline(
    *, milestone: Milestone, date: WordedDate, reason: str, actor: Actor, at: dt.datetime
) -> None:
    """Give the milestone another date; where it was agreed, both dates and why are kept.

    Raises NotPermittedError, or IncompleteError without a reason.
    """
    plan = locked_plan(milestone.work_item.outcome.plan)
    if not can_keep_local_plan(actor, plan, milestone.locality):
        raise NotPermittedError("Only its own co-ordinators can keep a locality’s plan")
    before = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if not is_another_date(before.worded_date, date):
        return
    columns = {
        "date_phrase": date.phrase,
        "date_kind": date.kind,
        "date_earliest": date.earliest,
        "date_latest": date.latest,
        "date_precision": date.precision,
        "baseline_on": date.latest,
    }
    for name, value in columns.items():
        setattr(milestone, name, value)
    milestone.save(update_fields=[*columns])
    _keep_both_dates(before, milestone, reason, actor=actor, at=at)


def _stored(pk: int | None) -> Milestone | None:
    """The milestone as it is now, held until the transaction ends."""
    if pk is None:
        return None
    return Milestone.objects.select_for_update().get(pk=pk)


def ask_about(milestone: Milestone, *, at: dt.datetime) -> None:
    """Add a blank update to the locality's return that may still be written in, if there is one.

    Otherwise it is asked about from the next quarter that is opened. A return that is being
    submitted at this moment either has the milestone in it or is left as it is.
    """
    plan = _plan_now(milestone)
    if plan.state != PlanState.AGREED:
        return
    days = plan_days(plan.first_year, plan.last_year)
    open_returns = QuarterlyReturn.objects.editable_at(at).filter(
        locality=milestone.locality_id, period__starts_on__range=(days.first, days.last)
    )
    for pk, starts_on in open_returns.values_list("pk", "period__starts_on"):
        ended = milestone.ends_on is not None and milestone.ends_on < starts_on
        if not ended and _hold(pk, at=at):
            MilestoneUpdate.objects.create(quarterly_return_id=pk, milestone=milestone)


def _hold(return_id: int, *, at: dt.datetime) -> bool:
    """Lock the return for the rest of the transaction, if it may still be written in."""
    standing = QuarterlyReturn.objects.filter(pk=return_id).editable_at(at)
    return bool(standing.update(version=F("version") + 1))


def _keep_both_dates(
    before: Milestone, milestone: Milestone, reason: str, *, actor: Actor, at: dt.datetime
) -> None:
    """Keep a re-baseline where the date was agreed; a date of a draft just changes."""
    reported = milestone.updates.filter(version__gt=0).exists()
    if not is_date_agreed(_plan_now(milestone).state, has_been_reported=reported):
        return
    why = clean(reason)
    if not why:
        raise IncompleteError(REASON_MISSING)
    Rebaseline.objects.create(
        milestone=milestone,
        from_phrase=before.date_phrase,
        to_phrase=milestone.date_phrase,
        from_on=before.baseline_on,
        to_on=milestone.baseline_on,
        reason=why,
        by=actor.person,
        at=at,
    )
    record(
        action="milestone.rebaselined",
        target=milestone,
        actor=actor.person,
        at=at,
        before={"agreed_date": _words(before.worded_date)},
        after={"agreed_date": _words(milestone.worded_date), "reason": why},
    )


def _plan_now(milestone: Milestone) -> BusinessPlan:
    """The plan as it is, which the saver holds, and not as the page read it."""
    return BusinessPlan.objects.get(pk=milestone.work_item.outcome.plan_id)


def _words(date: WordedDate) -> str:
    return f"{date.phrase} ({date.meaning})" if date.phrase else date.meaning
