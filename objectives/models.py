"""What a Permanent Secretary is held to for a year.

Measures and milestones belong to a category, as published; a link to one objective is kept
only where it is known.
"""

from django.db import models

from csplan.core.models import Dated, Department, Sourced, worded_date_constraints
from csplan.core.periods import FinancialYear
from objectives.choices import SetState
from objectives.querysets import ObjectiveSetQuerySet


class ObjectiveSet(Sourced):
    """The objectives of one holder in one post for one financial year."""

    slug = models.SlugField(max_length=80, unique=True)
    holder_name = models.CharField(max_length=120)
    post_title = models.CharField(max_length=200)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    year_start = models.PositiveSmallIntegerField()
    role_statement = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=SetState.choices, default=SetState.DRAFT)

    objects = ObjectiveSetQuerySet.as_manager()

    class Meta:
        ordering = ["-year_start", "holder_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder_name", "post_title", "year_start"],
                name="objectives_objectiveset_unique_holder_post_year",
                violation_error_message="This holder already has objectives for that year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name}, {self.year.label}"

    @property
    def year(self) -> FinancialYear:
        return FinancialYear(self.year_start)


class Category(models.Model):
    """A heading of the set, such as business delivery, with the words that introduce it."""

    objective_set = models.ForeignKey(
        ObjectiveSet, on_delete=models.PROTECT, related_name="categories"
    )
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    introduction = models.TextField(blank=True)
    feedback_sources = models.TextField(
        blank=True, help_text="Whose feedback is a measure of this category, as published."
    )

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(
                fields=["objective_set", "order"], name="objectives_category_unique_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CategoryItem(Sourced):
    """A bullet of one column of a category; ``part`` counts what one bullet holds."""

    order = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()

    class Meta:
        abstract = True
        ordering = ["order", "part"]

    def __str__(self) -> str:
        return self.text


class Objective(CategoryItem):
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="objectives")

    class Meta(CategoryItem.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["category", "order", "part"], name="objectives_objective_unique_order"
            ),
        ]


class PerformanceMeasure(CategoryItem):
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="measures")
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="measures"
    )

    class Meta(CategoryItem.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["category", "order", "part"],
                name="objectives_performancemeasure_unique_order",
            ),
        ]


class Milestone(CategoryItem, Dated):
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="milestones")
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="milestones"
    )

    class Meta(CategoryItem.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["category", "order", "part"], name="objectives_milestone_unique_order"
            ),
            *worded_date_constraints("objectives_milestone"),
        ]
