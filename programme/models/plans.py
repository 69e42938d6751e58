"""What CS Local sets out to do: the plan, its outcomes, and what came of last year's offer."""

from textwrap import shorten

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from csplan.core.models import Sourced
from csplan.core.periods import FinancialYear
from csplan.core.querysets import InsertOnlyQuerySet
from csplan.core.text import validate_narrative
from programme.choices import PlanState
from programme.querysets import BusinessPlanQuerySet
from programme.rules.plans import counted

NAME_LENGTH = 90
"""Characters of a line's own words that stand for it in headings and trails."""


class BusinessPlan(Sourced):
    """A plan of one or more financial years, named by the years they start in."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    group_singular = models.CharField(
        "name of the level above outcomes",
        max_length=40,
        blank=True,
        help_text="Such as “theme”. Empty when outcomes are not grouped.",
    )
    group_plural = models.CharField(max_length=40, blank=True)
    outcome_singular = models.CharField(max_length=40, default="business outcome")
    outcome_plural = models.CharField(max_length=40, default="business outcomes")
    item_singular = models.CharField(max_length=40, default="work programme item")
    item_plural = models.CharField(max_length=40, default="work programme")
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
            models.CheckConstraint(
                name="programme_businessplan_group_names_together",
                condition=Q(group_singular="", group_plural="")
                | (~Q(group_singular="") & ~Q(group_plural="")),
                violation_error_message="Name the upper level for one and for several",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years_label(self) -> str:
        """ "2013/14", or "2014/15 to 2015/16" for a plan of several years."""
        first, last = FinancialYear(self.first_year), FinancialYear(self.last_year)
        return first.label if first == last else f"{first.label} to {last.label}"

    @property
    def items_counted(self) -> str:
        """What several items are called where they are counted."""
        return counted(self.item_singular, self.item_plural)


class OutcomeGroup(Sourced):
    """The level above outcomes, in a plan that has one: a theme, a priority, a pillar."""

    plan = models.ForeignKey(BusinessPlan, on_delete=models.PROTECT, related_name="groups")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "order"], name="programme_outcomegroup_unique_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"


class Outcome(Sourced):
    """A business outcome the plan promises, under whatever name the plan gives that level."""

    plan = models.ForeignKey(BusinessPlan, on_delete=models.PROTECT, related_name="outcomes")
    group = models.ForeignKey(
        OutcomeGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
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
        return shorten(self.text, NAME_LENGTH, placeholder="…")


class ReviewLine(models.Model):
    """A line of the plan's own review at its end: what was offered, achieved and learnt.

    ``drafted_*`` is what csplan made of the record at ``drafted_at``; the words beside it are
    people's. Drafting again changes the draft and never the words. ``outcome`` is what the line
    is about. In the next plan the line becomes an ``Offer``.
    """

    plan = models.ForeignKey(BusinessPlan, on_delete=models.PROTECT, related_name="review_lines")
    order = models.PositiveSmallIntegerField()
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    achievements = models.TextField(blank=True, validators=[validate_narrative])
    implications = models.TextField(blank=True, validators=[validate_narrative])
    drafted_achievements = models.TextField(blank=True)
    drafted_implications = models.TextField(blank=True)
    drafted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "order"], name="programme_reviewline_unique_order"
            ),
        ]

    def __str__(self) -> str:
        return shorten(self.text, NAME_LENGTH, placeholder="…")


class PlanTransition(models.Model):
    """A plan agreed, closed or taken back to draft: who, when and why. Rows are only added."""

    plan = models.ForeignKey(BusinessPlan, on_delete=models.PROTECT, related_name="transitions")
    from_state = models.CharField(max_length=10, choices=PlanState.choices)
    to_state = models.CharField(max_length=10, choices=PlanState.choices)
    reason = models.TextField(blank=True, validators=[validate_narrative])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = InsertOnlyQuerySet["PlanTransition"].as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.plan}: {self.get_to_state_display()}"
