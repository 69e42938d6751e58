"""What a set holds: categories, each with objectives, performance measures and milestones.

Measures and milestones belong to a category, as published; a link to one objective is kept
only where it is known.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from csplan.core.models import Dated, Sourced, worded_date_constraints
from csplan.core.text import validate_narrative
from objectives.models.sets import ObjectiveSet


class Category(models.Model):
    """A heading of the set, such as business delivery, with the words that introduce it.

    ``reference`` ("C1") and ``withdrawn_at`` are as an item's. A category is withdrawn together
    with what it holds.
    """

    objective_set = models.ForeignKey(
        ObjectiveSet, on_delete=models.PROTECT, related_name="categories"
    )
    reference = models.CharField(max_length=8, blank=True)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    introduction = models.TextField(blank=True, validators=[validate_narrative])
    feedback_sources = models.TextField(
        blank=True, help_text="Whose feedback is a measure of this category, as published."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(
                fields=["objective_set", "order"],
                condition=Q(withdrawn_at__isnull=True),
                name="objectives_category_unique_order",
            ),
            models.UniqueConstraint(
                fields=["objective_set", "reference"],
                condition=~Q(reference=""),
                name="objectives_category_unique_reference",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CategoryItem(Sourced):
    """A bullet of one column of a category; ``part`` counts what one bullet holds.

    ``reference`` is the item's number in its set: "O3" is an objective, "P2" a performance
    measure, "M7" a milestone. It is the same in every revision and file. An item that was
    published is withdrawn, never deleted, so its number is never given to another; what is
    withdrawn is in no revision made later. ``source_order`` is the place of its bullet in the
    section it was published in, which stays when the column is put in another order.
    """

    reference = models.CharField(max_length=8, blank=True)
    order = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField(default=1)
    source_order = models.PositiveSmallIntegerField("bullet", null=True, blank=True)
    text = models.TextField(validators=[validate_narrative])
    owner = models.CharField(
        max_length=120, blank=True, help_text="The post that answers for it, if not the holder."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["order", "part"]

    def __str__(self) -> str:
        return self.text


class Objective(CategoryItem):
    """What the holder is to achieve.

    A sub-point stands ``under`` another objective of its category. An objective that serves
    one further up, of another set, ``supports`` it, with the ``contribution`` it makes.
    """

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="objectives")
    under = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="points"
    )
    supports = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supported_by"
    )
    contribution = models.TextField(blank=True, validators=[validate_narrative])

    class Meta(CategoryItem.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["category", "order", "part"],
                condition=Q(withdrawn_at__isnull=True),
                name="objectives_objective_unique_order",
            ),
            models.UniqueConstraint(
                fields=["category", "reference"],
                condition=~Q(reference=""),
                name="objectives_objective_unique_reference",
            ),
            models.CheckConstraint(
                name="objectives_objective_not_under_itself",
                condition=Q(under__isnull=True) | ~Q(under=F("pk")),
            ),
        ]


class PerformanceMeasure(CategoryItem):
    """How achievement is judged.

    ``reports_from_month`` is the calendar month (1 to 12) before which a yearly measure, such as
    a staff survey, is not due. ``source_key`` names the figures csplan itself computes it from
    (see the programme's registry), empty when people report it.
    """

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="measures")
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="measures"
    )
    reports_from_month = models.PositiveSmallIntegerField(
        "first reported in",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    source_key = models.CharField(max_length=40, blank=True)

    class Meta(CategoryItem.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["category", "order", "part"],
                condition=Q(withdrawn_at__isnull=True),
                name="objectives_performancemeasure_unique_order",
            ),
            models.UniqueConstraint(
                fields=["category", "reference"],
                condition=~Q(reference=""),
                name="objectives_performancemeasure_unique_reference",
            ),
            models.CheckConstraint(
                name="objectives_performancemeasure_month_of_the_year",
                condition=Q(reports_from_month__isnull=True)
                | Q(reports_from_month__range=(1, 12)),
            ),
        ]


class Milestone(CategoryItem, Dated):
    """A dated step. ``date_recurrence`` tells when it comes round (``csplan.core.recurrence``).

    ``date_set_by`` is who corrected what the phrase was read to mean, empty when nobody did.
    """

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="milestones")
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    date_recurrence = models.CharField(max_length=60, blank=True)
    date_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(CategoryItem.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["category", "order", "part"],
                condition=Q(withdrawn_at__isnull=True),
                name="objectives_milestone_unique_order",
            ),
            models.UniqueConstraint(
                fields=["category", "reference"],
                condition=~Q(reference=""),
                name="objectives_milestone_unique_reference",
            ),
            *worded_date_constraints("objectives_milestone"),
        ]
