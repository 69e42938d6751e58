"""Loads the whole demonstration: the two plans, the accounts and the illustrative year."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from csplan.demonstration.accounts import load_accounts, refuse_unless_demonstration
from csplan.demonstration.coverage import load_coverage
from csplan.demonstration.delivery import delivery_deeds, load_frame
from csplan.demonstration.engagement import engagement_deeds, load_engagement
from csplan.demonstration.feedback import feedback_deeds
from csplan.demonstration.history import cast, load_history
from csplan.demonstration.line_of_sight import load_line_of_sight
from csplan.demonstration.local_work import load_local_work, load_measures, load_periods
from csplan.demonstration.meetings import meeting_deeds
from csplan.demonstration.objective_progress import objective_deeds
from csplan.demonstration.oversight import oversight_deeds
from csplan.demonstration.payments import load_payments
from csplan.demonstration.plans import load_plans
from csplan.demonstration.questions import question_deeds
from csplan.demonstration.review import load_review
from csplan.demonstration.stages import load_priorities, start_stages, work_deeds
from localities.models import Locality
from objectives.models import ObjectiveSet
from programme.models import BusinessPlan, Measure, Milestone, QuarterlyReturn


@dataclass(frozen=True)
class DemonstrationSummary:
    """What the demonstration holds, and how much of it this load added."""

    business_plan: BusinessPlan
    objective_set: ObjectiveSet
    locality_count: int
    milestone_count: int
    measure_count: int
    return_count: int
    accounts_added: int
    returns_added: int


@transaction.atomic
def load_demonstration(*, at: dt.datetime) -> DemonstrationSummary:
    """Load what is missing, all or nothing; what anybody has entered since stays.

    ``at`` is the moment the transcription is recorded; the illustrative year has its own.
    Raises DemonstrationRefusedError where the settings declare no demonstration.
    """
    refuse_unless_demonstration()
    plans = load_plans(at=at)
    accounts_added = load_accounts()
    periods = load_periods()
    load_coverage()
    load_payments()
    load_local_work(plans.business_plan)
    load_priorities(plans.business_plan)
    start_stages(plans.business_plan)
    load_line_of_sight(plans.business_plan, plans.objective_set)
    load_measures(plans.business_plan, periods)
    load_frame(plans.business_plan)
    load_engagement(plans.business_plan)
    actors = cast()
    deeds = [
        *delivery_deeds(plans.business_plan, actors),
        *work_deeds(plans.business_plan, actors),
        *engagement_deeds(plans.business_plan, actors),
        *oversight_deeds(plans.business_plan, periods, actors),
        *question_deeds(plans.business_plan, actors),
        *meeting_deeds(plans.business_plan, actors),
        *objective_deeds(plans.objective_set, actors),
        *feedback_deeds(plans.objective_set, actors),
    ]
    returns_added = load_history(periods, sorted(deeds, key=lambda timed: timed[0]))
    load_review(plans.business_plan)
    return DemonstrationSummary(
        business_plan=plans.business_plan,
        objective_set=plans.objective_set,
        locality_count=Locality.objects.count(),
        milestone_count=Milestone.objects.count(),
        measure_count=Measure.objects.count(),
        return_count=QuarterlyReturn.objects.count(),
        accounts_added=accounts_added,
        returns_added=returns_added,
    )
