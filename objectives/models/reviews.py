"""Reviews of a holder's year, in strict confidence, and the one split that is told of them.

Nobody reads a review but the holder's private office, its reviewer and the auditor: see
``ReviewQuerySet.visible_to``. Its words and markings are in these tables alone, never in the
history of events, which names only the review and its state.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from csplan.core.periods import FinancialYear
from csplan.core.querysets import InsertOnlyQuerySet
from csplan.core.text import validate_narrative
from objectives.choices_reviews import Box, ReviewAction, ReviewKind, ReviewState
from objectives.models.items import Objective
from objectives.models.sets import ObjectiveSet
from objectives.querysets_reviews import ReviewQuerySet

MARKED = Q(mark__in=Box.values)


class Review(models.Model):
    """One review of one set: written by its reviewer, shared, commented on, completed.

    ``version`` grows with every save and every step. The parts that different people write have
    versions of their own, so that nobody overwrites what they have not seen.
    """

    objective_set = models.ForeignKey(
        ObjectiveSet, on_delete=models.PROTECT, related_name="reviews"
    )
    kind = models.CharField(max_length=12, choices=ReviewKind.choices)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews"
    )
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.DRAFT)
    version = models.PositiveIntegerField(default=0)
    mark = models.PositiveSmallIntegerField(
        "overall marking", choices=Box.choices, null=True, blank=True
    )
    words = models.TextField(blank=True, validators=[validate_narrative])
    overall_version = models.PositiveIntegerField(default=0)
    comments = models.TextField(blank=True, validators=[validate_narrative])
    comments_version = models.PositiveIntegerField(default=0)
    completed_at = models.DateTimeField(null=True, blank=True)
    is_illustrative = models.BooleanField(
        "illustrative", default=False, help_text="Added for demonstration; nobody wrote it."
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-objective_set__year_start", "objective_set__holder_name", "-kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["objective_set", "kind"],
                name="objectives_review_one_of_each_kind",
                violation_error_message="This review is open already",
            ),
            models.CheckConstraint(
                name="objectives_review_mark_is_a_box", condition=Q(mark__isnull=True) | MARKED
            ),
            models.CheckConstraint(
                name="objectives_review_shared_is_marked",
                condition=Q(state=ReviewState.DRAFT) | (MARKED & ~Q(words="")),
            ),
            models.CheckConstraint(
                name="objectives_review_completed_iff_moment",
                condition=Q(state=ReviewState.COMPLETED, completed_at__isnull=False)
                | (~Q(state=ReviewState.COMPLETED) & Q(completed_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.objective_set}"


class ReviewMark(models.Model):
    """What a review says of one objective.

    ``reference`` and ``text`` are the objective's as the review was opened, and stay.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="marks")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=200)
    reference = models.CharField(max_length=8, blank=True)
    text = models.TextField(validators=[validate_narrative])
    mark = models.PositiveSmallIntegerField(choices=Box.choices, null=True, blank=True)
    words = models.TextField(blank=True, validators=[validate_narrative])
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["review", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "objective"], name="objectives_reviewmark_once_per_objective"
            ),
            models.CheckConstraint(
                name="objectives_reviewmark_mark_is_a_box",
                condition=Q(mark__isnull=True) | MARKED,
            ),
            models.CheckConstraint(
                name="objectives_reviewmark_saved_is_whole",
                condition=Q(version=0) | (MARKED & ~Q(words="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}, {self.reference}"


class ReviewStep(models.Model):
    """A step of a review, with everything it said then. Rows are only added."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=10, choices=ReviewAction.choices)
    reason = models.TextField(blank=True, validators=[validate_narrative])
    content = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    objects = InsertOnlyQuerySet["ReviewStep"].as_manager()

    class Meta:
        ordering = ["review", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "number"], name="objectives_reviewstep_unique_number"
            ),
            models.CheckConstraint(
                name="objectives_reviewstep_reopening_has_a_reason",
                condition=~Q(action=ReviewAction.REOPEN) | ~Q(reason=""),
                violation_error_message="Enter why the review is opened again",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.get_action_display()}"


class MarkingSplit(models.Model):
    """How markings of one year and kind spread over the boxes, told once and never again.

    Two tellings could be compared, and what changed between them would name somebody; so there
    is one. ``groups`` are what ``objectives.rules.markings`` found safe to tell.
    """

    year_start = models.PositiveSmallIntegerField("financial year")
    kind = models.CharField(max_length=12, choices=ReviewKind.choices)
    groups = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = InsertOnlyQuerySet["MarkingSplit"].as_manager()

    class Meta:
        ordering = ["-year_start", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["year_start", "kind"], name="objectives_markingsplit_told_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}s, {self.year}"

    @property
    def year(self) -> FinancialYear:
        return FinancialYear(self.year_start)
