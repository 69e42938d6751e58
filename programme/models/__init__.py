"""The programme's tables, by concept."""

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

__all__ = [
    "BusinessPlan",
    "Measure",
    "MeasureUpdate",
    "Milestone",
    "MilestoneUpdate",
    "Offer",
    "Outcome",
    "PlannedValue",
    "QuarterlyReturn",
    "ReturnAuthor",
    "ReturnTransition",
    "WorkItem",
]
