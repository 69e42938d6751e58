"""The line of sight: which of the plan's outcomes and milestones serve which objectives."""

from django.db import models
from django.db.models import Q

from csplan.core.text import validate_narrative
from objectives.models import Objective
from programme.models.plans import BusinessPlan, Outcome
from programme.models.work import Milestone


class ObjectiveLink(models.Model):
    """An outcome of the plan, or one milestone, that serves a published objective, and how."""

    plan = models.ForeignKey(
        BusinessPlan, on_delete=models.PROTECT, related_name="objective_links"
    )
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="+")
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="objective_links"
    )
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="objective_links"
    )
    how = models.TextField("how it serves the objective", validators=[validate_narrative])
    is_illustrative = models.BooleanField("illustrative", default=False)

    class Meta:
        ordering = ["plan", "outcome__order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="programme_objectivelink_one_end",
                condition=Q(outcome__isnull=True) ^ Q(milestone__isnull=True),
                violation_error_message="Select what serves the objective: one thing, not two",
            ),
            models.UniqueConstraint(
                fields=["objective", "outcome"],
                name="programme_objectivelink_unique_outcome",
                violation_error_message="This is linked to that objective already",
            ),
            models.UniqueConstraint(
                fields=["objective", "milestone"],
                name="programme_objectivelink_unique_milestone",
                violation_error_message="This milestone is linked to that objective already",
            ),
        ]

    def __str__(self) -> str:
        return str(self.outcome or self.milestone)
