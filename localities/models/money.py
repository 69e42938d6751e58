"""Who pays, and what the plan says a year has to work with."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from csplan.core.models import Department, Sourced
from csplan.core.periods import FinancialYear
from localities.choices import PaymentKind
from localities.querysets import ContributionQuerySet, PaymentQuerySet


class FundingContribution(Sourced):
    """What a department agreed to pay towards one year.

    Amounts are whole pence. A new funder is a new row for its first year; earlier years stay.
    What it was invoiced for and has paid are ``payments``.
    """

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="contributions"
    )
    year_start = models.PositiveSmallIntegerField(
        "year", help_text="The year the financial year starts in: 2013 for 2013/14."
    )
    amount_pence = models.PositiveBigIntegerField("agreed", validators=[MinValueValidator(1)])
    agreed_on = models.DateField(null=True, blank=True)

    objects = ContributionQuerySet["FundingContribution"].as_manager()

    class Meta:
        ordering = ["-year_start", "department__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "year_start"],
                name="localities_fundingcontribution_unique_department_year",
                violation_error_message="This department already has a contribution for that year",
            ),
            models.CheckConstraint(
                name="localities_fundingcontribution_is_positive",
                condition=Q(amount_pence__gt=0),
                violation_error_message="A contribution is more than nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}, {self.year}"

    @property
    def year(self) -> FinancialYear:
        return FinancialYear(self.year_start)


class Payment(Sourced):
    """One invoice sent to a contributor, or one sum that came in, in whole pence.

    What was entered by mistake is marked so and counts for nothing; it stays to be read.
    """

    contribution = models.ForeignKey(
        FundingContribution, on_delete=models.PROTECT, related_name="payments"
    )
    kind = models.CharField(max_length=10, choices=PaymentKind.choices)
    amount_pence = models.PositiveBigIntegerField("amount", validators=[MinValueValidator(1)])
    paid_on = models.DateField("date")
    reference = models.CharField(max_length=60, blank=True)
    is_mistake = models.BooleanField("entered by mistake", default=False)

    objects = PaymentQuerySet["Payment"].as_manager()

    class Meta:
        ordering = ["paid_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "kind", "paid_on", "reference"],
                name="localities_payment_recorded_once",
                violation_error_message=(
                    "This is recorded already: if there were two that day, give each a reference"
                ),
            ),
            models.CheckConstraint(
                name="localities_payment_is_positive",
                condition=Q(amount_pence__gt=0),
                violation_error_message="Enter an amount of more than nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.contribution}"


class PlannedResources(Sourced):
    """What a plan says a year has to work with: its budget, its team and its coverage target."""

    year_start = models.PositiveSmallIntegerField(
        "year",
        unique=True,
        error_messages={"unique": "This year’s figures are recorded already: change them"},
    )
    budget_pence = models.PositiveBigIntegerField("budget", null=True, blank=True)
    fte = models.DecimalField(
        "full-time equivalent (FTE) posts",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    coverage_percent = models.DecimalField(
        "coverage target",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    class Meta:
        ordering = ["-year_start"]
        verbose_name = "year’s figures"
        verbose_name_plural = "years’ figures"
        constraints = [
            models.CheckConstraint(
                name="localities_plannedresources_fte_in_range",
                condition=Q(fte__isnull=True) | Q(fte__gte=0),
                violation_error_message="FTE must be nothing or more",
            ),
            models.CheckConstraint(
                name="localities_plannedresources_coverage_in_range",
                condition=Q(coverage_percent__isnull=True)
                | Q(coverage_percent__gte=0, coverage_percent__lte=100),
                violation_error_message="The coverage target is between 0 and 100 per cent",
            ),
        ]

    def __str__(self) -> str:
        return f"Plan figures for {self.year}"

    @property
    def year(self) -> FinancialYear:
        return FinancialYear(self.year_start)
