"""The pages of a working copy of objectives: the set in its state, and a full form for each."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from objectives.choices import SetState
from objectives.models import Category, Objective, ObjectiveSet
from objectives.rules.fingerprints import fingerprint
from tests.conftest import NOW, Cast
from tests.factories import (
    CategoryFactory,
    DepartmentFactory,
    ObjectiveFactory,
    ObjectiveSetFactory,
    UserFactory,
    publish_set,
)

OF_THE_SET: Final = (
    "working-set", "set-history", "set-role", "set-submit", "set-agree", "set-send-back",
    "set-publish", "set-amend", "set-end-amendment", "category-add", "category-order",
)  # fmt: skip
OF_A_CATEGORY: Final = ("category-change", "category-remove", "category-put-back")
OF_A_COLUMN: Final = ("item-add", "item-order")
OF_AN_ITEM: Final = ("item-change", "item-remove", "item-put-back")
ROUTES: Final = (*OF_THE_SET, *OF_A_CATEGORY, *OF_A_COLUMN, *OF_AN_ITEM)

DAY: Final = {"effective_on-day": "1", "effective_on-month": "4", "effective_on-year": "2012"}
REASON: Final = {"reason": "Ministers asked for it."}
IN_ANOTHER_ORDER: Final = {"seen": "1,2", "place-1": "2", "place-2": "1"}
WORDS: Final = {"title": "Corporate objectives", "introduction": "", "feedback_sources": ""}


def office_page(
    route: str, cast: Cast, step: str, twist: str
) -> tuple[tuple[object, ...], Mapping[str, str]]:
    """The address of a page about a set in the state ``step``, and what it is sent."""
    chosen = _set(cast, twist)
    category, objective = _two_of_each(chosen)
    if "put-back" in route:
        Objective.objects.filter(pk=objective.pk).update(withdrawn_at=NOW)
        if route in OF_A_CATEGORY:
            Category.objects.filter(pk=category.pk).update(withdrawn_at=NOW)
    _bring_to(chosen, step)
    address = (chosen.slug, *_rest(route, category, objective))
    if twist == "nothing filled in":
        return address, {}
    return address, _forms(chosen, category, objective).get(route, {})


def _set(cast: Cast, twist: str) -> ObjectiveSet:
    own = cast.private_office.grants.get().department
    department = DepartmentFactory.create() if twist == "another department" else own
    return ObjectiveSetFactory.create(department=department)


def _two_of_each(chosen: ObjectiveSet) -> tuple[Category, Objective]:
    first, _ = (
        CategoryFactory.create(objective_set=chosen, order=order, reference=f"C{order}")
        for order in (1, 2)
    )
    objective, _ = (
        ObjectiveFactory.create(category=first, order=order, reference=f"O{order}")
        for order in (1, 2)
    )
    return first, objective


def _bring_to(chosen: ObjectiveSet, step: str) -> None:
    """Somebody else has submitted it, so that the Head may agree it."""
    if step in ("published", "amended"):
        publish_set(chosen)
    if step == "amended":
        chosen.state, chosen.amendment_reason = SetState.DRAFT, "A new minister"
    elif step != "published":
        chosen.state = SetState(step)
    if step == "submitted":
        chosen.submitted_by, chosen.submitted_at = UserFactory.create(), NOW - dt.timedelta(days=1)
    chosen.save()


def _rest(route: str, category: Category, objective: Objective) -> tuple[object, ...]:
    if route in OF_A_CATEGORY:
        return (category.pk,)
    if route in OF_A_COLUMN:
        return ("objectives", category.pk)
    return ("objectives", objective.pk) if route in OF_AN_ITEM else ()


def _forms(
    chosen: ObjectiveSet, category: Category, objective: Objective
) -> dict[str, Mapping[str, str]]:
    version = {"version": str(chosen.version)}
    item = {"text": "Other words", "owner": "", "category": str(category.pk), "under": "",
            "supports": "", "contribution": ""}  # fmt: skip
    return {
        "set-role": {"words": "To lead.", "seen": fingerprint(chosen, ["role_statement"])},
        "set-submit": version,
        "set-agree": version,
        "set-send-back": {**version, **REASON},
        "set-publish": {**version, **DAY, "regardless": "It was agreed with ministers."},
        "set-amend": {**version, **REASON},
        "set-end-amendment": version,
        "category-add": WORDS,
        "category-order": IN_ANOTHER_ORDER,
        "category-change": {**WORDS, "seen": _seen(category, WORDS)},
        "item-add": {"text": "Another", "owner": "", "under": ""},
        "item-order": IN_ANOTHER_ORDER,
        "item-change": {**item, "seen": _seen(objective, item)},
    }


def _seen(row: Any, form: Mapping[str, str]) -> str:
    return fingerprint(row, form)
