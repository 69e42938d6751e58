"""Measures: what is counted, what is planned of it, and figures that are not a locality's own."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from csplan.core.models import ReportingPeriod, Sourced
from csplan.core.periods import FinancialYear
from localities.models import Locality
from programme.choices import Accumulation, Collection, Direction, Unit
from programme.models.plans import Outcome
from programme.rules.measures import Yardstick, figure_words, unit_problem, unit_words


def validate_unit(unit: str) -> None:
    """Raise ValidationError unless ``unit`` is one csplan can write figures in."""
    problem = unit_problem(unit)
    if problem:
        raise ValidationError(problem)


PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]


def percentage(default: int) -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(
        max_digits=5, decimal_places=2, default=Decimal(default), validators=PERCENT
    )


class Measure(Sourced):
    """A figure reported every quarter, with what a year is to reach.

    ``unit`` is one of ``Unit`` or, for any other, its words for one and for several with a
    stroke between, as "placement/placements". A measure that is better within a range has the
    range and no target. Its status is on track within ``on_track_within`` per cent of the
    trajectory on the wrong side, at risk within ``at_risk_within``, else off track. ``target``
    is of each year of the plan, unless a ``YearTarget`` says otherwise. ``ends_on`` is the last
    day it is collected for.
    """

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="measures")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    definition = models.TextField(blank=True, help_text="What to count, and what not.")
    unit = models.CharField(max_length=60, validators=[validate_unit])
    direction = models.CharField(max_length=6, choices=Direction.choices, default=Direction.HIGHER)
    accumulation = models.CharField(max_length=6, choices=Accumulation.choices)
    collection = models.CharField(
        max_length=8, choices=Collection.choices, default=Collection.LOCALITY
    )
    numerator_label = models.CharField(max_length=120, blank=True)
    denominator_label = models.CharField(max_length=120, blank=True)
    baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    range_low = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    range_high = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    on_track_within = percentage(5)
    at_risk_within = percentage(15)
    ends_on = models.DateField("last day", null=True, blank=True)

    class Meta:
        ordering = ["outcome__order", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "order"], name="programme_measure_unique_order"
            ),
            models.CheckConstraint(
                name="programme_measure_range_iff_within_a_range",
                condition=Q(
                    direction=Direction.RANGE,
                    range_low__isnull=False,
                    range_high__isnull=False,
                    range_low__lte=F("range_high"),
                    target__isnull=True,
                )
                | (
                    ~Q(direction=Direction.RANGE)
                    & Q(range_low__isnull=True, range_high__isnull=True)
                ),
                violation_error_message="Enter both ends of the range, lowest first, no target",
            ),
            models.CheckConstraint(
                name="programme_measure_tolerances_in_order",
                condition=Q(on_track_within__gte=0)
                & Q(on_track_within__lte=F("at_risk_within"))
                & Q(at_risk_within__lte=100),
                violation_error_message="“At risk” must reach at least as far as “on track”",
            ),
            models.CheckConstraint(
                name="programme_measure_ratio_names_its_parts",
                condition=~Q(accumulation=Accumulation.RATIO)
                | (~Q(numerator_label="") & ~Q(denominator_label="")),
                violation_error_message="Say what is counted, and out of what",
            ),
            models.CheckConstraint(
                name="programme_measure_yes_no_has_its_unit",
                condition=Q(accumulation=Accumulation.YES_NO, unit=Unit.YES_NO)
                | (~Q(accumulation=Accumulation.YES_NO) & ~Q(unit=Unit.YES_NO)),
                violation_error_message="A yes or no measure has “yes or no” for its unit",
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

    @property
    def yardstick(self) -> Yardstick:
        """What its figures are judged by."""
        return Yardstick(
            unit=self.unit,
            direction=self.direction,
            on_track_within=self.on_track_within,
            at_risk_within=self.at_risk_within,
            range_low=self.range_low,
            range_high=self.range_high,
        )

    @property
    def unit_in_words(self) -> str:
        """ "people", "£" or "placements" """
        return unit_words(self.unit)[1]

    @property
    def is_national(self) -> bool:
        return self.collection == Collection.NATIONAL

    def aim(self, year_start: int) -> Decimal | None:
        """What the year is to reach; its ``year_targets`` are best loaded before."""
        own = {each.year_start: each.target for each in self.year_targets.all()}
        return own.get(year_start, self.target)

    def is_collected_on(self, day: dt.date) -> bool:
        return self.ends_on is None or day <= self.ends_on


class YearTarget(models.Model):
    """What one year of a plan of several is to reach, where it is not the same each year."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="year_targets")
    year_start = models.PositiveSmallIntegerField()
    target = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["measure", "year_start"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "year_start"], name="programme_yeartarget_unique_measure_year"
            ),
            models.CheckConstraint(
                name="programme_yeartarget_not_negative", condition=Q(target__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {FinancialYear(self.year_start).label}"


class PlannedValue(models.Model):
    """What is planned of a measure for one quarter (its trajectory).

    Without a locality for a national measure.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="planned_values")
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
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
            models.UniqueConstraint(
                fields=["measure", "period"],
                condition=Q(locality__isnull=True),
                name="programme_plannedvalue_unique_national",
            ),
            models.CheckConstraint(
                name="programme_plannedvalue_not_negative", condition=Q(value__gte=0)
            ),
        ]

    def __str__(self) -> str:
        place = self.locality or "national"
        return f"{self.measure}, {place}, {self.period.quarter.short_label}"
