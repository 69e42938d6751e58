"""What happened, recorded on the day: events, case studies and people who moved."""

import uuid
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from csplan.core.models import Department
from csplan.core.text import validate_narrative
from localities.models import Locality
from programme.models.plans import Outcome
from programme.querysets_delivery import DeliveryQuerySet, EventQuerySet
from programme.rules.delivery import volunteering_problem

MOST_WORDS = 200


def person(*, null: bool = False) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=null, blank=null, related_name="+"
    )


def department() -> "models.ForeignKey[object, object]":
    return models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")


class DeliveryRecord(models.Model):
    """One thing a locality did, logged by one person at one moment.

    ``entry_key`` is the page's own number: sent twice, it makes one record. A record logged by
    mistake is withdrawn with a reason, never deleted. ``version`` grows with every change.
    ``counted_on`` names the day that puts a record into a quarter; ``details`` are the fields
    people fill in. ``on_behalf_of`` names the post for whom somebody else logged it.
    """

    counted_on: ClassVar[str]
    details: ClassVar[tuple[str, ...]]

    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, validators=[validate_narrative])
    entry_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    logged_by = person()
    on_behalf_of = models.CharField(max_length=120, blank=True)
    logged_at = models.DateTimeField()
    withdrawn_by = person(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True, validators=[validate_narrative])
    is_illustrative = models.BooleanField("illustrative", default=False)

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


def record_constraints(prefix: str) -> list[models.CheckConstraint]:
    """The constraint every table of records declares: withdrawn by somebody, once, and why."""
    standing = Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawn_reason="")
    withdrawn = Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
    return [
        models.CheckConstraint(
            name=f"{prefix}_withdrawn_by_somebody_with_a_reason",
            condition=standing | withdrawn,
            violation_error_message="Enter why the record is withdrawn",
        ),
    ]


class EventType(models.Model):
    """A kind of event, and what is asked about one. Ended, never deleted."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    default_outcome = models.ForeignKey(
        Outcome,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The outcome such an event serves unless somebody says otherwise.",
    )
    asks_attendance = models.BooleanField(default=True)
    asks_volunteering_days = models.BooleanField(default=False)
    is_ended = models.BooleanField(
        "ended", default=False, help_text="No longer offered; what was logged stays."
    )

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Event(DeliveryRecord):
    """Something a locality held or took part in on a day."""

    counted_on = "held_on"
    details = (
        "locality", "type", "held_on", "title", "place", "attendance", "volunteering_days",
        "outcome", "note", "on_behalf_of",
    )  # fmt: skip

    type = models.ForeignKey(EventType, on_delete=models.PROTECT, related_name="events")
    held_on = models.DateField("date")
    title = models.CharField("name", max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True)
    departments = models.ManyToManyField(Department, blank=True, related_name="+")
    attendance = models.PositiveIntegerField(null=True, blank=True)
    volunteering_days = models.DecimalField(
        max_digits=7,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0), "Volunteering days must be 0 or more")],
    )
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+")

    objects = EventQuerySet["Event"].as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["locality", "held_on"], name="programme_event_place_day"),
        ]
        constraints = [
            *record_constraints("programme_event"),
            models.CheckConstraint(
                name="programme_event_volunteering_not_negative",
                condition=Q(volunteering_days__isnull=True) | Q(volunteering_days__gte=0),
                violation_error_message="Volunteering days must be 0 or more",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.type}"

    def clean(self) -> None:
        """Refuse quarter days, and figures the type does not ask for."""
        problem = volunteering_problem(self.volunteering_days)
        if problem:
            raise ValidationError({"volunteering_days": problem})
        if self.type_id is None:
            return
        if self.attendance is not None and not self.type.asks_attendance:
            raise ValidationError({"attendance": f"{self.type} does not count attendance"})
        if self.volunteering_days is not None and not self.type.asks_volunteering_days:
            raise ValidationError(
                {"volunteering_days": f"{self.type} does not count volunteering days"}
            )


class CaseStudy(DeliveryRecord):
    """An account of reform at work; it counts from the day it was sent."""

    counted_on = "sent_on"
    details = ("locality", "title", "outcome", "words", "sent_on", "note", "on_behalf_of")

    title = models.CharField(max_length=MOST_WORDS)
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(validators=[validate_narrative])
    sent_on = models.DateField(
        null=True, blank=True, help_text="When it went to the Cabinet Office Reform Team."
    )

    objects = DeliveryQuerySet["CaseStudy"].as_manager()

    class Meta:
        ordering = ["-sent_on", "-pk"]
        verbose_name_plural = "case studies"
        indexes = [
            models.Index(fields=["locality", "sent_on"], name="programme_casestudy_place_day"),
        ]
        constraints = [*record_constraints("programme_casestudy")]

    def __str__(self) -> str:
        return self.title


class Redeployment(DeliveryRecord):
    """People who took up posts in another department, counted on the day they started."""

    counted_on = "started_on"
    details = (
        "locality", "people_count", "from_department", "to_department", "started_on", "note",
        "on_behalf_of",
    )  # fmt: skip

    people_count = models.PositiveIntegerField(
        "people", validators=[MinValueValidator(1, "The number of people must be 1 or more")]
    )
    from_department = department()
    to_department = department()
    started_on = models.DateField()

    objects = DeliveryQuerySet["Redeployment"].as_manager()

    class Meta:
        ordering = ["-started_on", "-pk"]
        indexes = [
            models.Index(fields=["locality", "started_on"], name="programme_redeploy_place_day"),
        ]
        constraints = [
            *record_constraints("programme_redeployment"),
            models.CheckConstraint(
                name="programme_redeployment_of_somebody",
                condition=Q(people_count__gte=1),
                violation_error_message="The number of people must be 1 or more",
            ),
            models.CheckConstraint(
                name="programme_redeployment_to_another_department",
                condition=~Q(from_department=F("to_department")),
                violation_error_message="Choose two different departments",
            ),
        ]

    def __str__(self) -> str:
        noun = "person" if self.people_count == 1 else "people"
        return f"{self.people_count:,} {noun} from {self.from_department} to {self.to_department}"


class Interchange(DeliveryRecord):
    """Somebody lent by one department to another for a time; ``ends_on`` is the last day."""

    counted_on = "starts_on"
    details = (
        "locality", "role", "from_department", "to_department", "starts_on", "ends_on", "note",
        "on_behalf_of",
    )  # fmt: skip

    role = models.CharField(max_length=MOST_WORDS, help_text="What they do there.")
    from_department = department()
    to_department = department()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = DeliveryQuerySet["Interchange"].as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        indexes = [
            models.Index(fields=["locality", "starts_on"], name="programme_interch_place_day"),
        ]
        constraints = [
            *record_constraints("programme_interchange"),
            models.CheckConstraint(
                name="programme_interchange_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="The last day must not be before the first",
            ),
            models.CheckConstraint(
                name="programme_interchange_to_another_department",
                condition=~Q(from_department=F("to_department")),
                violation_error_message="Choose two different departments",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.from_department} to {self.to_department}"
