"""Named lists of the programme."""

from django.db import models


class PlanState(models.TextChoices):
    DRAFT = "draft", "Draft"
    AGREED = "agreed", "Agreed"
    CLOSED = "closed", "Closed"


PLAN_STATE_COLOURS: dict[str, str] = {
    PlanState.DRAFT: "yellow",
    PlanState.AGREED: "green",
    PlanState.CLOSED: "grey",
}


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
    PERCENT = "percent", "%"
    YES_NO = "yes_no", "yes or no"


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
    RANGE = "range", "Within a range is better"


class Accumulation(models.TextChoices):
    """How the quarters of a year make the year's figure.

    Localities add up, but for a ratio, whose parts do, and for a yes or no, which is a yes where
    every locality says so.
    """

    SUM = "sum", "The quarters are added together"
    LATEST = "latest", "The latest quarter stands"
    RATIO = "ratio", "A percentage of everything so far"
    YES_NO = "yes_no", "Done or not done"


class Collection(models.TextChoices):
    """Where a measure's figures come from."""

    LOCALITY = "locality", "Each locality reports it"
    NATIONAL = "national", "The national team reports it"
    DERIVED = "derived", "csplan counts it from the record of delivery"


class MeasureStatus(models.TextChoices):
    """How a measure stands against its trajectory, as csplan works it out."""

    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    NO_REPORT = "no_report", "No report"
    NO_PLAN = "no_plan", "No plan"


MEASURE_STATUS_COLOURS: dict[str, str] = {
    MeasureStatus.ON_TRACK: "green",
    MeasureStatus.AT_RISK: "yellow",
    MeasureStatus.OFF_TRACK: "red",
    MeasureStatus.NO_REPORT: "grey",
    MeasureStatus.NO_PLAN: "grey",
}


class SuccessionKind(models.TextChoices):
    """What became of a part of a plan in the next plan."""

    CONTINUED = "continued", "Continues"
    MERGED = "merged", "Merged with others"
    SPLIT = "split", "Split"
    ENDED = "ended", "Ended"


class ReturnState(models.TextChoices):
    OPEN = "open", "Open"
    SUBMITTED = "submitted", "Submitted"
    SIGNED_OFF = "signed_off", "Signed off"
    ACCEPTED = "accepted", "Accepted"
    PUBLISHED = "published", "Published"


UNFINISHED = (ReturnState.OPEN, ReturnState.SUBMITTED, ReturnState.SIGNED_OFF)
"""The states in which a return still waits for somebody in csplan."""

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
    CORRECT = "correct", "Opened for correction"


AFTER_SUBMISSION = (
    ReturnState.SUBMITTED,
    ReturnState.SIGNED_OFF,
    ReturnState.ACCEPTED,
    ReturnState.PUBLISHED,
)
AFTER_SIGN_OFF = AFTER_SUBMISSION[1:]
AFTER_ACCEPTANCE = AFTER_SUBMISSION[2:]

MODERATED_IN = (ReturnState.SUBMITTED, ReturnState.SIGNED_OFF)
"""States in which the national team may rate over a locality."""
