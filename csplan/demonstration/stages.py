"""The illustrative year's work programme in motion: stages that moved, a date that was changed.

Every move is made by the locality's co-ordinator on its own day, through the programme's own
services. What has happened already is not told again.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial

from django.db.models import QuerySet

from csplan.accounts.actors import Actor
from csplan.core.periods import LONDON
from csplan.core.worded_dates import WordedDate
from csplan.demonstration.accounts import GRANTED_FROM, actor_with_key
from csplan.demonstration.delivery import Cast, Timed
from csplan.demonstration.files import Record, read
from localities.models import Locality
from programme.models import BusinessPlan, Milestone, Rebaseline, StageMove, WorkItem
from programme.rules.stages import Proposal
from programme.rules.work import date_as_typed, plan_days
from programme.services.stages import move_stage, start_at_stage
from programme.services.work import rebaseline

STARTED_AT, MOVED_AT = dt.time(9), dt.time(17)


def load_priorities(plan: BusinessPlan) -> None:
    """Priorities of the localities' own, after what they take up of each outcome."""
    outcomes = {outcome.order: outcome for outcome in plan.outcomes.all()}
    for record in read("year/work")["priorities"]:
        locality = Locality.objects.get(slug=record["locality"])
        WorkItem.objects.get_or_create(
            outcome=outcomes[record["outcome"]],
            locality=locality,
            order=record["order"],
            defaults={
                "text": record["text"],
                "owner": record["owner"],
                "stage": record["stage"],
                "is_illustrative": True,
            },
        )


def start_stages(plan: BusinessPlan) -> None:
    """Keep where each item was when the plan began as its first move."""
    started = {_place(record): record["started"] for record in read("year/work")["moves"]}
    for item in _items(plan).filter(moves=None).exclude(stage=""):
        place = _slug(item)
        item.stage = started.get((place, item.number), item.stage)
        item.save(update_fields=["stage"])
        actor = actor_with_key(f"{place}.coordinator", on=GRANTED_FROM)
        at = _moment(plan_days(plan.first_year, plan.last_year).first, STARTED_AT)
        start_at_stage(item=item, actor=actor, at=at, is_illustrative=True)


def work_deeds(plan: BusinessPlan, cast: Cast) -> list[Timed]:
    """What is still to be moved and changed, with its moment, earliest first."""
    data = read("year/work")
    items = {(_slug(item), item.number): item for item in _items(plan)}
    deeds = [
        *_moves(data["moves"], items, cast),
        *_rebaselines(data["rebaselines"], items, cast),
    ]
    return sorted(deeds, key=lambda timed: timed[0])


def _items(plan: BusinessPlan) -> QuerySet[WorkItem]:
    local = WorkItem.objects.filter(outcome__plan=plan, locality__isnull=False)
    return local.select_related("locality__cluster", "outcome__plan")


Items = Mapping[tuple[str, str], WorkItem]


def _moves(records: list[Record], items: Items, cast: Cast) -> Iterator[Timed]:
    told = set(StageMove.objects.exclude(from_stage="").values_list("work_item_id", "moved_on"))
    for record in records:
        item = items[_place(record)]
        if (item.pk, record["on"]) in told:
            continue
        move = Proposal(
            record["started"], record["to"], record["on"], record["why"],
            record.get("taken_on_by", ""),
        )  # fmt: skip
        deed = partial(_move, item, move, _keeper(record, cast))
        yield _moment(record["on"], MOVED_AT), deed


def _move(item: WorkItem, move: Proposal, actor: Actor, *, at: dt.datetime) -> None:
    move_stage(item=item, move=move, actor=actor, at=at, is_illustrative=True)


def _rebaselines(records: list[Record], items: Items, cast: Cast) -> Iterator[Timed]:
    for record in records:
        item = items[_place(record)]
        milestone = Milestone.objects.get(work_item=item, order=record["milestone"])
        if Rebaseline.objects.filter(milestone=milestone, to_phrase=record["due"]).exists():
            continue
        deed = partial(
            rebaseline,
            milestone=milestone,
            date=_date(record["due"], item.outcome.plan),
            reason=record["why"],
            actor=_keeper(record, cast),
        )
        yield _moment(record["on"], MOVED_AT), deed


def _date(phrase: str, plan: BusinessPlan) -> WordedDate:
    meaning = read("year/dates")[phrase]
    days = plan_days(plan.first_year, plan.last_year)
    return date_as_typed(
        phrase, meaning["kind"], meaning.get("earliest"), meaning.get("latest"), days
    )


def _slug(item: WorkItem) -> str:
    return item.locality.slug if item.locality else ""


def _place(record: Record) -> tuple[str, str]:
    return record["locality"], record["item"]


def _keeper(record: Record, cast: Cast) -> Actor:
    return cast[f"{record['locality']}.coordinator"]


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=LONDON)
