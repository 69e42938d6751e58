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

WITHOUT_A_PAGE = (*ONLY_FOLLOWED, LineKind.QUESTION, LineKind.CASE_STUDY)
WITH_A_PAGE = tuple(kind for kind in LineKind if kind not in WITHOUT_A_PAGE)
"""Kinds whose lines have a page of their own in each edition."""


class PinnedKind(models.TextChoices):
    """Kinds of lines that stand in a pack by themselves, with nothing to be worked out."""

    SAVING = "saving", "Saving"
    SOUGHT = "sought", "Decision sought"
    DECISION = "decision", "Decision"
    ACTION = "action", "Action"


PINNABLE: tuple[LineKind | PinnedKind, ...] = (
    *WITH_A_PAGE,
    LineKind.CASE_STUDY,
    PinnedKind.SAVING,
    PinnedKind.SOUGHT,
    PinnedKind.DECISION,
    PinnedKind.ACTION,
)
"""Kinds of lines that something can be pinned to."""

FOUND: tuple[LineKind | PinnedKind, ...] = (
    *(kind for kind in LineKind if kind not in ONLY_FOLLOWED),
    *PinnedKind,
)
"""Kinds that people search for."""

KEPT = [*LineKind.choices, *PinnedKind.choices]
"""Kinds of lines that are kept once they are published, with their names."""

NAMES = {kind: str(name) for kind, name in KEPT}
