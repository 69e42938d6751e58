"""Reads categories and items of a working copy: their numbers and their places."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Max

from objectives.choices import ItemKind
from objectives.models import Category, Milestone, Objective, ObjectiveSet, PerformanceMeasure
from objectives.models.items import CategoryItem

MODELS: dict[ItemKind, Any] = {
    ItemKind.OBJECTIVE: Objective,
    ItemKind.MEASURE: PerformanceMeasure,
    ItemKind.MILESTONE: Milestone,
}


def kind_of(item: CategoryItem) -> ItemKind:
    return next(kind for kind, model in MODELS.items() if isinstance(item, model))


def next_reference(category: Category, kind: ItemKind) -> str:
    """The number of the next item of its kind in the category's set: "O8" after "O7".

    Withdrawn items count: what was published never gives its number away. Hold the set's row,
    so that nobody else is given the same.
    """
    of_set = {"category__objective_set": category.objective_set_id}
    used = _items(kind).filter(**of_set).values_list("reference", flat=True)
    return _next(kind.value, used)


def next_category_reference(objective_set: ObjectiveSet) -> str:
    return _next("C", objective_set.categories.values_list("reference", flat=True))


def next_order(category: Category, kind: ItemKind) -> int:
    """The place after the last item of its kind that stands in the category."""
    standing = _items(kind).filter(category=category, withdrawn_at=None)
    return (standing.aggregate(last=Max("order"))["last"] or 0) + 1


def next_category_order(objective_set: ObjectiveSet) -> int:
    standing = objective_set.categories.filter(withdrawn_at=None)
    return (standing.aggregate(last=Max("order"))["last"] or 0) + 1


def standing_groups(category: Category, kind: ItemKind) -> list[list[Any]]:
    """The items that stand in a column, in their order: the parts of one bullet together."""
    rows = _items(kind).filter(category=category, withdrawn_at=None).order_by("order", "part")
    return [list(group) for _, group in groupby(rows, key=lambda row: row.order)]


def standing_items(category: Category) -> list[Any]:
    """Everything that stands in the category: what is linked to something before that."""
    found = [
        row
        for kind in ItemKind
        for row in _items(kind)
        .filter(category=category, withdrawn_at=None)
        .select_related("category__objective_set")
    ]
    return sorted(found, key=lambda row: (isinstance(row, Objective), not _is_point(row)))


def _is_point(row: Any) -> bool:
    return getattr(row, "under_id", None) is not None


def _items(kind: ItemKind) -> Any:
    return MODELS[kind]._default_manager


def _next(letter: str, used: Iterable[str]) -> str:
    numbers = (int(one[1:]) for one in used if one[1:].isdecimal())
    return f"{letter}{max(numbers, default=0) + 1}"
