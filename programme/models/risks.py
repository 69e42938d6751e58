"""What may go wrong, how likely and how grave it is judged to be, and who does what about it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from csplan.core.models import Sourced
from csplan.core.querysets import InsertOnlyQuerySet
from csplan.core.text import validate_narrative
from localities.models import Locality
from programme.choices_engagement import Likelihood, RiskImpact
from programme.models.plans import BusinessPlan, Outcome
from programme.querysets_engagement import RiskQuerySet
from programme.rules.risks import level_of, score_words


class PlanOutcome(Outcome):
    """An outcome called by its plan too, for lists that hold several plans."""

    class Meta:
        proxy = True

    def __str__(self) -> str:
        return f"{self.order}. {self.title}, {self.plan}"


def on_the_scale(prefix: str) -> list[models.CheckConstraint]:
    """A likelihood and an impact from 1 to 5, and why, for every table that scores a risk."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_likelihood_on_the_scale",
            condition=Q(likelihood__gte=1, likelihood__lte=5),
        ),
        models.CheckConstraint(
            name=f"{prefix}_impact_on_the_scale", condition=Q(impact__gte=1, impact__lte=5)
        ),
    ]


class Risk(Sourced):
    """Because of ``cause`` there is a risk that ``title``, which would lead to ``effect``.

    It is a plan's, and may be about one of its outcomes; a locality's own risk names the
    locality. ``likelihood``, ``impact``, ``score_reason`` and ``assessed_on`` repeat the latest
    assessment, ``is_escalated`` and ``escalation_reason`` the latest escalation; their tables
    tell the whole story. A risk is closed, never deleted. ``version`` grows with every change.
    """

    details: ClassVar[tuple[str, ...]] = (
        "plan", "outcome", "locality", "title", "cause", "effect", "mitigation", "owner",
        "review_on",
    )  # fmt: skip
    """The fields people fill in and change freely."""

    plan = models.ForeignKey(BusinessPlan, on_delete=models.PROTECT, related_name="risks")
    outcome = models.ForeignKey(
        PlanOutcome, on_delete=models.PROTECT, null=True, blank=True, related_name="risks"
    )
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="risks"
    )
    title = models.CharField(max_length=200)
    cause = models.TextField(validators=[validate_narrative])
    effect = models.TextField(validators=[validate_narrative])
    mitigation = models.TextField(validators=[validate_narrative])
    owner = models.CharField(max_length=120, help_text="The post that answers for it.")
    review_on = models.DateField("next review")
    likelihood = models.PositiveSmallIntegerField(choices=Likelihood.choices)
    impact = models.PositiveSmallIntegerField(choices=RiskImpact.choices)
    score_reason = models.TextField(validators=[validate_narrative])
    assessed_on = models.DateField()
    raised_on = models.DateField()
    is_escalated = models.BooleanField("escalated", default=False)
    escalation_reason = models.TextField(blank=True, validators=[validate_narrative])
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.TextField(blank=True, validators=[validate_narrative])
    version = models.PositiveIntegerField(default=1)

    objects = RiskQuerySet["Risk"].as_manager()

    class Meta:
        ordering = ["-plan__first_year", "title", "pk"]
        indexes = [
            models.Index(fields=["closed_on", "review_on"], name="programme_risk_open_review"),
        ]
        constraints = [
            *on_the_scale("programme_risk"),
            models.CheckConstraint(
                name="programme_risk_escalated_with_a_reason",
                condition=Q(is_escalated=False, escalation_reason="")
                | (Q(is_escalated=True) & ~Q(escalation_reason="")),
                violation_error_message="Enter why the risk is escalated",
            ),
            models.CheckConstraint(
                name="programme_risk_closed_with_a_reason",
                condition=Q(closed_on__isnull=True, closed_reason="")
                | (Q(closed_on__isnull=False) & ~Q(closed_reason="")),
                violation_error_message="Enter why the risk is closed",
            ),
            models.CheckConstraint(
                name="programme_risk_days_in_order",
                condition=Q(assessed_on__gte=F("raised_on"))
                & (Q(closed_on__isnull=True) | Q(closed_on__gte=F("assessed_on"))),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def level(self) -> str:
        return level_of(self.score)

    @property
    def score_words(self) -> str:
        return score_words(self.likelihood, self.impact)


class RiskAssessment(models.Model):
    """How likely and how grave a risk was judged to be from a day on. Rows are only added."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="assessments")
    likelihood = models.PositiveSmallIntegerField(choices=Likelihood.choices)
    impact = models.PositiveSmallIntegerField(choices=RiskImpact.choices)
    assessed_on = models.DateField()
    reason = models.TextField(validators=[validate_narrative])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = InsertOnlyQuerySet["RiskAssessment"].as_manager()

    class Meta:
        ordering = ["risk", "assessed_on", "pk"]
        indexes = [
            models.Index(fields=["risk", "assessed_on"], name="programme_riskassess_risk_day"),
        ]
        constraints = [
            *on_the_scale("programme_riskassessment"),
            models.CheckConstraint(
                name="programme_riskassessment_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Enter why it is scored so",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk}: {self.score} of 25"

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def level(self) -> str:
        return level_of(self.score)

    @property
    def score_words(self) -> str:
        return score_words(self.likelihood, self.impact)


class RiskEscalation(models.Model):
    """A risk brought before the steering group, or stood down again. Rows are only added."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="escalations")
    is_escalated = models.BooleanField()
    reason = models.TextField(validators=[validate_narrative])
    moved_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = InsertOnlyQuerySet["RiskEscalation"].as_manager()

    class Meta:
        ordering = ["risk", "moved_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="programme_riskescalation_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Enter why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk}: {'escalated' if self.is_escalated else 'stood down'}"
