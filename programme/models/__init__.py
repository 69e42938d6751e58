"""The programme's tables, by concept."""

from programme.models.delivery import CaseStudy, Event, EventType, Interchange, Redeployment
from programme.models.derived import DerivedMeasure
from programme.models.plans import (
    BusinessPlan,
    Measure,
    Milestone,
    Offer,
    Outcome,
    PlannedValue,
    WorkItem,
)
from programme.models.returns import (
    MeasureUpdate,
    MilestoneUpdate,
    QuarterlyReturn,
    ReturnAuthor,
    ReturnTransition,
)
from programme.models.savings import Saving
from programme.models.visits import Visit, VisitStandard

__all__ = [
    "BusinessPlan",
    "CaseStudy",
    "DerivedMeasure",
    "Event",
    "EventType",
    "Interchange",
    "Measure",
    "MeasureUpdate",
    "Milestone",
    "MilestoneUpdate",
    "Offer",
    "Outcome",
    "PlannedValue",
    "QuarterlyReturn",
    "Redeployment",
    "ReturnAuthor",
    "ReturnTransition",
    "Saving",
    "Visit",
    "VisitStandard",
    "WorkItem",
]
