"""Named lists of the programme."""

from django.db import models


class PlanState(models.TextChoices):
    DRAFT = "draft", "Draft"
    AGREED = "agreed", "Agreed"
    CLOSED = "closed", "Closed"


class Stage(models.TextChoices):
    """Where a work programme item stands in the delivery model."""

    INNOVATE = "innovate", "Innovate"
    CORE = "core", "Core offering"
    EMBED = "embed", "Embed"


class Unit(models.TextChoices):
    PEOPLE = "people", "people"
    EVENTS = "events", "events"
    DAYS = "days", "days"
    POUNDS = "pounds", "£"
    CASE_STUDIES = "case_studies", "case studies"
    VISITS = "visits", "visits"


ONE_OF: dict[str, str] = {
    Unit.PEOPLE: "person",
    Unit.EVENTS: "event",
    Unit.DAYS: "day",
    Unit.CASE_STUDIES: "case study",
    Unit.VISITS: "visit",
}

COUNTED_UNITS = frozenset({Unit.PEOPLE, Unit.EVENTS, Unit.CASE_STUDIES, Unit.VISITS})
"""Units of which there is no half."""


class Direction(models.TextChoices):
    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"


class Accumulation(models.TextChoices):
    """How the quarters of a year make the year's figure; localities always add up."""

    SUM = "sum", "The quarters are added together"
    LATEST = "latest", "The latest quarter stands"


class ReturnState(models.TextChoices):
    OPEN = "open", "Open"
    SUBMITTED = "submitted", "Submitted"
    SIGNED_OFF = "signed_off", "Signed off"
    ACCEPTED = "accepted", "Accepted"
    PUBLISHED = "published", "Published"


RETURN_STATE_COLOURS: dict[str, str] = {
    ReturnState.OPEN: "blue",
    ReturnState.SUBMITTED: "purple",
    ReturnState.SIGNED_OFF: "teal",
    ReturnState.ACCEPTED: "green",
    ReturnState.PUBLISHED: "grey",
}


class ReturnAction(models.TextChoices):
    SUBMIT = "submit", "Submitted"
    WITHDRAW = "withdraw", "Withdrawn"
    SIGN_OFF = "sign_off", "Signed off"
    SEND_BACK = "send_back", "Sent back"
    ACCEPT = "accept", "Accepted"
    PUBLISH = "publish", "Published"


AFTER_SUBMISSION = (
    ReturnState.SUBMITTED,
    ReturnState.SIGNED_OFF,
    ReturnState.ACCEPTED,
    ReturnState.PUBLISHED,
)
AFTER_SIGN_OFF = AFTER_SUBMISSION[1:]
AFTER_ACCEPTANCE = AFTER_SUBMISSION[2:]
