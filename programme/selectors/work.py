"""A locality's own plan as its page shows it, and what its keepers may choose from."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from csplan.accounts.actors import Actor
from csplan.core.periods import FinancialYear
from csplan.core.ratings import Rating
from localities.models import Locality
from programme.choices import AFTER_SUBMISSION
from programme.models import (
    BusinessPlan,
    Milestone,
    MilestoneUpdate,
    Outcome,
    QuarterlyReturn,
    Rebaseline,
    WorkItem,
)
from programme.permissions.plans import can_frame
from programme.selectors.delivery import own_localities


def kept_localities(actor: Actor, plan: BusinessPlan, on: dt.date) -> QuerySet[Locality]:
    """The localities whose part of the plan ``actor`` may keep, of those there are ``on``."""
    return ever_kept(actor, plan).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def ever_kept(actor: Actor, plan: BusinessPlan) -> QuerySet[Locality]:
    """The same, and those that have ended."""
    return Locality.objects.all() if can_frame(actor, plan) else own_localities(actor)


def local_items(plan: BusinessPlan) -> QuerySet[WorkItem]:
    """Every locality's items, with what names them."""
    return WorkItem.objects.filter(outcome__plan=plan, locality__isnull=False).select_related(
        "locality__cluster", "outcome__plan", "serves__outcome", "source"
    )


def national_items(plan: BusinessPlan) -> QuerySet[WorkItem]:
    items = WorkItem.objects.filter(outcome__plan=plan, locality__isnull=True)
    return items.select_related("outcome").order_by("outcome__order", "order")


def plan_milestones(plan: BusinessPlan) -> QuerySet[Milestone]:
    """Every milestone of the plan, with what names it."""
    return Milestone.objects.filter(work_item__outcome__plan=plan).select_related(
        "locality__cluster", "work_item__locality", "work_item__outcome__plan", "source"
    )


def owners(rows: QuerySet[WorkItem] | QuerySet[Milestone]) -> list[tuple[str, str]]:
    """Everybody who answers for one of the rows, to filter by. One query."""
    named = rows.exclude(owner="").order_by("owner").values_list("owner", flat=True).distinct()
    return [(name, name) for name in named]


# The plans of all localities


@dataclass(frozen=True, slots=True)
class LocalityLine:
    """How much of the plan one locality has made its own."""

    locality: Locality
    taken_up: int
    priorities: int
    milestones: int


def locality_lines(plan: BusinessPlan) -> list[LocalityLine]:
    """The localities of the plan's years, and any that has a part in it. Three queries."""
    items, milestones = _item_counts(plan), _milestone_counts(plan)
    return [
        LocalityLine(locality, *items.get(locality.pk, (0, 0)), milestones.get(locality.pk, 0))
        for locality in _localities(plan, {*items, *milestones})
    ]


def _item_counts(plan: BusinessPlan) -> dict[int | None, tuple[int, int]]:
    """By locality, how many national items it takes up and how many priorities it has."""
    local = WorkItem.objects.filter(outcome__plan=plan, locality__isnull=False).order_by()
    rows = local.values_list("locality").annotate(
        taken_up=Count("serves", distinct=True),
        priorities=Count("pk", filter=Q(serves__isnull=True)),
    )
    return {locality: (taken_up, priorities) for locality, taken_up, priorities in rows}


def _milestone_counts(plan: BusinessPlan) -> dict[int, int]:
    rows = Milestone.objects.filter(work_item__outcome__plan=plan).order_by()
    return dict(rows.values_list("locality").annotate(Count("pk")))


def _localities(plan: BusinessPlan, taking_part: set[int | None]) -> QuerySet[Locality]:
    first, last = FinancialYear(plan.first_year), FinancialYear(plan.last_year)
    of_its_years = (Q(starts_on__isnull=True) | Q(starts_on__lte=last.ends_on)) & (
        Q(ends_on__isnull=True) | Q(ends_on__gte=first.starts_on)
    )
    found = Locality.objects.filter(of_its_years | Q(pk__in=taking_part))
    return found.select_related("cluster").order_by("cluster__order", "order", "name")


# One locality's plan


@dataclass(frozen=True, slots=True)
class MilestoneInPlan:
    """A milestone, the last that was reported of it, and the dates agreed for it before."""

    milestone: Milestone
    last: MilestoneUpdate | None
    rebaselines: tuple[Rebaseline, ...]
    is_overdue: bool

    @property
    def has_ended(self) -> bool:
        return self.milestone.ends_on is not None


@dataclass(frozen=True, slots=True)
class ItemInPlan:
    """One of the locality's own items with its milestones."""

    item: WorkItem
    milestones: tuple[MilestoneInPlan, ...]
    national: WorkItem | None
    """What it takes up; nothing for a local priority."""


@dataclass(frozen=True, slots=True)
class NationalInPlan:
    """A national item, and what the locality does towards it; nothing when not taken up."""

    item: WorkItem
    own: tuple[ItemInPlan, ...]
    can_be_taken_up: bool


