"""Where a line of a published document goes."""

from django.db import models


class Place(models.TextChoices):
    """What a line of a document is, in a set of objectives."""

    UNPLACED = "unplaced", "Not placed yet"
    ROLE = "role", "Role statement"
    CATEGORY = "category", "A new category"
    INTRODUCTION = "introduction", "Introduction"
    FEEDBACK = "feedback", "Sources of feedback"
    OBJECTIVE = "objective", "Objective"
    POINT = "point", "Sub-point of the one before"
    MEASURE = "measure", "Performance measure"
    MILESTONE = "milestone", "Milestone"
    JOINED = "joined", "Goes on from before"
    # A heading of a column or of a page, a page number.
    FURNITURE = "furniture", "Nothing to keep"
    LEFT_OUT = "left_out", "Leave out"


OF_A_CATEGORY = (
    Place.INTRODUCTION, Place.FEEDBACK, Place.OBJECTIVE, Place.POINT, Place.MEASURE,
    Place.MILESTONE,
)  # fmt: skip
ITEMS = (Place.OBJECTIVE, Place.POINT, Place.MEASURE, Place.MILESTONE)
GOES_NOWHERE = (Place.FURNITURE, Place.LEFT_OUT)
