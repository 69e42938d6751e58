"""What the people who read a return ask to be put right, answer by answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from csplan.core.querysets import InsertOnlyQuerySet
from csplan.core.text import validate_narrative
from programme.models.returns import MeasureUpdate, MilestoneUpdate, ReturnTransition


class ReturnRemark(models.Model):
    """Why one answer was sent back, with the rest of its return. Rows are only added.

    It is settled once the answer has been saved again. ``transition`` is the sending back. One
    about neither a milestone nor a measure is about the overview.
    """

    transition = models.ForeignKey(
        ReturnTransition, on_delete=models.PROTECT, related_name="remarks"
    )
    milestone_update = models.ForeignKey(
        MilestoneUpdate, on_delete=models.PROTECT, null=True, blank=True, related_name="remarks"
    )
    measure_update = models.ForeignKey(
        MeasureUpdate, on_delete=models.PROTECT, null=True, blank=True, related_name="remarks"
    )
    seen_version = models.PositiveIntegerField()
    words = models.TextField(validators=[validate_narrative])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = InsertOnlyQuerySet["ReturnRemark"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="programme_returnremark_about_one_answer",
                condition=Q(milestone_update__isnull=True) | Q(measure_update__isnull=True),
            ),
            models.CheckConstraint(
                name="programme_returnremark_says_something",
                condition=~Q(words=""),
                violation_error_message="Enter what must change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_update or self.measure_update or 'Overview'}: sent back"
