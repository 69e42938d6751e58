"""Linking a measure to the record that csplan computes it from."""

import datetime as dt

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, WrongStateError
from objectives.models import ObjectiveSet, PerformanceMeasure
from objectives.rules.sources import source_of
from objectives.services.progress import hold


@transaction.atomic
def link_measure(
    *,
    objective_set: ObjectiveSet,
    measure_id: int,
    source_key: str,
    seen: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Have the measure computed from a source, or from none; ``seen`` is what it was until now.

    It says how progress is reported and changes no published word, so it needs no amendment.
    Refused as in ``objectives.services.progress``.
    """
    hold(objective_set, PerformanceMeasure, measure_id, actor)
    if source_key and source_of(source_key) is None:
        raise IncompleteError("Select a record from the list")
    rows = PerformanceMeasure.objects.filter(pk=measure_id, source_key=seen)
    if not rows.update(source_key=source_key):
        raise WrongStateError("Somebody else changed what it is counted from. Look at it again")
    measure = PerformanceMeasure.objects.get(pk=measure_id)
    record(
        action="objectives.measure_linked",
        target=objective_set,
        actor=actor.person,
        at=at,
        before={"item": measure.reference, "counted from": seen},
        after={"item": measure.reference, "counted from": source_key},
    )
