"""When steering groups meet, and which quarter they consider then."""

from django.db import models
from django.db.models import F, Q

from csplan.core.models import ReportingPeriod, Sourced
from csplan.core.worded_moments import date_words
from localities.models.people import SteeringGroup


class Meeting(Sourced):
    """A meeting of a steering group on a day; its time and place may not be known yet."""

    group = models.ForeignKey(SteeringGroup, on_delete=models.PROTECT, related_name="meetings")
    day = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-day", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "day"],
                name="localities_meeting_unique_group_day",
                violation_error_message="This group has a meeting on that day already",
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}, {date_words(self.day)}"


class QuarterMeeting(models.Model):
    """Which meeting considers a quarter, and how its dates were counted back from it.

    ``due_before`` and ``closes_before`` are working days before the meeting. ``counted_from`` is
    the day that the meeting was to be on when the quarter's dates were last settled: once it
    differs from the meeting's own, the dates no longer match.
    """

    period = models.OneToOneField(
        ReportingPeriod, on_delete=models.PROTECT, related_name="considered"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="quarters")
    due_before = models.PositiveSmallIntegerField()
    closes_before = models.PositiveSmallIntegerField()
    counted_from = models.DateField()

    class Meta:
        ordering = ["-period"]
        constraints = [
            models.CheckConstraint(
                name="localities_quartermeeting_due_before_closing",
                condition=Q(due_before__gte=F("closes_before")),
                violation_error_message="Returns fall due before reporting closes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period.quarter.short_label}: {self.meeting}"

    @property
    def has_moved(self) -> bool:
        """Whether the meeting is on another day now; with the meeting loaded, no query."""
        return self.counted_from != self.meeting.day
