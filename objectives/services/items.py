"""Writing objectives, performance measures and milestones of a draft, one at a time.

Every function raises NotPermittedError for anybody but the holder's private office,
WrongStateError when the set is no draft, and IncompleteError, saying what to do, when what is
asked cannot stand. Nothing is written then.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from csplan.accounts.actors import Actor
from csplan.core.errors import IncompleteError, StaleVersionError
from csplan.core.refusing import refuse_broken_rules
from objectives.choices import ItemKind
from objectives.models import Category, Objective
from objectives.models.items import CategoryItem
from objectives.rules.cascade import closes_a_circle
from objectives.selectors.items import (
    MODELS,
    kind_of,
    next_order,
    next_reference,
    standing_groups,
)
from objectives.selectors.public_objectives import public_objectives
from objectives.selectors.revisions import published_references
from objectives.services.editing import (
    changed_values,
    cleaned,
    hold,
    put,
    stored_or_refused,
    told,
)


@transaction.atomic
def add_item(
    *,
    category: Category,
    kind: ItemKind,
    values: Mapping[str, Any],
    actor: Actor,
    at: dt.datetime,
) -> Any:
    """Put a new item at the end of its column, with the next number of its kind.

    ``values`` are fields of the item's table: ``text`` at least. ``order`` and ``part`` may be
    given for the parts of one bullet.
    """
    objective_set = category.objective_set
    hold(objective_set, actor)
    place = {"order": next_order(category, kind), "reference": next_reference(category, kind)}
    values = cleaned(values)
    item: Any = MODELS[kind](category=category, **{**place, **values})
    if item.source_id is not None and item.source_order is None:
        item.source_order = item.order
    _refuse_lost(item)
    refuse_broken_rules(item)
    item.save()
    after = {"reference": item.reference, **values}
    told(_did(item, "added"), item, objective_set=objective_set, actor=actor, at=at, after=after)
    return item


@transaction.atomic
def change_item(
    *, item: CategoryItem, values: Mapping[str, Any], seen: str, actor: Actor, at: dt.datetime
) -> None:
    """Write ``values`` over the item's; nothing for values that are there already.

    ``seen`` is the fingerprint of the item by the same names, as its editor read it. Raises
    StaleVersionError when somebody else has changed any of them since.
    """
    category: Category = item.category  # type: ignore[attr-defined]  # every kind has one
    hold(category.objective_set, actor)
    stored = _again(item)
    changes = changed_values(stored, values, seen)
    if not changes:
        return
    if "category" in changes:
        _refuse_followed(stored)
        changes["order"] = next_order(changes["category"], kind_of(stored))
        changes["part"] = 1
    before = put(stored, changes)
    _refuse_lost(stored)
    told(
        _did(stored, "changed"),
        stored,
        objective_set=category.objective_set,
        actor=actor,
        at=at,
        before=before,
        after=changes,
    )


@transaction.atomic
def take_out_item(*, item: CategoryItem, actor: Actor, at: dt.datetime) -> None:
    """Withdraw an item that was ever published; remove one that never was."""
    category: Category = item.category  # type: ignore[attr-defined]  # every kind has one
    objective_set = category.objective_set
    hold(objective_set, actor)
    take_out(_again(item), actor, at, published=published_references(objective_set))


@transaction.atomic
def put_back_item(*, item: CategoryItem, actor: Actor, at: dt.datetime) -> None:
    """Let a withdrawn item stand again, at the end of its column."""
    category: Category = item.category  # type: ignore[attr-defined]  # every kind has one
    hold(category.objective_set, actor)
    if category.withdrawn_at is not None:
        raise IncompleteError("Put its category back first")
    stored = _again(item)
    if stored.withdrawn_at is None:
        return
    order = next_order(category, kind_of(stored))
    put(stored, {"withdrawn_at": None, "order": order, "part": 1})
    told(
        _did(stored, "put_back"), stored, objective_set=category.objective_set, actor=actor, at=at
    )


@transaction.atomic
def reorder_items(
    *,
    category: Category,
    kind: ItemKind,
    order: Sequence[int],
    seen: Sequence[int],
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Put a column in another order. Both lists hold the places that stand in it.

    A place is a bullet with all its parts. Raises StaleVersionError when ``seen`` are no longer
    the places there are.
    """
    hold(category.objective_set, actor)
    groups = {group[0].order: group for group in standing_groups(category, kind)}
    if list(groups) != list(seen) or sorted(order) != sorted(groups):
        raise StaleVersionError("Somebody else added, moved or took out something meanwhile")
    if list(order) == list(groups):
        return
    places = {place: number for number, place in enumerate(order, start=1)}
    rows = [row for group in groups.values() for row in group]
    _replace(kind, rows, places, beyond=max(*groups, len(groups)))
    told(
        "category.reordered",
        category,
        objective_set=category.objective_set,
        actor=actor,
        at=at,
        after={"column": kind.label, "order": [row.reference for row in _sorted(rows)]},
    )


