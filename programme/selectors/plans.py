"""A business plan as its page shows it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from csplan.core.models import SourceDocument
from csplan.registers.slugs import free_slug
from programme.models import BusinessPlan, Measure, Offer, Outcome, OutcomeGroup, WorkItem

ADDRESSES_TAKEN = frozenset({"add", "import"})


@dataclass(frozen=True, slots=True)
class NationalItem:
    """A work programme item, and how many local items serve it."""

    item: WorkItem
    local_count: int


@dataclass(frozen=True, slots=True)
class OutcomePart:
    """One outcome with its work programme and measures.

    ``opens_group`` is the upper level that begins with it; None inside the same one.
    """

    outcome: Outcome
    opens_group: OutcomeGroup | None
    items: tuple[NationalItem, ...]
    other_local_count: int
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The whole of a plan; ``sources`` are the documents any part of it came from."""

    plan: BusinessPlan
    outcomes: tuple[OutcomePart, ...]
    offers: tuple[Offer, ...]
    sources: tuple[SourceDocument, ...]


def plan_page(plan: BusinessPlan) -> PlanPage:
    """The plan's parts in their own order. Five queries, whatever its size."""
    outcomes = list(plan.outcomes.select_related("source", "group").order_by(*_order(plan)))
    opening = _opening_groups(outcomes)
    items = _items_by_outcome(plan)
    others = _local_items_serving_none(plan)
    measures = _measures_by_outcome(plan)
    offers = tuple(plan.offers.select_related("source").order_by("order"))
    return PlanPage(
        plan=plan,
        outcomes=tuple(
            OutcomePart(
                outcome=outcome,
                opens_group=opening[outcome.pk],
                items=tuple(items[outcome.pk]),
                other_local_count=others.get(outcome.pk, 0),
                measures=tuple(measures[outcome.pk]),
            )
            for outcome in outcomes
        ),
        offers=offers,
        sources=_sources([plan, *outcomes, *offers]),
    )


def _order(plan: BusinessPlan) -> tuple[Any, ...]:
    """Outcomes stand under their groups where the plan has that level; those in none come last."""
    return (F("group__order").asc(nulls_last=True), "order") if plan.group_singular else ("order",)


def _opening_groups(outcomes: Iterable[Outcome]) -> Mapping[int, OutcomeGroup | None]:
    """For each outcome by its key, the group it is the first of."""
    seen: set[int] = set()
    opening: dict[int, OutcomeGroup | None] = {}
    for outcome in outcomes:
        group = outcome.group
        is_first = group is not None and group.pk not in seen
        opening[outcome.pk] = group if is_first else None
        if group is not None:
            seen.add(group.pk)
    return opening


def _items_by_outcome(plan: BusinessPlan) -> Mapping[int, list[NationalItem]]:
    items = (
        WorkItem.objects.filter(outcome__plan=plan, locality__isnull=True)
        .annotate(local_count=Count("local_items"))
        .order_by("outcome__order", "order")
    )
    by_outcome: dict[int, list[NationalItem]] = defaultdict(list)
    for item in items:
        by_outcome[item.outcome_id].append(NationalItem(item, item.local_count))
    return by_outcome


def _local_items_serving_none(plan: BusinessPlan) -> Mapping[int, int]:
    rows = (
        WorkItem.objects.filter(outcome__plan=plan, locality__isnull=False, serves__isnull=True)
        .order_by()
        .values_list("outcome_id")
        .annotate(Count("pk"))
    )
    return dict(rows)


def _measures_by_outcome(plan: BusinessPlan) -> Mapping[int, list[Measure]]:
    by_outcome: dict[int, list[Measure]] = defaultdict(list)
    for measure in Measure.objects.filter(outcome__plan=plan).order_by("outcome__order", "order"):
        by_outcome[measure.outcome_id].append(measure)
    return by_outcome


def _sources(records: Iterable[BusinessPlan | Outcome | Offer]) -> tuple[SourceDocument, ...]:
    found = {record.source.pk: record.source for record in records if record.source}
    return tuple(found.values())


def plan_slug(title: str) -> str:
    """A free address for a plan; none that a page of its own has, or a number could be."""
    words = title.replace("/", "-")
    slug = free_slug(BusinessPlan, words)
    if slug in ADDRESSES_TAKEN or slug.isdecimal():
        return free_slug(BusinessPlan, f"plan {words}")
    return slug
