"""Drafting the review of a plan's year from the record."""

import datetime as dt

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import NotPermittedError, WrongStateError
from csplan.core.periods import london_day
from programme.choices import PlanState
from programme.models import BusinessPlan, Outcome, ReviewLine
from programme.permissions.plans import can_frame
from programme.rules.plans import next_number
from programme.rules.review import OutcomeResults, achievements, implications
from programme.selectors.review import outcome_results
from programme.services.plans import locked_plan


@transaction.atomic
def draft_review(*, plan: BusinessPlan, actor: Actor, at: dt.datetime) -> int:
    """Write, or write again, what the record says beside each outcome; returns the new lines.

    People's own words are never touched. Raises NotPermittedError, or WrongStateError for a
    draft, of which nothing can have come yet.
    """
    plan = locked_plan(plan)
    if not can_frame(actor, plan):
        raise NotPermittedError("You may not keep the review of this plan")
    if plan.state == PlanState.DRAFT:
        raise WrongStateError("A draft has nothing to review yet: agree the plan first")
    lines = {line.outcome_id: line for line in plan.review_lines.all()}
    results = outcome_results(plan, on=london_day(at))
    missing = [each for each in plan.outcomes.order_by("order") if each.pk not in lines]
    for outcome in missing:
        lines[outcome.pk] = _new_line(plan, outcome)
    for pk, found in results.items():
        _draft(lines[pk], found, at)
    after = {"lines_added": len(missing), "lines_drafted": len(results)}
    record(action="plan.review_drafted", target=plan, actor=actor.person, at=at, after=after)
    return len(missing)


def _new_line(plan: BusinessPlan, outcome: Outcome) -> ReviewLine:
    numbers = plan.review_lines.values_list("order", flat=True)
    return ReviewLine.objects.create(
        plan=plan, order=next_number(numbers), outcome=outcome, text=outcome.text
    )


def _draft(line: ReviewLine, found: OutcomeResults, at: dt.datetime) -> None:
    line.drafted_achievements = achievements(found)
    line.drafted_implications = implications(found)
    line.drafted_at = at
    line.save(update_fields=["drafted_achievements", "drafted_implications", "drafted_at"])
