"""Named lists of the feedback on a holder."""

from collections.abc import Mapping

from django.db import models


class SourceKind(models.TextChoices):
    """Who is asked, as the objectives name the sources of feedback."""

    MINISTER = "minister", "Minister"
    LEAD_NON_EXECUTIVE = "lead-non-executive", "Lead non-executive"
    PERMANENT_SECRETARY = "permanent-secretary", "Permanent Secretary"
    STAFF = "staff", "Staff"
    OTHER = "other", "Somebody else"


SOURCE_PLURALS: Mapping[str, str] = {
    SourceKind.MINISTER: "Ministers",
    SourceKind.LEAD_NON_EXECUTIVE: "Lead non-executives",
    SourceKind.PERMANENT_SECRETARY: "Fellow Permanent Secretaries",
    SourceKind.STAFF: "Staff",
    SourceKind.OTHER: "Others",
}

SOURCE_AUTHORS: Mapping[str, str] = {
    SourceKind.MINISTER: "A minister",
    SourceKind.LEAD_NON_EXECUTIVE: "A lead non-executive",
    SourceKind.PERMANENT_SECRETARY: "A Permanent Secretary",
    SourceKind.STAFF: "A member of staff",
    SourceKind.OTHER: "Somebody else who was asked",
}
"""Who is said to have answered where no name is shown."""


class MessageKind(models.TextChoices):
    """Why somebody is written to."""

    ASK = "ask", "First message"
    REMINDER = "reminder", "Reminder"
