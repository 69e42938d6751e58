"""What the National Steering Group's meetings consider, decide and ask people to do."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from csplan.core.querysets import InsertOnlyQuerySet
from csplan.core.text import in_short, validate_narrative
from localities.models import Locality, Meeting, Post, SteeringGroupSeat
from programme.choices_meetings import (
    ENDED,
    ActionState,
    ActionStepKind,
    Presence,
    SoughtState,
)
from programme.models.pinned import Pinned, line_of_one_edition
from programme.models.questions import Question
from programme.querysets_meetings import ActionQuerySet, SoughtQuerySet


def _person() -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


def _narrative(*, blank: bool = False) -> Any:
    return models.TextField(blank=blank, validators=[validate_narrative])


def _says_something(table: str, field: str, message: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{table}_says_something",
        condition=~Q(**{field: ""}),
        violation_error_message=message,
    )


class MeetingRecord(models.Model):
    """Who was at a meeting. ``version`` grows with every change to the attendance."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="record")
    others = models.TextField(blank=True, validators=[validate_narrative])
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["meeting"]

    def __str__(self) -> str:
        return f"Attendance of {self.meeting}"


class Attendance(models.Model):
    """How one place on the group was filled at one meeting; ``deputy`` is a post, in words."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(SteeringGroupSeat, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=10, choices=Presence.choices)
    deputy = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["meeting", "seat__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"], name="programme_attendance_unique_meeting_seat"
            ),
            models.CheckConstraint(
                name="programme_attendance_deputy_is_named",
                condition=(Q(presence=Presence.DEPUTY) & ~Q(deputy=""))
                | (~Q(presence=Presence.DEPUTY) & Q(deputy="")),
                violation_error_message="Enter who came as the deputy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_presence_display()}"


class DecisionSought(Pinned):
    """What the steering group is asked to decide at a meeting, and why.

    It waits, whatever became of the meeting, until it is decided or withdrawn with words.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="sought")
    text = _narrative()
    reason = _narrative(blank=True)
    state = models.CharField(
        max_length=10, choices=SoughtState.choices, default=SoughtState.AWAITED
    )
    closing_words = _narrative(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    asked_by = _person()
    asked_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    is_illustrative = models.BooleanField(default=False)

    objects = SoughtQuerySet.as_manager()

    class Meta:
        ordering = ["meeting__day", "pk"]
        constraints = [
            line_of_one_edition("programme_decisionsought"),
            _says_something(
                "programme_decisionsought", "text", "Enter what the group is asked to decide"
            ),
            models.CheckConstraint(
                name="programme_decisionsought_closed_iff_dated",
                condition=Q(state=SoughtState.AWAITED, closed_at__isnull=True)
                | (~Q(state=SoughtState.AWAITED) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="programme_decisionsought_withdrawn_with_words",
                condition=~Q(state=SoughtState.WITHDRAWN) | ~Q(closing_words=""),
                violation_error_message="Enter why the decision is no longer sought",
            ),
        ]

    def __str__(self) -> str:
        return _short(self.text)


class AgendaItem(Pinned):
    """One item of a meeting's agenda: in ``order``, with what was said of it at the meeting.

    It may be about a question or a decision sought, once each at a meeting.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    background = _narrative(blank=True)
    minute = _narrative(blank=True)
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    sought = models.ForeignKey(
        DecisionSought, on_delete=models.PROTECT, null=True, blank=True,
        related_name="agenda_items",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)
    is_illustrative = models.BooleanField(default=False)

    class Meta:
        ordering = ["meeting", "order", "pk"]
        constraints = [
            line_of_one_edition("programme_agendaitem"),
            _says_something("programme_agendaitem", "title", "Enter the item’s title"),
            models.UniqueConstraint(
                fields=["meeting", "question"],
                condition=Q(question__isnull=False),
                name="programme_agendaitem_unique_question",
            ),
            models.UniqueConstraint(
                fields=["meeting", "sought"],
                condition=Q(sought__isnull=False),
                name="programme_agendaitem_unique_sought",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Decision(Pinned):
    """What the steering group decided at a meeting, in words; perhaps what it was asked."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    sought = models.OneToOneField(
        DecisionSought, on_delete=models.PROTECT, null=True, blank=True, related_name="decision"
    )
    text = _narrative()
    decided_on = models.DateField()
    recorded_by = _person()
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    is_illustrative = models.BooleanField(default=False)

    class Meta:
        ordering = ["meeting", "decided_on", "pk"]
        constraints = [
            line_of_one_edition("programme_decision"),
            _says_something("programme_decision", "text", "Enter what was decided"),
        ]

    def __str__(self) -> str:
        return _short(self.text)


class Action(Pinned):
    """What somebody is to do by a day. ``owner`` is a person, or ``owner_post`` a post.

    ``reminded_soon`` and ``reminded_late`` are the due days that its owner was reminded of,
    before and after each. ``ActionStep`` tells the whole story.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    text = _narrative()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    owner_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ActionState.choices, default=ActionState.OPEN)
    closing_words = _narrative(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    recorded_by = _person()
    recorded_at = models.DateTimeField()
    reminded_soon = models.DateField(null=True, blank=True)
    reminded_late = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_illustrative = models.BooleanField(default=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="programme_action_state_due")]
        constraints = [
            line_of_one_edition("programme_action"),
            _says_something("programme_action", "text", "Enter what is to be done"),
            models.CheckConstraint(
                name="programme_action_one_owner",
                condition=Q(owner__isnull=True, owner_post__isnull=False)
                | Q(owner__isnull=False, owner_post__isnull=True),
                violation_error_message="Choose one owner: a person or a post",
            ),
            models.CheckConstraint(
                name="programme_action_closed_with_words",
                condition=Q(state=ActionState.OPEN, closed_at__isnull=True, closing_words="")
                | (Q(state__in=ENDED, closed_at__isnull=False) & ~Q(closing_words="")),
                violation_error_message="Enter how it ended",
            ),
        ]

    def __str__(self) -> str:
        return _short(self.text)

    @property
    def is_open(self) -> bool:
        return self.state == ActionState.OPEN

    @property
    def owner_words(self) -> str:
        return str(self.owner or self.owner_post)

    @property
    def place_words(self) -> str:
        """The locality, unless its owner's post says it already."""
        post = self.owner_post
        is_told = post is not None and post.locality_id == self.locality_id
        return "" if is_told else str(self.locality or "")


class ActionStep(models.Model):
    """One step of an action, with what was said. Rows are only added."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=ActionStepKind.choices)
    words = _narrative(blank=True)
    due_on = models.DateField(null=True, blank=True)
    by = _person()
    at = models.DateTimeField()

    objects = InsertOnlyQuerySet["ActionStep"].as_manager()

    class Meta:
        ordering = ["action", "pk"]

    def __str__(self) -> str:
        return f"{self.action}: {self.get_kind_display()}"


def _short(words: str) -> str:
    return in_short(words, 80)
