"""A set of 2013/14 that is agreed, with something of every kind to report on."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.core.models import Department
from csplan.core.worded_dates import DateKind, DatePrecision
from objectives.models import Milestone, ObjectiveSet, PerformanceMeasure
from objectives.rules.progress import MilestoneReport
from tests.conftest import NOW, Cast
from tests.factories import CategoryFactory, ObjectiveSetFactory, publish_set

FEBRUARY = dt.date(2014, 2, 28)
PASSED = dt.date(2013, 12, 31)
ON_TRACK = MilestoneReport(
    rating="on_track", forecast_on=FEBRUARY, narrative="The board met and agreed the next step."
)
COMPLETE = MilestoneReport(
    rating="complete",
    completed_on=dt.date(2013, 12, 20),
    narrative="It is published.",
    evidence="The plan, on the department’s site.",
)


@dataclass(frozen=True)
class Stage:
    """``dated`` is due on 28 February 2014, ``quarterly`` on the last day of each quarter."""

    objective_set: ObjectiveSet
    dated: Milestone
    undated: Milestone
    quarterly: Milestone
    survey: PerformanceMeasure
    measure: PerformanceMeasure


def own_department(cast: Cast) -> Department:
    """The department of the cast's private office."""
    department = cast.private_office.grants.get(role=Role.PRIVATE_OFFICE).department
    assert department is not None
    return department


def agreed_set(cast: Cast, *, is_published: bool = True, department: object = None) -> Stage:
    """Of the private office's department, unless another is given."""
    objective_set = ObjectiveSetFactory.create(
        department=department or own_department(cast), year_start=2013
    )
    category = CategoryFactory.create(objective_set=objective_set, order=1, title="Delivery")
    milestones = Milestone.objects
    made = Stage(
        objective_set=objective_set,
        dated=milestones.create(
            category=category, order=1, reference="M1", text="Publish the plan.",
            date_phrase="by end February 2014", date_kind=DateKind.BY_END,
            date_latest=FEBRUARY, date_precision=DatePrecision.MONTH,
        ),
        undated=milestones.create(
            category=category, order=2, reference="M2", text="Agree the budget."
        ),
        quarterly=milestones.create(
            category=category, order=3, reference="M3", text="Depth tests of staff.",
            date_phrase="Quarterly", date_kind=DateKind.RECURRING, date_recurrence="every:1q",
            date_earliest=dt.date(2013, 4, 1), date_latest=dt.date(2014, 3, 31),
            date_precision=DatePrecision.QUARTER,
        ),
        survey=PerformanceMeasure.objects.create(
            category=category, order=1, reference="P1", text="Staff survey scores.",
            reports_from_month=3,
        ),
        measure=PerformanceMeasure.objects.create(
            category=category, order=2, reference="P2", text="Positive feedback."
        ),
    )  # fmt: skip
    if is_published:
        publish_set(objective_set)
        objective_set.refresh_from_db()
    return made


def about(stage: Stage, actor: Actor, **more: Any) -> dict[str, Any]:
    """The arguments of a report on the dated milestone by ``actor``."""
    usual: dict[str, Any] = {
        "objective_set": stage.objective_set,
        "milestone_id": stage.dated.pk,
        "occurrence_on": None,
        "seen": 0,
        "actor": actor,
        "at": NOW,
    }
    return usual | more
