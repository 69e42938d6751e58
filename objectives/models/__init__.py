"""The tables of the objectives, a module per concept."""

from objectives.models.items import (
    Category,
    CategoryItem,
    Milestone,
    Objective,
    PerformanceMeasure,
)
from objectives.models.progress import MeasureProgress, MilestoneProgress, Rebaseline
from objectives.models.published import RevisionEntry, RevisionFile
from objectives.models.revisions import SetRevision
from objectives.models.sets import ObjectiveSet

__all__ = [
    "Category",
    "CategoryItem",
    "MeasureProgress",
    "Milestone",
    "MilestoneProgress",
    "Objective",
    "ObjectiveSet",
    "PerformanceMeasure",
    "Rebaseline",
    "RevisionEntry",
    "RevisionFile",
    "SetRevision",
]
