"""The work programme: items, the stages they move through, and the milestones of each."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator

from csplan.core.models import Dated, Sourced, worded_date_constraints
from csplan.core.querysets import InsertOnlyQuerySet
from csplan.core.text import validate_narrative
from localities.models import Locality
from programme.choices import Stage
from programme.models.plans import Outcome

SHORT = 90
"""Characters of an item's text in a list to choose from."""


class WorkItem(Sourced):
    """A work programme item: national, or a locality's own, which may serve a national one.

    A local item that serves a national one is the locality taking it up; one that serves none
    is a local priority. ``stage`` is today's; ``moves`` tell how it got there.
    """

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="work_items")
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="work_items"
    )
    serves = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="local_items"
    )
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.CharField(
        max_length=120, blank=True, help_text="The post or team that answers for it."
    )
    stage = models.CharField(max_length=10, choices=Stage.choices, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True)

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

    @property
    def number(self) -> str:
        """ "2.1": its outcome’s number, then its own; read with its outcome loaded."""
        return f"{self.outcome.order}.{self.order}"

    @property
    def short_text(self) -> str:
        """Enough of its text to tell it by, in a list to choose from."""
        return Truncator(self.text).chars(SHORT)

    @property
    def place_and_number(self) -> str:
        """ "North West 2.1: Run the region’s …", which no other item of the plan is called."""
        place = f"{self.locality.name} " if self.locality else ""
        return f"{place}{self.number}: {self.short_text}"


class StageMove(models.Model):
    """An item moved from one stage of the delivery model to another on a day, and why.

    What is embedded has somebody who takes it on. The first move has no stage before it. Rows
    are only added; an item taken out of a draft takes its first along.
    """

    goes_with_a_draft = True

    work_item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="moves")
    from_stage = models.CharField(max_length=10, choices=Stage.choices, blank=True)
    to_stage = models.CharField(max_length=10, choices=Stage.choices)
    moved_on = models.DateField()
    reason = models.TextField(validators=[validate_narrative])
    taken_on_by = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    is_illustrative = models.BooleanField("illustrative", default=False)

    objects = InsertOnlyQuerySet["StageMove"].as_manager()

    class Meta:
        ordering = ["work_item", "moved_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="programme_stagemove_goes_somewhere",
                condition=~Q(from_stage=F("to_stage")),
                violation_error_message="Select another stage than the one it is at",
            ),
            models.CheckConstraint(
                name="programme_stagemove_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Enter why it moves",
            ),
            models.CheckConstraint(
                name="programme_stagemove_embedded_with_somebody",
                condition=~Q(to_stage=Stage.EMBED) | ~Q(taken_on_by=""),
                violation_error_message="Enter who takes it on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_item}: {self.get_to_stage_display()}"


class Milestone(Sourced, Dated):
    """A dated step of a locality's work item.

    ``baseline_on`` is the day agreed in the plan; forecasts and completion live in the
    quarterly updates. It is empty when the phrase names no day.
    """

    work_item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="milestones")
    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="milestones")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    owner = models.CharField(
        max_length=120, blank=True, help_text="The post or team that answers for it."
    )
    ends_on = models.DateField(
        "last day",
        null=True,
        blank=True,
        help_text="Not asked about in quarters that begin later.",
    )
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


class Rebaseline(models.Model):
    """A milestone's agreed date replaced by another, and why; both stay. Rows are only added."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="rebaselines")
    from_phrase = models.CharField(max_length=200, blank=True)
    to_phrase = models.CharField(max_length=200, blank=True)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    reason = models.TextField(validators=[validate_narrative])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = InsertOnlyQuerySet["Rebaseline"].as_manager()

    class Meta:
        ordering = ["milestone", "pk"]
        constraints = [
            models.CheckConstraint(
                name="programme_rebaseline_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Enter why the agreed date changes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.to_phrase}"
