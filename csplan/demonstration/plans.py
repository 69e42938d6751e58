"""Loads the two published plans, word for word. Loading again changes and repeats nothing."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from csplan.demonstration.business_plan import load_business_plan
from csplan.demonstration.objective_set import load_objective_set
from csplan.demonstration.organisation import load_organisation
from csplan.demonstration.transcription import load_documents
from objectives.models import ObjectiveSet
from programme.models import BusinessPlan


@dataclass(frozen=True)
class PublishedPlans:
    """The two plans, as held."""

    business_plan: BusinessPlan
    objective_set: ObjectiveSet


@transaction.atomic
def load_plans(*, at: dt.datetime) -> PublishedPlans:
    """Transcribe both documents with their sources; rows that exist are left as they are."""
    documents = load_documents()
    load_organisation(documents)
    return PublishedPlans(
        business_plan=load_business_plan(documents, at=at),
        objective_set=load_objective_set(documents, at=at),
    )
