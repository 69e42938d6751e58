"""What the national team adds to a quarter: ratings moderated, reminders, words for outcomes."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from csplan.core.models import ReportingPeriod
from csplan.core.querysets import InsertOnlyQuerySet
from csplan.core.ratings import Rating
from csplan.core.text import validate_narrative
from programme.choices import ReturnState
from programme.models.plans import Outcome
from programme.models.returns import MilestoneUpdate, QuarterlyReturn

NUDGE_ATTEMPTS = 3
"""How often csplan tries to send one reminder."""

CLAIMED_FOR = dt.timedelta(minutes=10)
"""How long a worker has to send a reminder before another may try."""


class Moderation(models.Model):
    """The national team's rating of what a locality reported, and why. Rows are only added.

    ``number`` counts the moderations of one update from 1; the latest stands, as long as the
    update is still at ``update_version``. What is saved again after it was sent back is looked
    at anew. To agree with the locality's own rating is to lift an earlier moderation.
    """

    update = models.ForeignKey(
        MilestoneUpdate, on_delete=models.PROTECT, related_name="moderations"
    )
    number = models.PositiveSmallIntegerField()
    update_version = models.PositiveIntegerField()
    rating = models.CharField(max_length=10, choices=Rating.choices)
    reason = models.TextField(validators=[validate_narrative])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = InsertOnlyQuerySet["Moderation"].as_manager()

    class Meta:
        ordering = ["update", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "number"], name="programme_moderation_unique_number"
            ),
            models.CheckConstraint(
                name="programme_moderation_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Enter why you rate it so",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.update}: {self.get_rating_display()}"


class Nudge(models.Model):
    """A reminder to those who owe a return's next step: one a day for each return.

    The row is the job of record, as a pack's is: a worker claims it, sends and says so, and what
    is not sent is queued again until ``attempts`` has reached its limit.
    """

    quarterly_return = models.ForeignKey(
        QuarterlyReturn, on_delete=models.PROTECT, related_name="nudges"
    )
    on = models.DateField()
    state = models.CharField(max_length=10, choices=ReturnState.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return", "on"], name="programme_nudge_unique_return_day"
            ),
            models.CheckConstraint(
                name="programme_nudge_attempts_limited",
                condition=Q(attempts__lte=NUDGE_ATTEMPTS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarterly_return}, {self.on}"

    def has_failed_at(self, moment: dt.datetime) -> bool:
        """Whether csplan has given up sending it: the last attempt came to nothing."""
        if self.sent_at is not None or self.attempts < NUDGE_ATTEMPTS:
            return False
        return self.claimed_at is not None and self.claimed_at < moment - CLAIMED_FOR


class OutcomeCommentary(models.Model):
    """The national team's words on one outcome of one quarter; they go into its pack.

    ``version`` grows with each save. Empty words are none.
    """

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="commentaries")
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="commentaries"
    )
    words = models.TextField(blank=True, validators=[validate_narrative])
    version = models.PositiveIntegerField(default=0)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    updated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["period", "outcome"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "period"],
                name="programme_outcomecommentary_unique_outcome_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}, {self.period.quarter.short_label}"
