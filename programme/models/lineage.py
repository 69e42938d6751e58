"""What became of a plan's parts in the next plan.

Rows are only added; while the next plan is a draft, a line taken out of it takes its own along.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from csplan.core.querysets import InsertOnlyQuerySet
from csplan.core.text import validate_narrative
from programme.choices import SuccessionKind
from programme.models.measures import Measure
from programme.models.plans import Outcome
from programme.models.work import WorkItem


class Succession(models.Model):
    """One step from an ``earlier`` thing to a ``later`` one, or to nothing when it ended.

    Several earlier ones with one later are a merger; one earlier with several later, a split.
    """

    goes_with_a_draft = True

    kind = models.CharField(max_length=10, choices=SuccessionKind.choices)
    reason = models.TextField(blank=True, validators=[validate_narrative])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


def succession_constraints(prefix: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=["earlier", "later"], name=f"{prefix}_unique"),
        models.CheckConstraint(
            name=f"{prefix}_ended_iff_nothing_later",
            condition=Q(kind=SuccessionKind.ENDED, later__isnull=True)
            | (~Q(kind=SuccessionKind.ENDED) & Q(later__isnull=False)),
        ),
    ]


class OutcomeSuccession(Succession):
    earlier = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="successions")
    later = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="precedents"
    )

    objects = InsertOnlyQuerySet["OutcomeSuccession"].as_manager()

    class Meta(Succession.Meta):
        constraints = succession_constraints("programme_outcomesuccession")


class WorkItemSuccession(Succession):
    earlier = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="successions")
    later = models.ForeignKey(
        WorkItem, on_delete=models.PROTECT, null=True, blank=True, related_name="precedents"
    )

    objects = InsertOnlyQuerySet["WorkItemSuccession"].as_manager()

    class Meta(Succession.Meta):
        constraints = succession_constraints("programme_workitemsuccession")


class MeasureSuccession(Succession):
    earlier = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="successions")
    later = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="precedents"
    )

    objects = InsertOnlyQuerySet["MeasureSuccession"].as_manager()

    class Meta(Succession.Meta):
        constraints = succession_constraints("programme_measuresuccession")
