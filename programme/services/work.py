"""Keeping a locality's own plan: what it takes up, its priorities and their milestones."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.periods import london_day
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
from programme.services.plans import locked_plan, many_saver_within, saver_within
from programme.services.stages import start_many
from programme.services.words import clean

REASON_MISSING = "Enter why the agreed date changes"

Saver = Callable[..., Any]
ManySaver = Callable[..., None]


def item_saver(plan: BusinessPlan) -> Saver:
    """Saves a local item; the stage it is added at becomes its first move."""
    return starting_at_stage(saver_within(plan, can_keep_some_local_plan))


def item_many_saver(plan: BusinessPlan) -> ManySaver:
    """The same for all rows of a file together."""
    return starting_many_at_stage(many_saver_within(plan, can_keep_some_local_plan))


def starting_at_stage(save: Saver) -> Saver:
    """A register's ``saver`` of items that keeps the stage of a new one as its first move."""

    @transaction.atomic
    def save_and_start(
        *, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime
    ) -> Any:
        new = _new([form])
        item = save(register=register, form=form, seen=seen, actor=actor, at=at)
        start_many(map(_start_of, new), actor=actor, at=at)
        return item

    return save_and_start


def starting_many_at_stage(save: ManySaver) -> ManySaver:
    """The same for a register's ``many_saver``."""

    @transaction.atomic
    def save_and_start(
        *, register: Register, forms: Iterable[tuple[Any, str]], actor: Actor, at: dt.datetime
    ) -> None:
        rows = list(forms)
        new = _new(form for form, _ in rows)
        save(register=register, forms=rows, actor=actor, at=at)
        start_many(map(_start_of, new), actor=actor, at=at)

    return save_and_start


def _new(forms: Iterable[Any]) -> list[Any]:
    """The forms of what is not saved yet."""
    return [form for form in forms if form.instance.pk is None]


def _start_of(form: Any) -> tuple[WorkItem, str]:
    return form.instance, form.cleaned_data.get("taken_on_by") or ""


@transaction.atomic
def take_up(*, item: WorkItem, locality: Locality, actor: Actor, at: dt.datetime) -> WorkItem:
    """Add to the locality's own plan an item that serves the national ``item``.

    Raises NotPermittedError; WrongStateError when the locality takes it up already, or the
    national item or the locality has ended.
    """
    plan = locked_plan(item.outcome.plan)
    if not can_keep_local_plan(actor, plan, locality):
        raise NotPermittedError("Only its own co-ordinators can keep a locality’s plan")
    _refuse_ended(item, locality, london_day(at))
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
        new, before = _new([form]), _held([form])
        milestone: Milestone = save(register=register, form=form, seen=seen, actor=actor, at=at)
        _follow_up(plan, [form], new, before, actor=actor, at=at)
        return milestone

    return save_milestone


def milestone_many_saver(plan: BusinessPlan) -> ManySaver:
    """The same for all rows of a file together."""
    save = many_saver_within(plan, can_keep_some_local_plan)

    @transaction.atomic
    def save_milestones(
        *, register: Register, forms: Iterable[tuple[Any, str]], actor: Actor, at: dt.datetime
    ) -> None:
        rows = list(forms)
        drawn = [form for form, _ in rows]
        new, before = _new(drawn), _held(drawn)
        save(register=register, forms=rows, actor=actor, at=at)
        _follow_up(plan, drawn, new, before, actor=actor, at=at)

    return save_milestones


def _held(forms: Iterable[Any]) -> dict[int, Milestone]:
    """The milestones that change as they are now, held until the transaction ends."""
    keys = [form.instance.pk for form in forms if form.instance.pk is not None]
    stored = Milestone.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {each.pk: each for each in stored}


def _follow_up(
    plan: BusinessPlan,
    forms: Iterable[Any],
    new: Iterable[Any],
    before: Mapping[int, Milestone],
    *,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """What saving milestones brings along: what is asked about now, and dates that moved."""
    ask_about([form.instance for form in new], plan=plan, at=at)
    for form in forms:
        was = before.get(form.instance.pk)
        if was and is_another_date(was.worded_date, form.instance.worded_date):
            reason = form.cleaned_data.get("reason") or ""
            _keep_both_dates(was, form.instance, reason, actor=actor, at=at)


def ask_about(milestones: Collection[Milestone], *, plan: BusinessPlan, at: dt.datetime) -> None:
    """Add a blank update of each to its locality's return, where that may still be written in.

    Otherwise it is asked about from the next quarter that is opened. A return that is being
    submitted at this moment either has them all in it or is left as it is. A correction is of
    what was published, which knew nothing of them.
    """
    now = BusinessPlan.objects.get(pk=plan.pk)
    if now.state != PlanState.AGREED or not milestones:
        return
    days = plan_days(now.first_year, now.last_year)
    open_returns = QuarterlyReturn.objects.editable_at(at).filter(
        revision=1,
        locality__in={each.locality_id for each in milestones},
        period__starts_on__range=(days.first, days.last),
    )
    rows = open_returns.order_by("pk").values_list("pk", "locality", "period__starts_on")
    for pk, locality, starts_on in rows:
        due = [one for one in milestones if _is_asked_in(one, locality, starts_on)]
        if due and _hold(pk, at=at):
            MilestoneUpdate.objects.bulk_create(
                MilestoneUpdate(quarterly_return_id=pk, milestone=one) for one in due
            )


def _is_asked_in(milestone: Milestone, locality: int, starts_on: dt.date) -> bool:
    has_ended = milestone.ends_on is not None and milestone.ends_on < starts_on
    return milestone.locality_id == locality and not has_ended


def _hold(return_id: int, *, at: dt.datetime) -> bool:
    """Lock the return for the rest of the transaction, if it may still be written in."""
    standing = QuarterlyReturn.objects.filter(pk=return_id).editable_at(at)
    return bool(standing.update(version=F("version") + 1))


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
