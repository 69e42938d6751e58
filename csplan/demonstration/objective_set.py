"""Loads the Head of the Civil Service's objectives for 2012/13."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from csplan.audit.services import record as record_event
from csplan.core.models import Department, SourceDocument
from csplan.demonstration.files import Record, read
from csplan.demonstration.transcription import Section, dated
from objectives.choices import ItemKind
from objectives.models import (
    Category,
    Milestone,
    Objective,
    ObjectiveSet,
    PerformanceMeasure,
)
from objectives.selectors.items import next_reference
from objectives.services.sets import publish_transcribed


def load_objective_set(
    documents: Mapping[str, SourceDocument], *, at: dt.datetime
) -> ObjectiveSet:
    """Transcribe the set and freeze it as published; a set that has been, stays as it is."""
    data = read("objectives")
    document = documents[data["source"]]
    objective_set = _load_set(data, document, at=at)
    if objective_set.is_public:
        return objective_set
    _load_categories(data, document, objective_set)
    began = objective_set.year.starts_on
    publish_transcribed(objective_set=objective_set, effective_on=began, at=at)
    return objective_set


def _load_categories(data: Record, document: SourceDocument, objective_set: ObjectiveSet) -> None:
    for order, record in enumerate(data["categories"], start=1):
        category = _load_category(record, objective_set, order=order)
        section = record["section"]
        _load_objectives(record, category, Section(document, f"{section}: objectives"))
        _load_measures(record, category, Section(document, f"{section}: performance measures"))
        _load_milestones(record, category, Section(document, f"{section}: milestones"))


def _load_set(data: Record, document: SourceDocument, *, at: dt.datetime) -> ObjectiveSet:
    values = {key: data[key] for key in ("holder_name", "post_title", "role_statement")}
    objective_set, is_new = ObjectiveSet.objects.get_or_create(
        slug=data["slug"],
        defaults={
            **values,
            "year_start": data["year"],
            "department": Department.objects.get(slug=data["department"]),
            **Section(document, data["section"]).quoting(data["role_statement"]),
        },
    )
    if is_new:
        record_event(action="objectiveset.transcribed", target=objective_set, actor=None, at=at)
    return objective_set


def _load_category(record: Record, objective_set: ObjectiveSet, *, order: int) -> Category:
    category, _ = Category.objects.get_or_create(
        objective_set=objective_set,
        order=order,
        defaults={
            "reference": f"C{order}",
            "title": record["title"],
            "introduction": record.get("introduction", ""),
            "feedback_sources": record.get("feedback_sources", ""),
        },
    )
    return category


def _load_objectives(record: Record, category: Category, section: Section) -> None:
    for order, text in enumerate(record["objectives"], start=1):
        Objective.objects.get_or_create(
            category=category,
            order=order,
            part=1,
            defaults={
                "reference": next_reference(category, ItemKind.OBJECTIVE),
                "source_order": order,
                "text": text,
                **section.quoting(text),
            },
        )


def _load_measures(record: Record, category: Category, section: Section) -> None:
    months, sources = record.get("reports_from", {}), record.get("computed_from", {})
    for order, text in enumerate(record["measures"], start=1):
        PerformanceMeasure.objects.get_or_create(
            category=category,
            order=order,
            part=1,
            defaults={
                "reference": next_reference(category, ItemKind.MEASURE),
                "source_order": order,
                "text": text,
                "reports_from_month": months.get(str(order)),
                "source_key": sources.get(str(order), ""),
                **section.quoting(text),
            },
        )


def _load_milestones(record: Record, category: Category, section: Section) -> None:
    bullets = [milestone.get("bullet", milestone["text"]) for milestone in record["milestones"]]
    for milestone, bullet, (order, part) in zip(
        record["milestones"], bullets, places(bullets), strict=True
    ):
        Milestone.objects.get_or_create(
            category=category,
            order=order,
            part=part,
            defaults={
                "reference": next_reference(category, ItemKind.MILESTONE),
                "source_order": order,
                "text": milestone["text"],
                **dated(milestone.get("phrase", ""), milestone),
                "date_recurrence": milestone.get("recurrence", ""),
                **section.quoting(bullet),
            },
        )


def places(bullets: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Order and part of each milestone: neighbours with one bullet are parts of it."""
    for order, (_, parts) in enumerate(groupby(bullets), start=1):
        for part, _ in enumerate(parts, start=1):
            yield order, part
