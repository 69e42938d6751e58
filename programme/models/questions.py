"""What the National Steering Group asks of a line of a pack, and how it was answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from csplan.core.models import ReportingPeriod
from csplan.core.querysets import InsertOnlyQuerySet
from csplan.core.text import in_short, validate_narrative
from localities.models import Locality
from programme.choices_questions import UNANSWERED, QuestionAction, QuestionState
from programme.models.pinned import Pinned, line_of_one_edition
from programme.models.plans import Outcome
from programme.querysets_questions import QuestionQuerySet


class Question(Pinned):
    """A question from the National Steering Group; ``asked_in`` is the quarter it was asked in.

    ``line`` and what follows it say which line of which edition it is about, as published then;
    all are empty for a question about the plan as a whole. ``on_behalf_of`` names the member
    for whom somebody else asked. ``locality`` drafts the answer once the question is routed;
    until then it is the one that the line suggests. ``draft`` is the latest draft and
    ``send_back_reason`` why it was sent back; ``answer`` is empty again when the asker asks
    again. ``QuestionStep`` tells the whole story. ``version`` grows with every step.
    """

    asked_in = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="questions"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    on_behalf_of = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField()
    text = models.TextField(validators=[validate_narrative])
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="questions"
    )
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="questions"
    )
    state = models.CharField(
        max_length=10, choices=QuestionState.choices, default=QuestionState.ASKED
    )
    draft = models.TextField(blank=True, validators=[validate_narrative])
    send_back_reason = models.TextField(blank=True, validators=[validate_narrative])
    answer = models.TextField(blank=True, validators=[validate_narrative])
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_illustrative = models.BooleanField(default=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "locality"], name="programme_question_state_place"),
        ]
        constraints = [
            models.CheckConstraint(
                name="programme_question_asks_something",
                condition=~Q(text=""),
                violation_error_message="Enter the question",
            ),
            models.CheckConstraint(
                name="programme_question_answered_with_words",
                condition=Q(state__in=UNANSWERED, answer="", answered_at__isnull=True)
                | (Q(state=QuestionState.ANSWERED, answered_at__isnull=False) & ~Q(answer=""))
                | Q(state=QuestionState.CLOSED),
                violation_error_message="Enter the answer",
            ),
            models.CheckConstraint(
                name="programme_question_drafted_with_words",
                condition=~Q(state=QuestionState.DRAFTED) | ~Q(draft=""),
                violation_error_message="Enter the draft of the answer",
            ),
            models.CheckConstraint(
                name="programme_question_closed_iff_dated",
                condition=Q(state=QuestionState.CLOSED, closed_at__isnull=False)
                | (~Q(state=QuestionState.CLOSED) & Q(closed_at__isnull=True)),
            ),
            line_of_one_edition("programme_question"),
        ]

    def __str__(self) -> str:
        return in_short(self.text, 80)

    @property
    def asker(self) -> str:
        """Who asks, in words: the person, and for whom."""
        if self.on_behalf_of:
            return f"{self.asked_by}, on behalf of {self.on_behalf_of}"
        return str(self.asked_by)

    @property
    def is_sent_back(self) -> bool:
        return self.state == QuestionState.ROUTED and bool(self.send_back_reason)


class QuestionStep(models.Model):
    """One step of a question, with what was said. Rows are only added."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=10, choices=QuestionAction.choices)
    words = models.TextField(blank=True, validators=[validate_narrative])
    on_behalf_of = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = InsertOnlyQuerySet["QuestionStep"].as_manager()

    class Meta:
        ordering = ["question", "pk"]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_action_display()}"