def take_out(stored: Any, actor: Actor, at: dt.datetime, *, published: frozenset[str]) -> None:
    """``take_out_item`` for a row that is held already."""
    _refuse_points(stored)
    objective_set = stored.category.objective_set
    if stored.reference in published:
        put(stored, {"withdrawn_at": at})
        told(_did(stored, "withdrawn"), stored, objective_set=objective_set, actor=actor, at=at)
        return
    before = {"reference": stored.reference, "text": stored.text}
    told(
        _did(stored, "removed"),
        stored,
        objective_set=objective_set,
        actor=actor,
        at=at,
        before=before,
    )
    try:
        with transaction.atomic():
            stored.delete()
    except ProtectedError as error:
        raise IncompleteError(
            f"Something else refers to {stored.reference}: unlink it first"
        ) from error


def _replace(kind: ItemKind, rows: list[Any], places: Mapping[int, int], *, beyond: int) -> None:
    """Twice, since no two rows may stand in one place even for a moment."""
    wanted = {row.pk: places[row.order] for row in rows}
    manager = MODELS[kind]._default_manager
    for shift in (beyond, 0):
        for row in rows:
            row.order = wanted[row.pk] + shift
        manager.bulk_update(rows, ["order"])


def _sorted(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row.order, row.part))


def _again(item: CategoryItem) -> Any:
    """The item as it is now; its set is held, so that it stays so."""
    manager: Any = type(item)._default_manager
    return stored_or_refused(manager.select_related("category__objective_set"), item.pk)


def _refuse_lost(item: Any) -> None:
    """A sub-point, and what is linked to an objective, stand in the objective's category."""
    if isinstance(item, Objective):
        _refuse_circle(item)
    field = "under" if isinstance(item, Objective) else "objective"
    other: Objective | None = getattr(item, field)
    if other is None:
        return
    if other.category_id != item.category_id:
        raise IncompleteError(f"{other.reference} is in another category")
    if field == "under":
        _refuse_depth(item, other)


def _refuse_circle(item: Objective) -> None:
    """What an objective supports is public, of another set, and does not in the end support it."""
    if item.supports is None:
        return
    known = public_objectives()
    supports = {each.place: each.supports for each in known.values()}
    chosen = next((each for each in known.values() if each.pk == item.supports_id), None)
    if chosen is None:
        raise IncompleteError("The objective it supports is not published")
    own = (item.category.objective_set.slug, item.reference)
    if chosen.set_slug == own[0] or closes_a_circle(own, chosen.place, supports):
        raise IncompleteError(f"{chosen.reference} of {chosen.whose} supports this one already")


def _refuse_depth(point: Objective, other: Objective) -> None:
    """Sub-points are one deep."""
    if other.pk == point.pk or other.under_id is not None:
        raise IncompleteError(
            f"{other.reference} cannot have sub-points: choose an objective that is none itself"
        )
    if point.pk is not None and point.points.filter(withdrawn_at=None).exists():
        raise IncompleteError("An objective with sub-points of its own cannot be one itself")


def _refuse_followed(item: Any) -> None:
    """An objective takes nothing with it to another category."""
    if not isinstance(item, Objective):
        return
    links = (item.points, item.measures, item.milestones)
    names = [one.reference for link in links for one in link.filter(withdrawn_at=None)]
    if names:
        raise IncompleteError(
            f"Unlink {', '.join(names)} first: they belong to this objective in its category"
        )


def _refuse_points(item: Any) -> None:
    if not isinstance(item, Objective):
        return
    names = [point.reference for point in item.points.filter(withdrawn_at=None)]
    if names:
        raise IncompleteError(f"Take out or unlink its sub-points first: {', '.join(names)}")


def _did(item: CategoryItem, verb: str) -> str:
    return f"{item._meta.model_name}.{verb}"
