"""One valid risk, stakeholder, communication and question, made as people make them."""

import datetime as dt
from typing import Any

from csplan.accounts.models import User
from csplan.accounts.selectors import actor_for
from localities.models import Locality
from programme.choices_engagement import Extent, StakeholderKind
from programme.models import (
    BusinessPlan,
    Communication,
    CommunicationChannel,
    ImpactQuestion,
    Outcome,
    PlanOutcome,
    Risk,
    Stakeholder,
)
from programme.services.risks import raise_risk
from tests.conftest import NOW

LAST_QUARTER = NOW - dt.timedelta(days=60)
"""11 November 2013: before the last day of Quarter 3, to which movement is reckoned."""


def risk(
    plan: BusinessPlan,
    by: User,
    *,
    locality: Locality | None = None,
    outcome: Outcome | None = None,
    at: dt.datetime = LAST_QUARTER,
    **changes: Any,
) -> Risk:
    """A risk of 12, high, raised last quarter and due for review in February."""
    values = {
        "title": "Departments withdraw their people",
        "cause": "Budgets for travel are being cut.",
        "effect": "Local networks lose their leads.",
        "mitigation": "Meetings move to departments’ own buildings.",
        "owner": "National Co-ordinator",
        "review_on": dt.date(2014, 2, 14),
        "likelihood": 4,
        "impact": 3,
        "score_reason": "Two departments have said so.",
        **changes,
    }
    about = PlanOutcome.objects.get(pk=outcome.pk) if outcome else None
    unsaved = Risk(plan=plan, locality=locality, outcome=about, **values)
    return raise_risk(risk=unsaved, actor=actor_for(by, on=NOW.date()), at=at)


def stakeholder(plan: BusinessPlan, **changes: Any) -> Stakeholder:
    values = {
        "name": "Trade unions",
        "kind": StakeholderKind.UNION,
        "interest": Extent.HIGH,
        "influence": Extent.MEDIUM,
        "matters": "What becomes of people in redeployment.",
        "owner": "Head of CS Local",
        **changes,
    }
    return Stakeholder.objects.create(plan=plan, **values)


def channel(name: str = "Newsletter") -> CommunicationChannel:
    return CommunicationChannel.objects.get_or_create(name=name)[0]


def communication(plan: BusinessPlan, *told: Stakeholder, **changes: Any) -> Communication:
    values = {
        "what": "Results of Quarter 3",
        "audience": "" if told else "All staff",
        "channel": channel(),
        "planned_on": dt.date(2014, 1, 31),
        "owner": "National Co-ordinator",
        **changes,
    }
    made = Communication.objects.create(plan=plan, **values)
    made.stakeholders.set(told)
    return made


def question(outcome: Outcome, **changes: Any) -> ImpactQuestion:
    values = {
        "question": "Do departments do more together than a year ago?",
        "year_start": 2013,
        **changes,
    }
    return ImpactQuestion.objects.create(plan=outcome.plan, outcome=outcome, **values)
