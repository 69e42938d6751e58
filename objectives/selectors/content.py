"""Reads the working copy of a set as the content a revision of it would freeze."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch, QuerySet

from csplan.core.models import SourceDocument
from csplan.core.worded import meaning_words
from objectives.models import (
    Category,
    Milestone,
    Objective,
    ObjectiveSet,
    PerformanceMeasure,
    SetRevision,
)
from objectives.models.items import CategoryItem
from objectives.rules.content import (
    CategoryContent,
    Content,
    DateContent,
    ItemContent,
    MeasureContent,
    MilestoneContent,
    ObjectiveContent,
    SetFacts,
    SourceContent,
    SupportContent,
    build_content,
)


def revision_content(
    objective_set: ObjectiveSet, number: int, effective_on: dt.date, reason: str
) -> Content:
    """What revision ``number`` of the set would say, were it published now.

    Withdrawn categories and items are left out, and so is every link to what is not public:
    another set that was never published, or an objective its latest revision does not hold. At
    most five queries, whatever the size of the set. Give the set with its department, source
    and the set it follows.
    """
    categories = [_category(category) for category in _categories(objective_set)]
    facts = _facts(objective_set, number, effective_on, reason)
    return build_content(facts, categories, public=_public(categories))


def _categories(objective_set: ObjectiveSet) -> QuerySet[Category]:
    standing = {"withdrawn_at__isnull": True}
    objectives = Objective.objects.filter(**standing).select_related(
        "under", "supports__category__objective_set"
    )
    measures = PerformanceMeasure.objects.filter(**standing).select_related("objective")
    milestones = Milestone.objects.filter(**standing).select_related("objective")
    return (
        objective_set.categories.filter(**standing)
        .order_by("order")
        .prefetch_related(
            Prefetch("objectives", objectives),
            Prefetch("measures", measures),
            Prefetch("milestones", milestones),
        )
    )


def _public(categories: list[CategoryContent]) -> list[dict[str, Any]]:
    """What anybody may read of the sets that are linked to."""
    links = [each["supports"] for part in categories for each in part["objectives"]]
    sets = {link["set"] for link in links if link}
    if not sets:
        return []
    # The highest number comes last, so it is the one that stays.
    rows = SetRevision.objects.filter(objective_set__slug__in=sets).order_by("number")
    return list(dict(rows.values_list("objective_set", "content")).values())


def _facts(
    objective_set: ObjectiveSet, number: int, effective_on: dt.date, reason: str
) -> SetFacts:
    department, follows = objective_set.department, objective_set.follows
    return {
        "id": objective_set.slug,
        "revision": number,
        "effective_on": effective_on.isoformat(),
        "reason": reason,
        "holder": objective_set.holder_name,
        "post": objective_set.post_title,
        "level": objective_set.level,
        "department": {"id": department.slug, "name": department.name},
        "year": objective_set.year.label,
        "year_start": objective_set.year_start,
        "held_from": _iso(objective_set.held_from),
        "held_to": _iso(objective_set.held_to),
        "follows": follows.slug if follows and follows.is_public else None,
        "role_statement": objective_set.role_statement,
        "is_illustrative": objective_set.is_illustrative,
        "source": _source(objective_set, objective_set.source),
    }


def _source(objective_set: ObjectiveSet, document: SourceDocument | None) -> SourceContent | None:
    if document is None:
        return None
    return {
        "document": document.title,
        "publisher": document.publisher,
        "attribution": document.attribution,
        "section": objective_set.source_section,
        "words": objective_set.source_words,
    }


def _category(category: Category) -> CategoryContent:
    return {
        "id": category.reference,
        "order": category.order,
        "title": category.title,
        "introduction": category.introduction,
        "feedback_sources": category.feedback_sources,
        "objectives": [_objective(each) for each in category.objectives.all()],
        "measures": [_measure(each) for each in category.measures.all()],
        "milestones": [_milestone(each) for each in category.milestones.all()],
    }


def _item(item: CategoryItem) -> ItemContent:
    return {
        "id": item.reference,
        "order": item.order,
        "part": item.part,
        "text": item.text,
        "owner": item.owner,
        "section": item.source_section,
        "source_words": item.source_words,
        "is_illustrative": item.is_illustrative,
    }


def _objective(objective: Objective) -> ObjectiveContent:
    return {
        **_item(objective),
        "under": _reference(objective.under),
        "supports": _support(objective.supports),
        "contribution": objective.contribution,
    }


def _measure(measure: PerformanceMeasure) -> MeasureContent:
    return {
        **_item(measure),
        "objective": _reference(measure.objective),
        "reports_from_month": measure.reports_from_month,
    }


def _milestone(milestone: Milestone) -> MilestoneContent:
    return {
        **_item(milestone),
        "objective": _reference(milestone.objective),
        "date": _date(milestone),
    }


def _date(milestone: Milestone) -> DateContent:
    return {
        "phrase": milestone.date_phrase,
        "kind": milestone.date_kind,
        "earliest": _iso(milestone.date_earliest),
        "latest": _iso(milestone.date_latest),
        "precision": milestone.date_precision,
        "recurrence": milestone.date_recurrence,
        "meaning": meaning_words(milestone.worded_date, milestone.date_recurrence),
    }


def _support(objective: Objective | None) -> SupportContent | None:
    if objective is None:
        return None
    objective_set = objective.category.objective_set
    # Whose it is, is for what that set has published to say: see build_content.
    return {"set": objective_set.slug, "id": objective.reference, "holder": "", "year": ""}


def _reference(objective: Objective | None) -> str | None:
    return objective.reference if objective else None


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
