"""Keeping lineage true while the next plan is still a draft."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from csplan.accounts.actors import Actor
from programme.choices import SuccessionKind
from programme.models import (
    Measure,
    MeasureSuccession,
    Outcome,
    OutcomeSuccession,
    WorkItem,
    WorkItemSuccession,
)

STEPS: dict[type[Any], type[Any]] = {
    Outcome: OutcomeSuccession,
    WorkItem: WorkItemSuccession,
    Measure: MeasureSuccession,
}


def take_out_of_lineage(line: Any, actor: Actor, at: dt.datetime) -> None:
    """Let a draft's line go: what led to nothing but it has ended instead.

    For lines that have no lineage, such as an offer, nothing is done.
    """
    steps = STEPS.get(type(line))
    if steps is None:
        return
    leading_here = steps.objects.filter(later=line)
    earlier = list(leading_here.values_list("earlier", flat=True))
    # History rows refuse to be deleted; these belong to a draft, which is not history yet.
    QuerySet.delete(leading_here)
    going_on = set(steps.objects.filter(earlier__in=earlier).values_list("earlier", flat=True))
    plan = line.plan if isinstance(line, Outcome) else line.outcome.plan
    steps.objects.bulk_create(
        steps(
            earlier_id=pk,
            kind=SuccessionKind.ENDED,
            reason=f"Taken out of the draft of {plan}.",
            by=actor.person,
            at=at,
        )
        for pk in earlier
        if pk not in going_on
    )
