"""What CS Local sets out to do: the plan, its outcomes, work programme and measures."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from csplan.core.models import Dated, ReportingPeriod, Sourced, worded_date_constraints
from csplan.core.periods import FinancialYear
from localities.models import Locality
from programme.choices import Accumulation, Direction, PlanState, Stage, Unit
from programme.querysets import BusinessPlanQuerySet
from programme.rules import figure_words


class BusinessPlan(Sourced):
    """A plan of one or more financial years, named by the years they start in."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    purpose = models.TextField(blank=True)
    notes = models.TextField(blank=True, help_text="What a reader of the record should know.")

    objects = BusinessPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-first_year", "title"]
        constraints = [
            models.CheckConstraint(
                name="programme_businessplan_years_in_order",
                condition=Q(first_year__lte=F("last_year")),
                violation_error_message="The last year must not be before the first",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years_label(self) -> str:
        """ "2013/14", or "2014/15 to 2015/16" for a plan of several years."""
        first, last = FinancialYear(self.first_year), FinancialYear(self.last_year)
        return first.label if first == last else f"{first.label} to {last.label}"


class Outcome(Sourced):
    """A business outcome the plan promises."""

    plan = models.ForeignKey(BusinessPlan, on_delete=models.PROTECT, related_name="outcomes")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120, help_text="A few words, for tables and headings.")
    text = models.TextField()

    class Meta:
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "order"], name="programme_outcome_unique_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"


class WorkItem(Sourced):
    """A work programme item: national, or a locality's own, which may serve a national one."""

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="work_items")
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="work_items"
    )
    serves = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="local_items"
    )
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    stage = models.CharField(max_length=10, choices=Stage.choices, blank=True)

    class Meta:
        ordering = ["outcome", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "order"],
                condition=Q(locality__isnull=True),
                name="programme_workitem_unique_national_order",
            ),
            models.UniqueConstraint(
                fields=["outcome", "locality", "order"],
                condition=Q(locality__isnull=False),
                name="programme_workitem_unique_local_order",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Offer(Sourced):
    """A line of last year's minimum offer: what was promised, achieved and learnt."""

    plan = models.ForeignKey(BusinessPlan, on_delete=models.PROTECT, related_name="offers")
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    achievements = models.TextField(blank=True)
    implications = models.TextField(blank=True)

    class Meta:
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "order"], name="programme_offer_unique_order"),
        ]

    def __str__(self) -> str:
        return self.text


class Milestone(Sourced, Dated):
    """A dated step of a locality's work item.

    ``baseline_on`` is the day agreed in the plan; forecasts and completion live in the
    quarterly updates. It is empty when the phrase names no day.
    """

    work_item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="milestones")
    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="milestones")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    baseline_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["work_item__outcome__order", "work_item__order", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_item", "locality", "order"], name="programme_milestone_unique_order"
            ),
            *worded_date_constraints("programme_milestone"),
        ]

    def __str__(self) -> str:
        return self.title


class Measure(Sourced):
    """A figure each locality reports every quarter, with the year's national target."""

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="measures")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    definition = models.TextField(blank=True, help_text="What to count, and what not.")
    unit = models.CharField(max_length=12, choices=Unit.choices)
    direction = models.CharField(max_length=6, choices=Direction.choices, default=Direction.HIGHER)
    accumulation = models.CharField(max_length=6, choices=Accumulation.choices)
    baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["outcome__order", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "order"], name="programme_measure_unique_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def baseline_figure(self) -> str:
        """The baseline with its unit; "" when there is none."""
        return "" if self.baseline is None else figure_words(self.baseline, self.unit)

    @property
    def target_figure(self) -> str:
        """The target with its unit; "" when there is none."""
        return "" if self.target is None else figure_words(self.target, self.unit)


class PlannedValue(models.Model):
    """What a locality plans to report for a measure in one quarter (its trajectory)."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="planned_values")
    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(
        max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )

    class Meta:
        ordering = ["measure", "locality", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "locality", "period"],
                name="programme_plannedvalue_unique_measure_locality_period",
            ),
            models.CheckConstraint(
                name="programme_plannedvalue_not_negative", condition=Q(value__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.locality}, {self.period.quarter.short_label}"
