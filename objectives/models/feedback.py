"""Feedback on a holder, in confidence: who is asked what, what they say, and examples.

The words are in these tables alone, never in the history of events, which names only the round
they belong to. Who reads them: ``objectives.selectors.feedback.visible_sets``.
"""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from csplan.core.periods import london_day
from csplan.core.querysets import InsertOnlyQuerySet
from csplan.core.text import validate_narrative
from csplan.notices.rules import MOST_ATTEMPTS
from objectives.choices_feedback import MessageKind, SourceKind
from objectives.models.items import Category, Objective
from objectives.models.sets import ObjectiveSet
from objectives.querysets_feedback import FeedbackMessageQuerySet, FeedbackRequestQuerySet
from objectives.rules.feedback import NAME_LIMIT

ILLUSTRATIVE = "Added for demonstration; nobody was asked and nobody wrote it."


class FeedbackRound(models.Model):
    """A question put to several people at once, on the holder of a set. Rows are only added.

    Whether answers are shown with the name is promised to those asked, so it never changes.
    Nothing can be answered from ``expires_at`` on.
    """

    objective_set = models.ForeignKey(
        ObjectiveSet, on_delete=models.PROTECT, related_name="feedback_rounds"
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    question = models.TextField(validators=[validate_narrative])
    is_attributed = models.BooleanField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    is_illustrative = models.BooleanField("illustrative", default=False, help_text=ILLUSTRATIVE)

    objects = InsertOnlyQuerySet["FeedbackRound"].as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="objectives_feedbackround_expires_later",
                condition=Q(expires_at__gt=models.F("asked_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Feedback {self.pk}, {self.objective_set}"

    @property
    def last_day(self) -> dt.date:
        """The last day on which it can be answered, in London."""
        return london_day(self.expires_at - dt.timedelta(seconds=1))


class FeedbackRequest(models.Model):
    """One person asked in a round.

    ``token_digest`` is the SHA-256 of the link that was sent last, and empty while no link opens
    the form: before one is sent, and once it was answered or withdrawn. The link itself is
    nowhere but in the message.
    """

    round = models.ForeignKey(FeedbackRound, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=20, choices=SourceKind.choices)
    name = models.CharField(max_length=NAME_LIMIT)
    email = models.EmailField()
    token_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = FeedbackRequestQuerySet.as_manager()

    class Meta:
        ordering = ["round", "kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "email"], name="objectives_feedbackrequest_asked_once"
            ),
            models.CheckConstraint(
                name="objectives_feedbackrequest_answered_or_withdrawn",
                condition=Q(answered_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="objectives_feedbackrequest_no_link_once_over",
                condition=Q(token_digest__isnull=True)
                | Q(answered_at__isnull=True, withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Feedback request {self.pk}"


class FeedbackAnswer(models.Model):
    """What somebody said. Rows are only added."""

    request = models.OneToOneField(
        FeedbackRequest, on_delete=models.PROTECT, related_name="answer"
    )
    went_well = models.TextField(blank=True, validators=[validate_narrative])
    could_be_better = models.TextField(blank=True, validators=[validate_narrative])
    example = models.TextField(blank=True, validators=[validate_narrative])
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    objects = InsertOnlyQuerySet["FeedbackAnswer"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objectives_feedbackanswer_says_something",
                condition=~Q(went_well="") | ~Q(could_be_better="") | ~Q(example=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Feedback answer {self.pk}"


class FeedbackMessage(models.Model):
    """A message to somebody asked: one a day at most.

    The row is the job of record: a worker claims it, makes the link, sends it and says so, and
    what is not done is queued again until ``attempts`` has reached its limit. Then it has failed.
    """

    request = models.ForeignKey(FeedbackRequest, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=8, choices=MessageKind.choices)
    on = models.DateField()
    queued_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = FeedbackMessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "on"], name="objectives_feedbackmessage_one_a_day"
            ),
            models.CheckConstraint(
                name="objectives_feedbackmessage_attempts_limited",
                condition=Q(attempts__lte=MOST_ATTEMPTS),
            ),
            models.CheckConstraint(
                name="objectives_feedbackmessage_done_or_failed",
                condition=Q(done_at__isnull=True) | Q(failed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.request}"


class Example(models.Model):
    """A tangible example of what the holder did, for the portfolio of the set."""

    objective_set = models.ForeignKey(
        ObjectiveSet, on_delete=models.PROTECT, related_name="examples"
    )
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.TextField(validators=[validate_narrative])
    happened_on = models.DateField()
    evidence = models.TextField(blank=True, validators=[validate_narrative])
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    is_illustrative = models.BooleanField("illustrative", default=False, help_text=ILLUSTRATIVE)

    class Meta:
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="objectives_example_has_words", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"Example {self.pk}, {self.objective_set}"
