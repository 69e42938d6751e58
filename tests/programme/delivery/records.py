"""Records of delivery for tests: one valid of each kind, not saved unless the name says so."""

import datetime as dt
from typing import Any

from csplan.accounts.models import User
from csplan.core.models import Department
from localities.models import Locality
from programme.choices_delivery import Recurrence, SavingKind
from programme.models import (
    CaseStudy,
    Event,
    EventType,
    Interchange,
    Outcome,
    Redeployment,
    Saving,
    Visit,
)
from programme.models.delivery import DeliveryRecord
from tests.conftest import NOW
from tests.factories import DepartmentFactory

DAY = dt.date(2013, 11, 12)
"""A day in Quarter 3 2013/14."""


def event_type(**values: Any) -> EventType:
    """A type that asks for both figures, made when it is not there yet."""
    slug = values.pop("slug", "discovery-workshop")
    defaults = {"name": slug.replace("-", " ").capitalize(), "asks_volunteering_days": True}
    return EventType.objects.get_or_create(slug=slug, defaults={**defaults, **values})[0]


def event(locality: Locality, outcome: Outcome, **values: Any) -> Event:
    given = {"type": values.pop("type", None) or event_type(), "held_on": DAY, "attendance": 40}
    return Event(locality=locality, outcome=outcome, **{**given, **values})


def saving(locality: Locality, **values: Any) -> Saving:
    given: dict[str, Any] = {
        "partner": "Ministry of Justice",
        "what": "Shared reception desk",
        "amount_pence": 1_240_000,
        "agreed_on": DAY,
        "kind": SavingKind.ESTATE,
        "is_cashable": True,
        "recurrence": Recurrence.ONE_OFF,
        "evidence": "Letter from the estates team, 12 November 2013.",
    }
    return Saving(locality=locality, **{**given, **values})


def visit(locality: Locality, **values: Any) -> Visit:
    given: dict[str, Any] = {
        "host": "Jobcentre Plus, Bolton",
        "shows": "Digital by default",
        "offered_on": DAY,
        "first_possible_on": dt.date(2014, 1, 20),
        "second_possible_on": dt.date(2014, 1, 27),
    }
    return Visit(locality=locality, **{**given, **values})


def case_study(locality: Locality, outcome: Outcome, **values: Any) -> CaseStudy:
    given: dict[str, Any] = {
        "title": "One front desk for four departments",
        "words": "Four departments now greet their visitors at one desk.",
        "sent_on": DAY,
    }
    return CaseStudy(locality=locality, outcome=outcome, **{**given, **values})


def redeployment(locality: Locality, **values: Any) -> Redeployment:
    given: dict[str, Any] = {"people_count": 3, "started_on": DAY, **_departments(values)}
    return Redeployment(locality=locality, **{**given, **values})


def interchange(locality: Locality, **values: Any) -> Interchange:
    given: dict[str, Any] = {
        "role": "Project manager",
        "starts_on": DAY,
        "ends_on": dt.date(2014, 5, 12),
        **_departments(values),
    }
    return Interchange(locality=locality, **{**given, **values})


def _departments(values: dict[str, Any]) -> dict[str, Department]:
    names = ("from_department", "to_department")
    return {name: DepartmentFactory.create() for name in names if name not in values}


def logged(record: DeliveryRecord, by: User, *departments: Department) -> Any:
    """``record`` as it stands after ``by`` logged it, without going through a service."""
    record.logged_by, record.logged_at = by, NOW
    if isinstance(record, Saving):
        record.likeness = record.own_likeness()
    record.save()
    if departments and isinstance(record, Event):
        record.departments.set(departments)
    return record


def every_kind(locality: Locality, outcome: Outcome) -> list[DeliveryRecord]:
    """One of each kind, not saved."""
    return [
        event(locality, outcome),
        saving(locality),
        visit(locality),
        case_study(locality, outcome),
        redeployment(locality),
        interchange(locality),
    ]
