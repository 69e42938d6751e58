"""What the quality check looks for, each with what it means and how it is put right."""

from django.db import models


class FindingKind(models.TextChoices):
    """In the order they are shown: what makes a set hardest to judge first."""

    NO_MEASURE = "no_measure", "No measure"
    NOT_TIME_BOUND = "not_time_bound", "Not time-bound"
    TO_BE_AGREED = "to_be_agreed", "Still to be agreed"
    CROSS_REFERENCE = "cross_reference", "Refers elsewhere"
    VAGUE = "vague", "Vague, with no measure of its own"
    COMPOUND = "compound", "Several things in one"
    DUPLICATE = "duplicate", "Also in another set"
    TOO_MANY = "too_many", "Many objectives"
    LATE = "late", "Late"


EXPLANATIONS = {
    FindingKind.NO_MEASURE: (
        "Nobody can tell whether the objective was met. Add a performance measure to its"
        " category, or name the objective in one that is there."
    ),
    FindingKind.NOT_TIME_BOUND: (
        "It has no day by which it can be called late. Say by when, or leave it and say why."
    ),
    FindingKind.TO_BE_AGREED: (
        "What the holder is held to is left open. Replace it once it is agreed, as an amendment"
        " if need be."
    ),
    FindingKind.CROSS_REFERENCE: (
        "A reader must find another document to know what is meant. Say what it asks for, in a"
        " figure or a result."
    ),
    FindingKind.VAGUE: (
        "The verb says that something is done and not what comes of it, and no measure names the"
        " objective. Say what will be different, or add a measure for it."
    ),
    FindingKind.COMPOUND: (
        "Parts that can succeed and fail apart are hard to rate together. Split it, or make the"
        " parts its sub-points."
    ),
    FindingKind.DUPLICATE: (
        "The same words stand in another set of the year. Say what each holder contributes, or"
        " let one support the other."
    ),
    FindingKind.TOO_MANY: "A long list says little about what matters most.",
    FindingKind.LATE: "Objectives that are published late cannot steer the year they are for.",
}
