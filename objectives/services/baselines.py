"""Re-baselining: another day or figure to judge against, with a reason; the one before stays.

Refused as in ``objectives.services.progress``.
"""

import datetime as dt

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.core.periods import london_day
from csplan.core.text import accepted
from objectives.models import Milestone, ObjectiveSet, PerformanceMeasure, Rebaseline
from objectives.rules.progress import baseline_problems, rebaseline_problems
from objectives.services.progress import (
    asked_measure,
    asked_milestone,
    hold,
    record_entry,
    refuse,
    refuse_stale,
)


@transaction.atomic
def rebaseline_milestone(
    *,
    objective_set: ObjectiveSet,
    milestone_id: int,
    occurrence_on: dt.date | None,
    to_on: dt.date | None,
    reason: str,
    seen: int,
    actor: Actor,
    at: dt.datetime,
    is_illustrative: bool = False,
) -> Rebaseline:
    """Judge a milestone against another day from now on; the one before stays on record."""
    objective_set = hold(objective_set, Milestone, milestone_id, actor)
    today = london_day(at)
    line = asked_milestone(objective_set, milestone_id, occurrence_on, today)
    reason = accepted(reason)
    refuse(rebaseline_problems(to_on=to_on, from_on=line.agreed_on, reason=reason))
    refuse_stale(seen, line.moves)
    row = Rebaseline.objects.create(
        milestone_id=milestone_id,
        occurrence_on=occurrence_on,
        published_on=line.published_on,
        from_on=line.agreed_on,
        to_on=to_on,
        reason=reason,
        number=seen + 1,
        by=actor.person,
        at=at,
        is_illustrative=is_illustrative,
    )
    told = {"from": line.agreed_on, "to": to_on, "reason": reason}
    record_entry("objectives.milestone_rebaselined", objective_set, line, row, told)
    return row


@transaction.atomic
def rebaseline_measure(
    *,
    objective_set: ObjectiveSet,
    measure_id: int,
    to_words: str,
    reason: str,
    seen: int,
    actor: Actor,
    at: dt.datetime,
    is_illustrative: bool = False,
) -> Rebaseline:
    """Say what a measure started from and where that comes from, or why it is another now."""
    objective_set = hold(objective_set, PerformanceMeasure, measure_id, actor)
    line = asked_measure(objective_set, measure_id, london_day(at))
    to_words, reason = accepted(to_words), accepted(reason)
    refuse(baseline_problems(to_words=to_words, from_words=line.baseline, reason=reason))
    refuse_stale(seen, line.moves)
    row = Rebaseline.objects.create(
        measure_id=measure_id,
        from_words=line.baseline,
        to_words=to_words,
        reason=reason,
        number=seen + 1,
        by=actor.person,
        at=at,
        is_illustrative=is_illustrative,
    )
    told = {"from": line.baseline, "to": to_words, "reason": reason}
    record_entry("objectives.measure_rebaselined", objective_set, line, row, told)
    return row
