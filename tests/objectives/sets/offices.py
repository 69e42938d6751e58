"""A draft set with its private office, for tests of editing and of its pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from objectives.choices import ItemKind
from objectives.models import Category, Milestone, Objective, ObjectiveSet, PerformanceMeasure
from objectives.services.categories import add_category
from objectives.services.items import add_item
from tests.conftest import NOW, Cast
from tests.factories import ObjectiveSetFactory


@dataclass(frozen=True)
class Draft:
    """A draft with one category, and one item of each kind in it."""

    objective_set: ObjectiveSet
    category: Category
    objective: Objective
    measure: PerformanceMeasure
    milestone: Milestone
    office: Actor
    head: Actor

    def by_office(self) -> dict[str, Any]:
        return {"actor": self.office, "at": NOW}


def make_draft(cast: Cast, actor_of: Callable[[User], Actor], **values: Any) -> Draft:
    department = cast.private_office.grants.get().department
    values = {"slug": "holder-2012-13", "department": department, **values}
    objective_set = ObjectiveSetFactory.create(**values)
    office = actor_of(cast.private_office)
    by_office: dict[str, Any] = {"actor": office, "at": NOW}
    category = add_category(
        objective_set=objective_set, values={"title": "Business delivery"}, **by_office
    )
    words = {
        ItemKind.OBJECTIVE: "Lead the reform",
        ItemKind.MEASURE: "Staff say that it works",
        ItemKind.MILESTONE: "Plan launched",
    }
    made = {
        kind: add_item(category=category, kind=kind, values={"text": text}, **by_office)
        for kind, text in words.items()
    }
    return Draft(
        objective_set,
        category,
        made[ItemKind.OBJECTIVE],
        made[ItemKind.MEASURE],
        made[ItemKind.MILESTONE],
        office,
        actor_of(cast.head),
    )
