"""Named lists of the reviews of a holder's year."""

from django.db import models


class ReviewKind(models.TextChoices):
    MID_YEAR = "mid-year", "Mid-year review"
    END_OF_YEAR = "end-of-year", "End-of-year review"


class ReviewState(models.TextChoices):
    """Whose turn it is: the reviewer writes, the private office comments, it is done."""

    DRAFT = "draft", "Being written"
    SHARED = "shared", "Shared with the private office"
    COMPLETED = "completed", "Completed"


REVIEW_STATE_COLOURS: dict[str, str] = {
    ReviewState.DRAFT: "grey",
    ReviewState.SHARED: "blue",
    ReviewState.COMPLETED: "green",
}


class ReviewAction(models.TextChoices):
    """What takes a review from one state to another; the label reads "was … "."""

    OPEN = "opened", "Opened"
    SHARE = "shared", "Shared with the private office"
    TAKE_BACK = "taken_back", "Taken back to be written on"
    COMPLETE = "completed", "Completed"
    REOPEN = "reopened", "Opened again"


class Box(models.IntegerChoices):
    """The box markings, best first."""

    ONE = 1, "Box 1"
    TWO = 2, "Box 2"
    THREE = 3, "Box 3"


BOX_MEANINGS: dict[int, str] = {
    Box.ONE: "Did more than was asked, among the strongest of the group.",
    Box.TWO: "Did what was asked.",
    Box.THREE: "Did less than was asked, among the weakest of the group.",
}
"""The wording that stands beside each marking, so that everybody means the same by it."""
