"""Writing the categories of a draft. Refusals are those of ``objectives.services.items``."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from csplan.accounts.actors import Actor
from csplan.core.errors import IncompleteError, StaleVersionError
from csplan.core.refusing import refuse_broken_rules
from objectives.models import Category, ObjectiveSet
from objectives.selectors.items import (
    next_category_order,
    next_category_reference,
    standing_items,
)
from objectives.selectors.revisions import published_references
from objectives.services.editing import (
    changed_values,
    cleaned,
    hold,
    put,
    stored_or_refused,
    told,
)
from objectives.services.items import take_out


@transaction.atomic
def add_category(
    *, objective_set: ObjectiveSet, values: Mapping[str, Any], actor: Actor, at: dt.datetime
) -> Category:
    """Put a new category at the end of the set. ``values``: its title at least."""
    hold(objective_set, actor)
    values = cleaned(values)
    category = Category(
        objective_set=objective_set,
        reference=next_category_reference(objective_set),
        order=next_category_order(objective_set),
        **values,
    )
    refuse_broken_rules(category)
    category.save()
    _told("added", category, actor, at, after={"reference": category.reference, **values})
    return category


@transaction.atomic
def change_category(
    *, category: Category, values: Mapping[str, Any], seen: str, actor: Actor, at: dt.datetime
) -> None:
    """Write ``values`` over the category's; StaleVersionError as for an item."""
    hold(category.objective_set, actor)
    stored = _again(category)
    changes = changed_values(stored, values, seen)
    if changes:
        before = put(stored, changes)
        _told("changed", stored, actor, at, before=before, after=changes)


@transaction.atomic
def take_out_category(*, category: Category, actor: Actor, at: dt.datetime) -> None:
    """Take out all that stands in the category, and then itself: withdrawn if ever published."""
    hold(category.objective_set, actor)
    stored = _again(category)
    published = published_references(stored.objective_set)
    for item in standing_items(stored):
        take_out(item, actor, at, published=published)
    if stored.reference in published:
        put(stored, {"withdrawn_at": at})
        _told("withdrawn", stored, actor, at)
        return
    _told("removed", stored, actor, at, before={"title": stored.title})
    try:
        with transaction.atomic():
            stored.delete()
    except ProtectedError as error:
        raise IncompleteError(
            "Something that was published stood in this category, so it cannot be removed"
        ) from error


@transaction.atomic
def put_back_category(*, category: Category, actor: Actor, at: dt.datetime) -> None:
    """Let a withdrawn category stand again, last; its items are put back one by one."""
    hold(category.objective_set, actor)
    stored = _again(category)
    if stored.withdrawn_at is None:
        return
    order = next_category_order(stored.objective_set)
    put(stored, {"withdrawn_at": None, "order": order})
    _told("put_back", stored, actor, at)


@transaction.atomic
def reorder_categories(
    *,
    objective_set: ObjectiveSet,
    order: Sequence[int],
    seen: Sequence[int],
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Put the categories in another order; both lists hold the places that are taken."""
    hold(objective_set, actor)
    rows = list(objective_set.categories.filter(withdrawn_at=None).order_by("order"))
    there = [row.order for row in rows]
    if there != list(seen) or sorted(order) != sorted(there):
        raise StaleVersionError("Somebody else added, moved or took out something meanwhile")
    if list(order) == there:
        return
    places = {place: number for number, place in enumerate(order, start=1)}
    wanted = {row.pk: places[row.order] for row in rows}
    for shift in (max(*there, len(there)), 0):
        for row in rows:
            row.order = wanted[row.pk] + shift
        Category.objects.bulk_update(rows, ["order"])
    titles = [row.title for row in sorted(rows, key=lambda row: row.order)]
    told(
        "objectiveset.reordered",
        objective_set,
        objective_set=objective_set,
        actor=actor,
        at=at,
        after={"categories": titles},
    )


def _again(category: Category) -> Category:
    return stored_or_refused(Category.objects.select_related("objective_set"), category.pk)


def _told(
    verb: str, category: Category, actor: Actor, at: dt.datetime, **values: Mapping[str, Any]
) -> None:
    told(
        f"category.{verb}",
        category,
        objective_set=category.objective_set,
        actor=actor,
        at=at,
        **values,
    )
