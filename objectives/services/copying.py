"""Starting a set from what another one holds."""

import datetime as dt
from typing import Any

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.worded import PlanDays, read
from objectives.choices import ItemKind
from objectives.models import Category, Milestone, Objective, ObjectiveSet
from objectives.selectors.items import MODELS

KEPT = ("order", "part", "text", "owner")
OWN = {
    ItemKind.OBJECTIVE: (),
    ItemKind.MEASURE: ("reports_from_month", "source_key"),
    ItemKind.MILESTONE: ("date_phrase",),
}
MEANING = ("date_kind", "date_earliest", "date_latest", "date_precision", "date_recurrence")


def copy_items(
    *, source: ObjectiveSet, target: ObjectiveSet, actor: Actor, at: dt.datetime
) -> None:
    """Put everything that stands in ``source`` into the new, empty ``target``.

    Numbers are given anew. The copies come from no document: what was published was published
    of ``source``. Dates are read again for another year, and kept as they are for the same one.
    Call it inside the transaction that adds the set.
    """
    if not target.role_statement:
        target.role_statement = source.role_statement
        target.save(update_fields=["role_statement"])
    categories = _copy_categories(source, target)
    objectives = _copy_objectives(categories)
    for kind in (ItemKind.MEASURE, ItemKind.MILESTONE):
        _copy_column(kind, categories, objectives, target)
    record(
        action="objectiveset.started_from_another",
        target=target,
        actor=actor.person,
        at=at,
        after={"started_from": str(source)},
    )


def _copy_categories(source: ObjectiveSet, target: ObjectiveSet) -> dict[int, Category]:
    copies = {}
    standing = source.categories.filter(withdrawn_at=None).order_by("order")
    for number, category in enumerate(standing, start=1):
        copies[category.pk] = Category.objects.create(
            objective_set=target,
            reference=f"C{number}",
            order=number,
            title=category.title,
            introduction=category.introduction,
            feedback_sources=category.feedback_sources,
        )
    return copies


def _copy_objectives(categories: dict[int, Category]) -> dict[int, Objective]:
    """The copies by the key of their originals; sub-points stand under the copies."""
    originals = _standing(ItemKind.OBJECTIVE, categories)
    copies = {
        row.pk: _copy(ItemKind.OBJECTIVE, row, number, categories[row.category_id])
        for number, row in enumerate(originals, start=1)
    }
    for copy in copies.values():
        copy.save()
    for row in originals:
        if row.under_id in copies:
            copies[row.pk].under = copies[row.under_id]
            copies[row.pk].save(update_fields=["under"])
    return copies


def _copy_column(
    kind: ItemKind,
    categories: dict[int, Category],
    objectives: dict[int, Objective],
    target: ObjectiveSet,
) -> None:
    for number, row in enumerate(_standing(kind, categories), start=1):
        copy = _copy(kind, row, number, categories[row.category_id])
        copy.objective = objectives.get(row.objective_id)
        if isinstance(row, Milestone):
            _date(copy, row, target)
        copy.save()


def _standing(kind: ItemKind, categories: dict[int, Category]) -> list[Any]:
    rows = MODELS[kind]._default_manager.filter(category__in=list(categories), withdrawn_at=None)
    return list(rows.select_related("category__objective_set").order_by(
        "category__order", "order", "part"
    ))  # fmt: skip


def _copy(kind: ItemKind, row: Any, number: int, category: Category) -> Any:
    values = {name: getattr(row, name) for name in (*KEPT, *OWN[kind])}
    return MODELS[kind](category=category, reference=f"{kind.value}{number}", **values)


def _date(copy: Any, row: Milestone, target: ObjectiveSet) -> None:
    if row.category.objective_set.year_start == target.year_start:
        for name in (*MEANING, "date_set_by"):
            setattr(copy, name, getattr(row, name))
        return
    reading = read(row.date_phrase, PlanDays.of_year(target.year_start))
    copy.date_kind, copy.date_recurrence = reading.kind, reading.recurrence
    copy.date_earliest, copy.date_latest = reading.earliest, reading.latest
    copy.date_precision = reading.precision
