"""The tables of the objectives, a module per concept."""

from objectives.models.items import (
    Category,
    CategoryItem,
    Milestone,
    Objective,
    PerformanceMeasure,
)
from objectives.models.revisions import SetRevision
from objectives.models.sets import ObjectiveSet

__all__ = [
    "Category",
    "CategoryItem",
    "Milestone",
    "Objective",
    "ObjectiveSet",
    "PerformanceMeasure",
    "SetRevision",
]