@dataclass(frozen=True, slots=True)
class OutcomeInPlan:
    """One outcome of the locality's plan."""

    outcome: Outcome
    national: tuple[NationalInPlan, ...]
    priorities: tuple[ItemInPlan, ...]

    @property
    def own(self) -> list[ItemInPlan]:
        """What the locality does: first what it takes up, then its priorities."""
        return [*(item for each in self.national for item in each.own), *self.priorities]

    @property
    def taken_up(self) -> list[NationalInPlan]:
        return [each for each in self.national if each.own]

    @property
    def not_taken_up(self) -> list[NationalInPlan]:
        return [each for each in self.national if each.can_be_taken_up]


@dataclass(frozen=True, slots=True)
class LocalPlan:
    """Everything the locality does under the plan."""

    outcomes: tuple[OutcomeInPlan, ...]

    @property
    def taken_up_count(self) -> int:
        return sum(len(part.taken_up) for part in self.outcomes)

    @property
    def national_count(self) -> int:
        return sum(len(part.national) for part in self.outcomes)

    @property
    def priority_count(self) -> int:
        return sum(len(part.priorities) for part in self.outcomes)

    @property
    def milestone_count(self) -> int:
        return sum(len(item.milestones) for part in self.outcomes for item in part.own)


def local_plan(plan: BusinessPlan, locality: Locality, *, actor: Actor, on: dt.date) -> LocalPlan:
    """The locality's own plan in the order of the whole. Six queries at most."""
    national = _by_outcome(national_items(plan))
    named = {item.pk: item for items in national.values() for item in items}
    own = _own_items(plan, locality, named, actor=actor, on=on)
    outcomes = plan.outcomes.select_related("group").order_by("order")
    return LocalPlan(
        tuple(_outcome_part(each, national[each.pk], own[each.pk], on) for each in outcomes)
    )


def _by_outcome(items: Iterable[WorkItem]) -> Mapping[int, list[WorkItem]]:
    found: dict[int, list[WorkItem]] = defaultdict(list)
    for item in items:
        found[item.outcome_id].append(item)
    return found


def _own_items(
    plan: BusinessPlan,
    locality: Locality,
    national: Mapping[int, WorkItem],
    *,
    actor: Actor,
    on: dt.date,
) -> Mapping[int, list[ItemInPlan]]:
    milestones = _milestones(plan, locality, actor=actor, on=on)
    items = WorkItem.objects.filter(outcome__plan=plan, locality=locality)
    found: dict[int, list[ItemInPlan]] = defaultdict(list)
    for item in items.select_related("outcome").order_by("outcome__order", "order"):
        served = national.get(item.serves_id) if item.serves_id else None
        found[item.outcome_id].append(ItemInPlan(item, tuple(milestones[item.pk]), served))
    return found


def _milestones(
    plan: BusinessPlan, locality: Locality, *, actor: Actor, on: dt.date
) -> Mapping[int, list[MilestoneInPlan]]:
    rows = Milestone.objects.filter(work_item__outcome__plan=plan, locality=locality)
    milestones = list(rows.order_by("work_item", "order"))
    last = last_updates(milestones, actor)
    before = _rebaselines(milestones)
    found: dict[int, list[MilestoneInPlan]] = defaultdict(list)
    for each in milestones:
        update = last.get(each.pk)
        overdue = each.ends_on is None and each.worded_date.is_overdue(on)
        done = update is not None and update.rating == Rating.COMPLETE
        line = MilestoneInPlan(each, update, tuple(before[each.pk]), overdue and not done)
        found[each.work_item_id].append(line)
    return found


def last_updates(milestones: Iterable[Milestone], actor: Actor) -> dict[int, MilestoneUpdate]:
    """The latest that was reported of each, of what ``actor`` may read. One query.

    What was never submitted was not reported.
    """
    readable = QuarterlyReturn.objects.visible_to(actor).filter(state__in=AFTER_SUBMISSION)
    updates = MilestoneUpdate.objects.filter(
        milestone__in=[each.pk for each in milestones],
        version__gt=0,
        quarterly_return__in=readable,
    ).select_related("quarterly_return__period")
    in_turn = updates.order_by("quarterly_return__period__starts_on", "quarterly_return__revision")
    return {update.milestone_id: update for update in in_turn}


def _rebaselines(milestones: Iterable[Milestone]) -> Mapping[int, list[Rebaseline]]:
    found: dict[int, list[Rebaseline]] = defaultdict(list)
    for each in Rebaseline.objects.filter(milestone__in=[m.pk for m in milestones]).order_by("pk"):
        found[each.milestone_id].append(each)
    return found


def _outcome_part(
    outcome: Outcome, national: list[WorkItem], own: list[ItemInPlan], on: dt.date
) -> OutcomeInPlan:
    known = {item.pk for item in national}
    return OutcomeInPlan(
        outcome=outcome,
        national=tuple(_national_part(item, own, on) for item in national),
        priorities=tuple(each for each in own if each.item.serves_id not in known),
    )


def _national_part(item: WorkItem, own: list[ItemInPlan], on: dt.date) -> NationalInPlan:
    towards = tuple(each for each in own if each.item.serves_id == item.pk)
    has_ended = item.ends_on is not None and item.ends_on < on
    running = any(each.item.ends_on is None for each in towards)
    return NationalInPlan(item, towards, can_be_taken_up=not (running or has_ended))
