"""Named lists of the record of delivery."""

from django.db import models


class RecordKind(models.TextChoices):
    """What kind of thing a locality records as it happens."""

    EVENT = "event", "Events"
    SAVING = "saving", "Savings"
    VISIT = "visit", "Visits"
    CASE_STUDY = "case_study", "Case studies"
    REDEPLOYMENT = "redeployment", "People redeployed"
    INTERCHANGE = "interchange", "Interchange placements"


class SavingKind(models.TextChoices):
    ESTATE = "estate", "Estate and shared space"
    TRAINING = "training", "Training and events"
    PURCHASING = "purchasing", "Contracts and purchasing"
    PEOPLE = "people", "People and recruitment"
    TRAVEL = "travel", "Travel"
    OTHER = "other", "Something else"


class Recurrence(models.TextChoices):
    ONE_OFF = "one_off", "One-off"
    RECURRING = "recurring", "Recurring every year"


class SavingState(models.TextChoices):
    CLAIMED = "claimed", "Claimed"
    VALIDATED = "validated", "Validated"
    REFUSED = "refused", "Refused"


SAVING_STATE_COLOURS: dict[str, str] = {
    SavingState.CLAIMED: "blue",
    SavingState.VALIDATED: "green",
    SavingState.REFUSED: "red",
}


class VisitState(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    ACCEPTED = "accepted", "Accepted"
    DONE = "done", "Done"
    DECLINED = "declined", "Declined"


VISIT_STATE_COLOURS: dict[str, str] = {
    VisitState.PROPOSED: "blue",
    VisitState.ACCEPTED: "teal",
    VisitState.DONE: "green",
    VisitState.DECLINED: "grey",
}


class Counted(models.TextChoices):
    """What a derived measure adds up."""

    RECORDS = "records", "The number of records"
    ATTENDANCE = "attendance", "The people who attended"
    VOLUNTEERING_DAYS = "volunteering_days", "The volunteering days given"
    VISITS_DONE = "visits_done", "The visits that took place"
    PEOPLE = "people", "The people redeployed"
    CLAIMED = "claimed", "The pounds claimed and not refused"
    VALIDATED = "validated", "The pounds validated"


COUNTED_OF: dict[str, frozenset[str]] = {
    RecordKind.EVENT: frozenset({Counted.RECORDS, Counted.ATTENDANCE, Counted.VOLUNTEERING_DAYS}),
    RecordKind.SAVING: frozenset({Counted.RECORDS, Counted.CLAIMED, Counted.VALIDATED}),
    RecordKind.VISIT: frozenset({Counted.RECORDS, Counted.VISITS_DONE}),
    RecordKind.CASE_STUDY: frozenset({Counted.RECORDS}),
    RecordKind.REDEPLOYMENT: frozenset({Counted.RECORDS, Counted.PEOPLE}),
    RecordKind.INTERCHANGE: frozenset({Counted.RECORDS}),
}
"""What can be counted of each kind of record."""
