"""Whom a plan concerns, what they are told and when, and what the plan came to change."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from csplan.core.models import Sourced
from csplan.core.text import validate_narrative
from localities.models import Locality
from programme.choices_engagement import (
    JUDGEMENT_COLOURS,
    Approach,
    CommunicationState,
    Extent,
    Judgement,
    StakeholderKind,
)
from programme.models.plans import BusinessPlan, Outcome
from programme.querysets_engagement import EngagementQuerySet, StakeholderQuerySet
from programme.rules.engagement import communication_state, suggested_approach


class Stakeholder(Sourced):
    """Somebody the plan concerns: how much it matters to them and they to it.

    ``approach`` is empty where people go by what the grid suggests. Ended, never deleted.
    """

    plan = models.ForeignKey(BusinessPlan, on_delete=models.PROTECT, related_name="stakeholders")
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="stakeholders"
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=StakeholderKind.choices)
    interest = models.CharField(max_length=6, choices=Extent.choices)
    influence = models.CharField(max_length=6, choices=Extent.choices)
    approach = models.CharField(
        "another approach", max_length=8, choices=Approach.choices, blank=True
    )
    matters = models.TextField("what matters to them", validators=[validate_narrative])
    owner = models.CharField(max_length=120, help_text="The post that answers for it.")
    ends_on = models.DateField("last day", null=True, blank=True)

    objects = StakeholderQuerySet["Stakeholder"].as_manager()

    class Meta:
        ordering = ["plan", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "name"],
                name="programme_stakeholder_unique_name",
                violation_error_message="There is already a stakeholder with this name",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def suggested_approach(self) -> Approach:
        return suggested_approach(influence=self.influence, interest=self.interest)

    @property
    def approach_taken(self) -> Approach:
        return Approach(self.approach) if self.approach else self.suggested_approach


class CommunicationChannel(models.Model):
    """A way of telling people something. Ended, never deleted."""

    name = models.CharField(max_length=80, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    ends_on = models.DateField("last day", null=True, blank=True)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Communication(Sourced):
    """Something to be told to somebody by a day, and whether it was.

    Its audience is stakeholders, or ``audience`` in words, or both. It is done, or cancelled
    with a reason, or still to come.
    """

    plan = models.ForeignKey(BusinessPlan, on_delete=models.PROTECT, related_name="communications")
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="communications"
    )
    what = models.CharField(max_length=200)
    stakeholders = models.ManyToManyField(Stakeholder, blank=True, related_name="communications")
    audience = models.CharField(max_length=200, blank=True)
    channel = models.ForeignKey(
        CommunicationChannel, on_delete=models.PROTECT, related_name="communications"
    )
    planned_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    cancelled_reason = models.TextField(blank=True, validators=[validate_narrative])
    owner = models.CharField(max_length=120, help_text="The post that answers for it.")

    objects = EngagementQuerySet["Communication"].as_manager()

    class Meta:
        ordering = ["planned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="programme_communication_not_both_done_and_cancelled",
                condition=Q(done_on__isnull=True) | Q(cancelled_reason=""),
                violation_error_message="It was either done or cancelled",
            ),
            models.UniqueConstraint(
                fields=["plan", "what", "planned_on"],
                name="programme_communication_unique_on_a_day",
                violation_error_message="This is already planned for that day",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def state_on(self, day: dt.date) -> CommunicationState:
        return communication_state(
            planned_on=self.planned_on,
            done_on=self.done_on,
            cancelled_reason=self.cancelled_reason,
            today=day,
        )


class ImpactQuestion(Sourced):
    """What is asked at the end of a year about an outcome's impact, and what is answered.

    ``judged_by`` and ``judged_at`` are there exactly when there is a judgement. ``version``
    grows with every change. Ended, never deleted.
    """

    plan = models.ForeignKey(
        BusinessPlan, on_delete=models.PROTECT, related_name="impact_questions"
    )
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="impact_questions")
    year_start = models.PositiveSmallIntegerField("year")
    question = models.CharField(max_length=300)
    evidence = models.TextField(blank=True, validators=[validate_narrative])
    judgement = models.CharField(max_length=12, choices=Judgement.choices, blank=True)
    judgement_reason = models.TextField(
        "reasons for the judgement", blank=True, validators=[validate_narrative]
    )
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["year_start", "outcome__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "outcome", "year_start", "question"],
                name="programme_impactquestion_unique",
                violation_error_message="This is already asked about it for that year",
            ),
            models.CheckConstraint(
                name="programme_impactquestion_judged_by_somebody_with_reasons",
                condition=Q(
                    judgement="",
                    judgement_reason="",
                    judged_by__isnull=True,
                    judged_at__isnull=True,
                )
                | (
                    ~Q(judgement="")
                    & ~Q(judgement_reason="")
                    & Q(judged_by__isnull=False, judged_at__isnull=False)
                ),
                violation_error_message="Enter the reasons for the judgement",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def judgement_colour(self) -> str:
        return JUDGEMENT_COLOURS[self.judgement] if self.judgement else "grey"

    @property
    def judgement_words(self) -> str:
        return self.get_judgement_display() if self.judgement else "Not judged yet"
