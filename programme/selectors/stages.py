"""The mix of stages by locality on a day, and how it moved."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet

from localities.models import Locality
from programme.models import BusinessPlan, StageMove, WorkItem
from programme.rules.stages import STAGES, Mix, Moved, stage_words, stages_on
from programme.rules.work import plan_days

NATIONAL = "National"
BAR_WIDTH = 160
"""Units of the drawing, whatever the screen makes of them."""


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many items of a place were at a stage, and how many at the start where that differs."""

    stage: str
    words: str
    count: int
    was: int

    @property
    def has_changed(self) -> bool:
        return self.count != self.was


@dataclass(frozen=True, slots=True)
class MixLine:
    """One locality's items by stage; the national ones have no locality."""

    name: str
    locality: Locality | None
    mix: Mix
    start: Mix

    @property
    def counts(self) -> list[StageCount]:
        return [
            StageCount(stage, stage_words(stage), self.mix.at(stage), self.start.at(stage))
            for stage in STAGES
        ]

    @property
    def segments(self) -> list[tuple[str, float, float]]:
        return self.mix.segments(BAR_WIDTH)


@dataclass(frozen=True, slots=True)
class StagePage:
    """The mix on a day beside the mix at the start of the plan."""

    on: dt.date
    start: dt.date
    lines: tuple[MixLine, ...]
    whole: MixLine

    @property
    def rows(self) -> tuple[MixLine, ...]:
        """Each place, then all localities together."""
        return (*self.lines, self.whole)


def plan_moves(plan: BusinessPlan) -> QuerySet[StageMove]:
    """Every move of the plan's items, with what names them."""
    return StageMove.objects.filter(work_item__outcome__plan=plan).select_related(
        "work_item__locality__cluster", "work_item__outcome__plan", "recorded_by"
    )


def last_takers() -> QuerySet[StageMove, Any]:
    """For each outer item, who took it on when it last moved; nobody unless it is embedded."""
    moves = StageMove.objects.filter(work_item=OuterRef("pk")).order_by("-moved_on", "-pk")
    return moves.values("taken_on_by")[:1]


def moves_between(plan: BusinessPlan, first: dt.date, last: dt.date) -> QuerySet[StageMove]:
    """What moved from ``first`` to ``last``, the latest first; what only began is left out."""
    moves = plan_moves(plan).filter(moved_on__range=(first, last)).exclude(from_stage="")
    return moves.order_by("-moved_on", "-pk")


def item_moves(item: WorkItem) -> list[StageMove]:
    """How the item came to its stage, the latest first. One query."""
    return list(item.moves.select_related("recorded_by").order_by("-moved_on", "-pk"))


def stage_page(plan: BusinessPlan, *, on: dt.date) -> StagePage:
    """The mix on ``on``, and at the start of the plan if that is earlier. Three queries."""
    start = min(on, plan_days(plan.first_year, plan.last_year).first)
    items = list(WorkItem.objects.filter(outcome__plan=plan).values_list(*ITEM))
    moved = _moved(plan)
    now, then = (_by_place(items, moved, day) for day in (on, start))
    names = _places({place for _, place, *_ in items if place is not None})
    lines = [
        MixLine(name, locality, Mix.of(now[place]), Mix.of(then[place]))
        for place, name, locality in names
        if now[place] or then[place]
    ]
    return StagePage(on, start, tuple(lines), _whole(now, then))


ITEM = ("pk", "locality", "stage", "ends_on")
Item = tuple[int, int | None, str, dt.date | None]
Places = Mapping[int | None, list[str]]


def _moved(plan: BusinessPlan) -> list[Moved]:
    rows = StageMove.objects.filter(work_item__outcome__plan=plan).order_by("moved_on", "pk")
    return [Moved(*row) for row in rows.values_list("work_item_id", "to_stage", "moved_on")]


def _by_place(items: Iterable[Item], moved: Sequence[Moved], day: dt.date) -> Places:
    """The stages of the items each place had on ``day``: begun by then, and not ended.

    One that never moved has been at its stage, or at none, all the time.
    """
    stages, ever_moved = stages_on(moved, day), {each.item_id for each in moved}
    found: dict[int | None, list[str]] = defaultdict(list)
    for pk, place, stage, ends_on in items:
        has_begun = pk in stages or pk not in ever_moved
        if has_begun and (ends_on is None or ends_on >= day):
            found[place].append(stages.get(pk, stage))
    return found


def _places(localities: set[int]) -> list[tuple[int | None, str, Locality | None]]:
    rows = Locality.objects.filter(pk__in=localities)
    in_order = rows.order_by("cluster__order", "order", "name")
    return [(None, NATIONAL, None), *((row.pk, row.name, row) for row in in_order)]


def _whole(now: Places, then: Places) -> MixLine:
    """Every locality's items together; the national ones are counted on their own."""
    return MixLine("All localities", None, Mix.of(_local(now)), Mix.of(_local(then)))


def _local(places: Places) -> Sequence[str]:
    return [stage for place, stages in places.items() if place is not None for stage in stages]
