"""Named lists of progress on objectives."""

from django.db import models


class Attention(models.TextChoices):
    """How much a milestone or a measure needs looking at, most first."""

    OVERDUE = "overdue", "Overdue"
    TROUBLED = "troubled", "Off track or at risk"
    DUE = "due", "Due next"
    UNDATED = "undated", "No date"
    UP_TO_DATE = "up_to_date", "Reported, nothing due"
    NOT_DUE = "not_due", "Not due yet"
    COMPLETE = "complete", "Complete"
