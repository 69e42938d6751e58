"""Visits offered to the Head of the Civil Service, and how often they should happen."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from csplan.core.periods import FinancialYear
from csplan.core.text import validate_narrative
from objectives.models import PerformanceMeasure
from programme.choices_delivery import VisitState
from programme.models.delivery import MOST_WORDS, DeliveryRecord, person, record_constraints
from programme.querysets_delivery import VisitQuerySet

HAS_A_DAY = (VisitState.ACCEPTED, VisitState.DONE)


class Visit(DeliveryRecord):
    """A visit proposed with a host and two possible days, and what became of it.

    ``offered_on`` counts it as offered. ``visit_on`` is the day agreed and, once the visit is
    done, the day it took place.
    """

    counted_on = "offered_on"
    details = (
        "locality", "host", "shows", "place", "offered_on", "first_possible_on",
        "second_possible_on", "note", "on_behalf_of",
    )  # fmt: skip

    host = models.CharField(max_length=MOST_WORDS)
    shows = models.CharField(
        max_length=300, help_text="The part of the Reform Plan to be seen in operation."
    )
    place = models.CharField(max_length=120, blank=True)
    offered_on = models.DateField()
    first_possible_on = models.DateField()
    second_possible_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=VisitState.choices, default=VisitState.PROPOSED
    )
    visit_on = models.DateField(null=True, blank=True)
    answered_by = person(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, validators=[validate_narrative])

    objects = VisitQuerySet["Visit"].as_manager()

    class Meta:
        ordering = ["-offered_on", "-pk"]
        indexes = [
            models.Index(fields=["locality", "offered_on"], name="programme_visit_place_day"),
        ]
        constraints = [
            *record_constraints("programme_visit"),
            models.CheckConstraint(
                name="programme_visit_two_possible_days",
                condition=~Q(first_possible_on=models.F("second_possible_on")),
                violation_error_message="Offer two different days",
            ),
            models.CheckConstraint(
                name="programme_visit_has_a_day_iff_accepted",
                condition=Q(state__in=HAS_A_DAY, visit_on__isnull=False)
                | (~Q(state__in=HAS_A_DAY) & Q(visit_on__isnull=True)),
                violation_error_message="Enter the day of the visit",
            ),
            models.CheckConstraint(
                name="programme_visit_answered_iff_state",
                condition=Q(
                    state=VisitState.PROPOSED, answered_by__isnull=True, answered_at__isnull=True
                )
                | (
                    ~Q(state=VisitState.PROPOSED)
                    & Q(answered_by__isnull=False, answered_at__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shows}, {self.host}"


class VisitStandard(models.Model):
    """How often the Head of the Civil Service should visit, from a year on, and who says so."""

    year_start = models.PositiveSmallIntegerField(
        unique=True, help_text="The first financial year it holds for: 2013 for 2013/14."
    )
    interval_days = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1, "The interval must be 1 day or more")]
    )
    measure = models.ForeignKey(
        PerformanceMeasure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The published performance measure that asks for it.",
    )

    class Meta:
        ordering = ["-year_start"]
        constraints = [
            models.CheckConstraint(
                name="programme_visitstandard_at_least_a_day", condition=Q(interval_days__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"Every {self.interval_days} days from {FinancialYear(self.year_start)}"
