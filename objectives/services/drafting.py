"""Adding a set of objectives, and writing what is said of the set itself."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.registers.declaration import Register
from csplan.registers.services import save_record
from objectives.models import ObjectiveSet
from objectives.services.copying import copy_items
from objectives.services.editing import changed_values, hold, put, told


@transaction.atomic
def save_set(*, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime) -> Any:
    """Save the form of a set, as ``csplan.registers.services.save_record`` does.

    A new set starts with what the one chosen to start from holds. One that is there must be a
    draft: raises WrongStateError for any other.
    """
    is_new = form.instance.pk is None
    if not is_new:
        hold(ObjectiveSet.objects.get(pk=form.instance.pk), actor)
    saved: ObjectiveSet = save_record(register=register, form=form, seen=seen, actor=actor, at=at)
    if not is_new and form.has_changed():
        # Whoever read whose they were must not submit them as somebody else's.
        ObjectiveSet.objects.filter(pk=saved.pk).update(version=F("version") + 1)
    start = form.cleaned_data.get("start_from")
    if is_new and start is not None:
        copy_items(source=start, target=saved, actor=actor, at=at)
    return saved


@transaction.atomic
def change_role_statement(
    *, objective_set: ObjectiveSet, words: str, seen: str, actor: Actor, at: dt.datetime
) -> None:
    """Write what the post is there for; refusals are those of ``change_item``."""
    hold(objective_set, actor)
    stored = ObjectiveSet.objects.get(pk=objective_set.pk)
    values: Mapping[str, Any] = {"role_statement": words}
    changes = changed_values(stored, values, seen)
    if not changes:
        return
    before = put(stored, changes)
    told(
        "objectiveset.changed",
        stored,
        objective_set=stored,
        actor=actor,
        at=at,
        before=before,
        after=changes,
    )
