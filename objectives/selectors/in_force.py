"""What a holder is held to now: the published revision, whatever is being amended meanwhile.

The rows of a set are its working copy. While it is amended they say what is proposed; what is
reported on is what was published last, so its words and days are then taken from there.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from csplan.core.worded_dates import DateKind, DatePrecision, WordedDate
from objectives.models import Milestone, Objective, ObjectiveSet, PerformanceMeasure
from objectives.rules.content import CategoryContent, DateContent, as_content


@dataclass(frozen=True)
class ItemInForce:
    """What measures and milestones share. ``objective_id`` is the objective it belongs to."""

    pk: int
    reference: str
    category_id: int
    category: str
    text: str
    owner: str
    objective_id: int | None


@dataclass(frozen=True)
class MilestoneInForce(ItemInForce):
    date: WordedDate
    recurrence: str


@dataclass(frozen=True)
class MeasureInForce(ItemInForce):
    reports_from_month: int | None
    source_key: str


@dataclass(frozen=True)
class ItemsInForce:
    """In the order of the set."""

    milestones: tuple[MilestoneInForce, ...]
    measures: tuple[MeasureInForce, ...]


def items_in_force(objective_set: ObjectiveSet) -> ItemsInForce:
    """What progress is reported on. Two queries; three while the set is amended."""
    wanted, order = _wanted(objective_set), ("category__order", "order", "part", "pk")
    dated = Milestone.objects.filter(wanted).select_related("category").order_by(*order)
    judged = PerformanceMeasure.objects.filter(wanted).select_related("category").order_by(*order)
    milestones = [_milestone(row) for row in dated]
    measures = [_measure(row) for row in judged]
    if objective_set.is_being_amended:
        published = published_categories(objective_set)
        milestones = list(_published_milestones(milestones, published))
        measures = list(_published_measures(measures, published))
    return ItemsInForce(tuple(milestones), tuple(measures))


@dataclass(frozen=True)
class ObjectiveInForce:
    pk: int
    reference: str
    category: str
    text: str


def objectives_in_force(objective_set: ObjectiveSet) -> list[ObjectiveInForce]:
    """The objectives a review marks: not their sub-points. One query; two while amended."""
    rows = Objective.objects.filter(_wanted(objective_set)).select_related("category")
    rows = rows.order_by("category__order", "order", "part", "pk")
    if not objective_set.is_being_amended:
        return [_objective(row) for row in rows if row.under_id is None]
    known = {row.reference: _objective(row) for row in rows}
    return [
        replace(known[each["id"]], category=category["title"], text=each["text"])
        for category in published_categories(objective_set)
        for each in category["objectives"]
        if each["under"] is None
    ]


def _objective(row: Objective) -> ObjectiveInForce:
    return ObjectiveInForce(row.pk, row.reference, row.category.title, row.text)


def published_categories(objective_set: ObjectiveSet) -> list[CategoryContent]:
    """The categories of the latest revision. One query."""
    return as_content(objective_set.revisions.values_list("content", flat=True)[0])["categories"]


def _wanted(objective_set: ObjectiveSet) -> Q:
    """Withdrawn ones only while an amendment that withdraws them is not published."""
    mine = Q(category__objective_set=objective_set)
    return mine if objective_set.is_being_amended else mine & Q(withdrawn_at__isnull=True)


def _shared(row: Milestone | PerformanceMeasure) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "reference": row.reference,
        "category_id": row.category_id,
        "category": row.category.title,
        "text": row.text,
        "owner": row.owner,
        "objective_id": row.objective_id,
    }


def _milestone(row: Milestone) -> MilestoneInForce:
    return MilestoneInForce(**_shared(row), date=row.worded_date, recurrence=row.date_recurrence)


def _measure(row: PerformanceMeasure) -> MeasureInForce:
    return MeasureInForce(
        **_shared(row), reports_from_month=row.reports_from_month, source_key=row.source_key
    )


def _published_milestones(
    rows: Sequence[MilestoneInForce], categories: Sequence[CategoryContent]
) -> Iterator[MilestoneInForce]:
    known = {row.reference: row for row in rows}
    for category in categories:
        for each in category["milestones"]:
            date = each["date"]
            yield replace(
                known[each["id"]],
                category=category["title"],
                text=each["text"],
                owner=each["owner"],
                date=_worded(date),
                recurrence=date["recurrence"],
            )


def _published_measures(
    rows: Sequence[MeasureInForce], categories: Sequence[CategoryContent]
) -> Iterator[MeasureInForce]:
    known = {row.reference: row for row in rows}
    for category in categories:
        for each in category["measures"]:
            yield replace(
                known[each["id"]],
                category=category["title"],
                text=each["text"],
                owner=each["owner"],
                reports_from_month=each["reports_from_month"],
            )


def _worded(date: DateContent) -> WordedDate:
    return WordedDate(
        date["phrase"],
        DateKind(date["kind"]),
        _day(date["earliest"]),
        _day(date["latest"]),
        DatePrecision(date["precision"]),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
