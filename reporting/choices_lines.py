"""The kinds of lines of published packs."""

from django.db import models


class LineKind(models.TextChoices):
    OUTCOME = "outcome", "Outcome"
    MEASURE = "measure", "Measure"
    MILESTONE = "milestone", "Milestone"
    LOCALITY = "locality", "Locality"
    RISK = "risk", "Risk"
    DEPARTMENT = "department", "Funding department"
    QUESTION = "question", "Question"
    CASE_STUDY = "case-study", "Case study"
    SAVINGS = "savings", "Savings"
    COVERAGE = "coverage", "Coverage"


ONLY_FOLLOWED = (LineKind.SAVINGS, LineKind.COVERAGE)
"""Kinds that are drawn over time and have no words to search."""

FOUND = tuple(kind for kind in LineKind if kind not in ONLY_FOLLOWED)
"""Kinds that people search for."""

WITH_A_PAGE = tuple(kind for kind in FOUND if kind not in (LineKind.QUESTION, LineKind.CASE_STUDY))
"""Kinds whose lines have a page of their own in each edition."""


class PinnedKind(models.TextChoices):
    """Kinds that something is pinned to, though nothing of such a line is kept by itself."""

    SAVING = "saving", "Saving"
    SOUGHT = "sought", "Decision sought"
    DECISION = "decision", "Decision"
    ACTION = "action", "Action"


PINNABLE: tuple[LineKind | PinnedKind, ...] = (
    *WITH_A_PAGE,
    PinnedKind.SAVING,
    LineKind.CASE_STUDY,
    PinnedKind.SOUGHT,
    PinnedKind.DECISION,
    PinnedKind.ACTION,
)
"""Kinds of lines that something can be pinned to."""
