"""Who pays, and what the plan says a year has to work with."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from csplan.core.models import Department, Sourced
from csplan.core.periods import FinancialYear


def _both_or_neither(one: str, other: str, name: str, message: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{one}__isnull": True, f"{other}__isnull": True})
        | Q(**{f"{one}__isnull": False, f"{other}__isnull": False}),
        violation_error_message=message,
    )


class FundingContribution(Sourced):
    """What a department agreed to pay towards one year, was invoiced for and has paid.

    Amounts are whole pence. A new funder is a new row for its first year; earlier years stay.
    """

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="contributions"
    )
    year_start = models.PositiveSmallIntegerField(
        "year", help_text="The year the financial year starts in: 2013 for 2013/14."
    )
    amount_pence = models.PositiveBigIntegerField("agreed", validators=[MinValueValidator(1)])
    agreed_on = models.DateField(null=True, blank=True)
    invoiced_pence = models.PositiveBigIntegerField("invoiced", null=True, blank=True)
    invoiced_on = models.DateField(null=True, blank=True)
    received_pence = models.PositiveBigIntegerField("received", null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)

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
            _both_or_neither(
                "invoiced_pence",
                "invoiced_on",
                "localities_fundingcontribution_invoice_is_dated",
                "Enter both what was invoiced and when, or neither",
            ),
            _both_or_neither(
                "received_pence",
                "received_on",
                "localities_fundingcontribution_receipt_is_dated",
                "Enter both what was received and when, or neither",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}, {self.year}"

    @property
    def year(self) -> FinancialYear:
        return FinancialYear(self.year_start)


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
