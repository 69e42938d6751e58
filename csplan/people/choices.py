"""What two administrators decide together, and what came of it."""

from django.db import models


class ProposalKind(models.TextChoices):
    GIVE = "give", "Give the role"
    END = "end", "End the role"
    CLOSE = "close", "Close the account"
    REOPEN = "reopen", "Open the account again"
    ADDRESS = "address", "Change the email address"
    SECOND_FACTOR = "second_factor", "Remove the second factor"


class ProposalState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
