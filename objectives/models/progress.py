"""What is reported of milestones and measures, and how their agreed dates and figures moved.

Every row is an entry of a history: it is added, and never changed or removed. ``number``
counts the entries about one thing from 1, and its uniqueness is what keeps two people who
write at the same moment apart.
"""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from csplan.core.periods import london_day
from csplan.core.querysets import InsertOnlyQuerySet
from csplan.core.ratings import NEEDS_PATH_TO_GREEN, Rating
from csplan.core.text import validate_narrative
from objectives.models.items import Milestone, PerformanceMeasure
from objectives.rules.progress import LONGEST_FIGURE


def _numbered(name: str, item: str, *, recurs: bool = False) -> list[models.BaseConstraint]:
    """Entries about one item, or about one occurrence of it, are numbered from 1, each once."""
    once = Q(**{f"{item}__isnull": False})
    whole = once & Q(occurrence_on__isnull=True) if recurs else once
    constraints: list[models.BaseConstraint] = [
        models.CheckConstraint(name=f"{name}_numbered_from_one", condition=Q(number__gte=1)),
        models.UniqueConstraint(
            fields=[item, "number"], condition=whole, name=f"{name}_unique_{item}_number"
        ),
    ]
    if recurs:
        constraints.append(
            models.UniqueConstraint(
                fields=[item, "occurrence_on", "number"],
                condition=once & Q(occurrence_on__isnull=False),
                name=f"{name}_unique_occurrence_number",
            )
        )
    return constraints


class Entry(models.Model):
    """Who added a row, when they say and when the database did."""

    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    is_illustrative = models.BooleanField(
        "illustrative", default=False, help_text="Added for demonstration; nobody reported it."
    )

    class Meta:
        abstract = True

    @property
    def on(self) -> dt.date:
        """The London day it was added."""
        return london_day(self.at)


class Progress(Entry):
    """How one thing stood when it was reported, in the words and ratings all of csplan uses."""

    rating = models.CharField(max_length=10, choices=Rating.choices)
    narrative = models.TextField(validators=[validate_narrative])
    path_to_green = models.TextField(blank=True, validators=[validate_narrative])
    evidence = models.TextField(
        blank=True,
        validators=[validate_narrative],
        help_text="What shows it, where it is held, and by whom.",
    )

    class Meta:
        abstract = True


def _progress_constraints(name: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            name=f"{name}_says_something",
            condition=~Q(narrative=""),
            violation_error_message="Enter what happened",
        ),
        models.CheckConstraint(
            name=f"{name}_complete_has_evidence",
            condition=~Q(rating=Rating.COMPLETE) | ~Q(evidence=""),
            violation_error_message="Enter what shows that it is complete",
        ),
        models.CheckConstraint(
            name=f"{name}_path_to_green_iff_troubled",
            condition=(Q(rating__in=sorted(NEEDS_PATH_TO_GREEN)) & ~Q(path_to_green=""))
            | (~Q(rating__in=sorted(NEEDS_PATH_TO_GREEN)) & Q(path_to_green="")),
            violation_error_message="Enter what will bring it back on track",
        ),
    ]


class MilestoneProgress(Progress):
    """A report on a milestone. ``occurrence_on`` is which of a recurring one's days it is about.

    ``completed_on`` is the actual day and ``forecast_on`` the day expected: what is complete
    has the first, and nothing else does.
    """

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="progress")
    occurrence_on = models.DateField("occurrence due on", null=True, blank=True)
    forecast_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)

    objects = InsertOnlyQuerySet["MilestoneProgress"].as_manager()

    class Meta:
        ordering = ["milestone", "occurrence_on", "number"]
        verbose_name_plural = "milestone progress"
        constraints = [
            *_numbered("objectives_milestoneprogress", "milestone", recurs=True),
            *_progress_constraints("objectives_milestoneprogress"),
            models.CheckConstraint(
                name="objectives_milestoneprogress_complete_iff_actual_day",
                condition=Q(
                    rating=Rating.COMPLETE, completed_on__isnull=False, forecast_on__isnull=True
                )
                | (~Q(rating=Rating.COMPLETE) & Q(completed_on__isnull=True)),
                violation_error_message="Enter the day it was completed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.get_rating_display()}"


class MeasureProgress(Progress):
    """A report on a performance measure: what it stands at, as at which day, what is expected.

    ``actual`` and ``forecast`` are figures or short words, as the measures of objectives are.
    ``source_key`` names the record that csplan took the actual from, empty when a person did.
    """

    measure = models.ForeignKey(
        PerformanceMeasure, on_delete=models.PROTECT, related_name="progress"
    )
    actual = models.CharField(max_length=LONGEST_FIGURE, blank=True)
    actual_on = models.DateField("as at", null=True, blank=True)
    forecast = models.CharField(max_length=LONGEST_FIGURE, blank=True)
    source_key = models.CharField(max_length=40, blank=True)

    objects = InsertOnlyQuerySet["MeasureProgress"].as_manager()

    class Meta:
        ordering = ["measure", "number"]
        verbose_name_plural = "measure progress"
        constraints = [
            *_numbered("objectives_measureprogress", "measure"),
            *_progress_constraints("objectives_measureprogress"),
            models.CheckConstraint(
                name="objectives_measureprogress_actual_iff_day",
                condition=(Q(actual="") & Q(actual_on__isnull=True))
                | (~Q(actual="") & Q(actual_on__isnull=False)),
                violation_error_message="Enter what it stands at and the day it is as at",
            ),
            models.CheckConstraint(
                name="objectives_measureprogress_complete_has_actual",
                condition=~Q(rating=Rating.COMPLETE) | ~Q(actual=""),
                violation_error_message="Enter what it stands at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.get_rating_display()}"


class Rebaseline(Entry):
    """The day a milestone, or the figure a measure, is judged against, replaced with a reason.

    What it replaced stays. ``published_on`` is the milestone's published latest day when it was
    made: once that is amended, the amended day is what counts again.
    """

    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="rebaselines"
    )
    measure = models.ForeignKey(
        PerformanceMeasure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rebaselines",
    )
    occurrence_on = models.DateField("occurrence due on", null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    from_words = models.CharField(max_length=LONGEST_FIGURE, blank=True)
    to_words = models.CharField(max_length=LONGEST_FIGURE, blank=True)
    reason = models.TextField(validators=[validate_narrative])

    objects = InsertOnlyQuerySet["Rebaseline"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            *_numbered("objectives_rebaseline", "milestone", recurs=True),
            models.UniqueConstraint(
                fields=["measure", "number"],
                condition=Q(measure__isnull=False),
                name="objectives_rebaseline_unique_measure_number",
            ),
            models.CheckConstraint(
                name="objectives_rebaseline_of_one_thing",
                condition=Q(
                    milestone__isnull=False,
                    measure__isnull=True,
                    to_on__isnull=False,
                    from_words="",
                    to_words="",
                )
                | (
                    Q(
                        milestone__isnull=True,
                        measure__isnull=False,
                        from_on__isnull=True,
                        to_on__isnull=True,
                        occurrence_on__isnull=True,
                        published_on__isnull=True,
                    )
                    & ~Q(to_words="")
                ),
            ),
            models.CheckConstraint(
                name="objectives_rebaseline_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Enter why it changes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone or self.measure}: {self.to_on or self.to_words}"
