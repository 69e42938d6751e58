"""The tables of the objectives, a module per concept."""

from objectives.models.feedback import (
    Example,
    FeedbackAnswer,
    FeedbackMessage,
    FeedbackRequest,
    FeedbackRound,
)
from objectives.models.items import (
    Category,
    CategoryItem,
    Milestone,
    Objective,
    PerformanceMeasure,
)
from objectives.models.progress import MeasureProgress, MilestoneProgress, Rebaseline
from objectives.models.published import RevisionEntry, RevisionFile
from objectives.models.reviews import MarkingSplit, Review, ReviewMark, ReviewStep
from objectives.models.revisions import SetRevision
from objectives.models.sets import ObjectiveSet

__all__ = [
    "Category",
    "CategoryItem",
    "Example",
    "FeedbackAnswer",
    "FeedbackMessage",
    "FeedbackRequest",
    "FeedbackRound",
    "MarkingSplit",
    "MeasureProgress",
    "Milestone",
    "MilestoneProgress",
    "Objective",
    "ObjectiveSet",
    "PerformanceMeasure",
    "Rebaseline",
    "Review",
    "ReviewMark",
    "ReviewStep",
    "RevisionEntry",
    "RevisionFile",
    "SetRevision",
]
