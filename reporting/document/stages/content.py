"""The stage of each work programme item at the end of a pack's quarter, read once and frozen."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Q

from csplan.core.models import ReportingPeriod
from programme.models import BusinessPlan, StageMove, WorkItem
from programme.rules.stages import Moved, stages_on

Json = dict[str, Any]


def pack_stages(plans: Iterable[BusinessPlan], period: ReportingPeriod) -> Json:
    """Items that had begun by the quarter's last day and not ended before it, and their moves.

    Each with its stage on that day and on the last day of the quarter before. Two queries.
    """
    on, since = period.quarter.ends_on, period.quarter.previous.ends_on
    moves = list(_moves(plans))
    moved = [Moved(each.work_item_id, each.to_stage, each.moved_on) for each in moves]
    now, before, ever = stages_on(moved, on), stages_on(moved, since), {m.item_id for m in moved}
    begun = [each for each in _items(plans, period) if each.pk in now or each.pk not in ever]
    rows = [_item(each, now, before, has_moved=each.pk in ever) for each in begun]
    told = {row["id"] for row in rows}
    in_quarter = [
        _move(each)
        for each in moves
        if each.work_item_id in told and each.from_stage and since < each.moved_on <= on
    ]
    return {
        "on": on.isoformat(),
        "since": since.isoformat(),
        "items": rows,
        "moves": in_quarter,
        "is_illustrative": any(row["is_illustrative"] for row in rows + in_quarter),
    }


def _moves(plans: Iterable[BusinessPlan]) -> Iterable[StageMove]:
    rows = StageMove.objects.filter(work_item__outcome__plan__in=plans)
    return rows.order_by("moved_on", "pk")


def _items(plans: Iterable[BusinessPlan], period: ReportingPeriod) -> Iterable[WorkItem]:
    """The national items of each outcome, then each locality's, in the order of the plans."""
    running = Q(ends_on__isnull=True) | Q(ends_on__gte=period.quarter.ends_on)
    rows = WorkItem.objects.filter(running, outcome__plan__in=plans)
    return rows.select_related("outcome", "locality__cluster").order_by(
        "outcome__plan__first_year",
        "outcome__plan__title",
        "outcome__plan",
        "outcome__order",
        F("locality__cluster__order").asc(nulls_first=True),
        "locality__order",
        "locality__name",
        "order",
        "pk",
    )


def _item(
    each: WorkItem, now: Mapping[int, str], before: Mapping[int, str], *, has_moved: bool
) -> Json:
    """``stage_before`` is None of one that had not begun by then."""
    return {
        "id": each.pk,
        "outcome": each.outcome_id,
        "locality": each.locality.slug if each.locality else None,
        "locality_name": each.locality.name if each.locality else "",
        "number": each.number,
        "text": each.text,
        "serves": each.serves_id,
        "stage": now.get(each.pk, each.stage),
        "stage_before": before.get(each.pk) if has_moved else each.stage,
        "is_illustrative": each.is_illustrative,
    }


def _move(each: StageMove) -> Json:
    return {
        "item": each.work_item_id,
        "from_stage": each.from_stage,
        "to_stage": each.to_stage,
        "moved_on": each.moved_on.isoformat(),
        "reason": each.reason,
        "taken_on_by": each.taken_on_by,
        "is_illustrative": each.is_illustrative,
    }
