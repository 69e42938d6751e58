"""What each locality reports for a quarter, and how far its return has got."""

import dataclasses
import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from csplan.core.models import ReportingPeriod
from csplan.core.querysets import InsertOnlyQuerySet
from csplan.core.ratings import Rating
from csplan.core.text import validate_narrative
from localities.models import Locality
from programme.choices import (
    AFTER_ACCEPTANCE,
    AFTER_SIGN_OFF,
    AFTER_SUBMISSION,
    ReturnAction,
    ReturnState,
)
from programme.models.measures import Measure
from programme.models.work import Milestone
from programme.querysets import QuarterlyReturnQuerySet
from programme.rules.returns import MilestoneAnswers

LONGEST_POST = 120
"""As long as the words for whom an entry was made may be."""


def entered_for() -> "models.CharField[str, str]":
    """For whom the entry was made by somebody else, by their post; empty for one's own."""
    return models.CharField(max_length=LONGEST_POST, blank=True)


def _person(related_name: str = "+", *, null: bool = False) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=null,
        blank=null,
        related_name=related_name,
    )


def _signed_iff(states: tuple[ReturnState, ...], verb: str) -> models.CheckConstraint:
    """The person and the moment of ``verb`` are there in ``states`` and only there."""
    both = Q(**{f"{verb}_by__isnull": False, f"{verb}_at__isnull": False})
    neither = Q(**{f"{verb}_by__isnull": True, f"{verb}_at__isnull": True})
    return models.CheckConstraint(
        name=f"programme_return_{verb}_iff_state",
        condition=(Q(state__in=states) & both) | (~Q(state__in=states) & neither),
    )


class QuarterlyReturn(models.Model):
    """One locality's report of one quarter; owns that quarter's updates.

    ``version`` grows with every answer saved and every transition, so that a transition is
    refused when the person has not seen the latest. ``overview_version`` guards the overview's
    own words. A correction after publication is a new ``revision``.

    ``closes_at`` is the moment editing stops: the period's, until the period is closed by hand
    or this return is given longer. It lies in this row so that one UPDATE can check it, lock
    the return and write, and a save can never slip in behind a closing it did not see.
    """

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="returns")
    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="returns")
    revision = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=ReturnState.choices, default=ReturnState.OPEN)
    version = models.PositiveIntegerField(default=0)
    overview = models.TextField(blank=True, validators=[validate_narrative])
    overview_version = models.PositiveIntegerField(default=0)
    overview_on_behalf_of = entered_for()
    closes_at = models.DateTimeField()
    submitted_by = _person(null=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = _person(null=True)
    signed_off_at = models.DateTimeField(null=True, blank=True)
    accepted_by = _person(null=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = QuarterlyReturnQuerySet.as_manager()

    class Meta:
        ordering = ["-period__starts_on", "locality__cluster__order", "locality__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "locality", "revision"],
                name="programme_return_unique_period_locality_revision",
            ),
            _signed_iff(AFTER_SUBMISSION, "submitted"),
            _signed_iff(AFTER_SIGN_OFF, "signed_off"),
            _signed_iff(AFTER_ACCEPTANCE, "accepted"),
            models.CheckConstraint(
                name="programme_return_signer_is_not_submitter",
                condition=Q(signed_off_by__isnull=True) | ~Q(signed_off_by=F("submitted_by")),
                violation_error_message="The person who submitted a return cannot sign it off",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locality}, {self.period.quarter.short_label}"

    @property
    def due_at(self) -> dt.datetime:
        """When it is due: with its quarter, but a correction when the time for it ends."""
        return self.period.due_at if self.revision == 1 else self.closes_at

    @property
    def is_extended(self) -> bool:
        """Whether this locality was given longer than the rest of its quarter."""
        return self.closes_at > self.period.ended_at

    def is_editable_at(self, moment: dt.datetime) -> bool:
        """A return is made when its period opens, so only its end needs looking at."""
        return self.state == ReturnState.OPEN and moment < self.closes_at


class ReturnTransition(models.Model):
    """One change of a return's state. Rows are only ever added."""

    quarterly_return = models.ForeignKey(
        QuarterlyReturn, on_delete=models.PROTECT, related_name="transitions"
    )
    action = models.CharField(max_length=10, choices=ReturnAction.choices)
    from_state = models.CharField(max_length=10, choices=ReturnState.choices)
    to_state = models.CharField(max_length=10, choices=ReturnState.choices)
    reason = models.TextField(blank=True)
    by = _person()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    objects = InsertOnlyQuerySet["ReturnTransition"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="programme_returntransition_send_back_has_reason",
                condition=~Q(action=ReturnAction.SEND_BACK) | ~Q(reason=""),
                violation_error_message="Enter why the return is sent back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarterly_return}: {self.get_action_display()}"


class ReturnAuthor(models.Model):
    """Somebody who wrote in a return, and so may neither sign it off nor accept it.

    Rows are only added.
    """

    quarterly_return = models.ForeignKey(
        QuarterlyReturn, on_delete=models.PROTECT, related_name="authors"
    )
    user = _person()

    objects = InsertOnlyQuerySet["ReturnAuthor"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return", "user"], name="programme_returnauthor_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} wrote in {self.quarterly_return}"


class Update(models.Model):
    """What is reported of one thing in one return. Blank until somebody reports.

    ``version`` is 0 until the first save and grows by one with each.
    """

    version = models.PositiveIntegerField(default=0)
    updated_by = _person(null=True)
    updated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_reported(self) -> bool:
        return self.version > 0


class MilestoneUpdate(Update):
    """A milestone's rating, dates and words for one quarter."""

    quarterly_return = models.ForeignKey(
        QuarterlyReturn, on_delete=models.PROTECT, related_name="milestone_updates"
    )
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="updates")
    rating = models.CharField(max_length=10, choices=Rating.choices, blank=True)
    forecast_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    narrative = models.TextField(blank=True, validators=[validate_narrative])
    risk = models.TextField(blank=True, validators=[validate_narrative])
    path_to_green = models.TextField(blank=True, validators=[validate_narrative])
    date_change_reason = models.TextField(blank=True, validators=[validate_narrative])
    evidence = models.TextField(blank=True, validators=[validate_narrative])
    late_report_reason = models.TextField(blank=True, validators=[validate_narrative])
    rating_explanation = models.TextField(blank=True, validators=[validate_narrative])
    on_behalf_of = entered_for()
    is_confirmed_unchanged = models.BooleanField(
        default=False, help_text="Last quarter's answers, confirmed by ``updated_by``."
    )

    class Meta:
        ordering = ["quarterly_return", "milestone"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return", "milestone"],
                name="programme_milestoneupdate_unique_return_milestone",
            ),
            models.CheckConstraint(
                name="programme_milestoneupdate_rated_iff_reported",
                condition=Q(version=0, rating="") | (Q(version__gt=0) & ~Q(rating="")),
                violation_error_message="A milestone has a rating once it is reported",
            ),
            models.CheckConstraint(
                name="programme_milestoneupdate_complete_iff_dated",
                condition=Q(rating=Rating.COMPLETE, completed_on__isnull=False)
                | (~Q(rating=Rating.COMPLETE) & Q(completed_on__isnull=True)),
                violation_error_message="A completed milestone, and no other, has its date",
            ),
            *(
                models.CheckConstraint(
                    name=f"programme_milestoneupdate_{name}_only_if_asked",
                    condition=Q(rating=rating) | Q(**{name: ""}),
                )
                for name, rating in (
                    ("risk", Rating.AT_RISK),
                    ("date_change_reason", Rating.OFF_TRACK),
                    ("evidence", Rating.COMPLETE),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone}, {self.quarterly_return}"

    @property
    def answers(self) -> MilestoneAnswers:
        asked = (field.name for field in dataclasses.fields(MilestoneAnswers))
        return MilestoneAnswers(**{name: getattr(self, name) for name in asked})

    @property
    def expected_on(self) -> dt.date | None:
        """The day it was completed, or is now expected."""
        return self.completed_on or self.forecast_on


class Figure(Update):
    """A measure's figure for one quarter, or the reason there is none.

    A ratio keeps what it was worked out from; ``value`` is then its percentage.
    """

    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    numerator = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    not_available_reason = models.TextField(blank=True, validators=[validate_narrative])
    comment = models.TextField(blank=True, validators=[validate_narrative])

    class Meta:
        abstract = True


def figure_constraints(prefix: str) -> list[models.CheckConstraint]:
    """What every table with ``Figure`` declares."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_value_or_reason",
            condition=Q(version=0, value__isnull=True, not_available_reason="")
            # A check passes when it comes to NULL, so the value's presence is asked for.
            # The upper bound keeps out PostgreSQL's NaN, which is above every number.
            | Q(
                version__gt=0,
                value__isnull=False,
                value__gte=0,
                value__lt=10**12,
                not_available_reason="",
            )
            | (Q(version__gt=0, value__isnull=True) & ~Q(not_available_reason="")),
            violation_error_message="Give a figure, or the reason there is none",
        ),
        models.CheckConstraint(
            name=f"{prefix}_parts_together",
            condition=Q(numerator__isnull=True, denominator__isnull=True)
            | Q(
                value__isnull=False,
                numerator__isnull=False,
                numerator__gte=0,
                numerator__lt=10**12,
                denominator__isnull=False,
                denominator__gt=0,
                denominator__lt=10**12,
            ),
            violation_error_message="A ratio has both of its parts, and is of more than nothing",
        ),
    ]


class MeasureUpdate(Figure):
    """A measure's figure in one locality's return."""

    quarterly_return = models.ForeignKey(
        QuarterlyReturn, on_delete=models.PROTECT, related_name="measure_updates"
    )
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="updates")
    on_behalf_of = entered_for()

    class Meta:
        ordering = ["quarterly_return", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return", "measure"],
                name="programme_measureupdate_unique_return_measure",
            ),
            *figure_constraints("programme_measureupdate"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.quarterly_return}"


class NationalFigure(Figure):
    """A national measure's figure for one quarter, reported by the national team."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="national_figures")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["measure", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "period"],
                name="programme_nationalfigure_unique_measure_period",
            ),
            *figure_constraints("programme_nationalfigure"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.period.quarter.short_label}"


class Restatement(models.Model):
    """An earlier quarter's figure put right, and why. Rows are only added.

    The latest row is what the figure now is; ``previous_*`` is what it was until then, shown as
    "previously reported as". ``restated_in`` is the return that carries it to the people who
    sign it off; a national figure has none.
    """

    update = models.ForeignKey(
        MeasureUpdate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="restatements",
    )
    national_figure = models.ForeignKey(
        NationalFigure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="restatements",
    )
    restated_in = models.ForeignKey(
        QuarterlyReturn,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="restatements",
    )
    value = models.DecimalField(max_digits=14, decimal_places=2)
    numerator = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    previous_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    reason = models.TextField(validators=[validate_narrative])
    by = _person()
    at = models.DateTimeField()

    objects = InsertOnlyQuerySet["Restatement"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="programme_restatement_of_one_figure",
                condition=Q(
                    update__isnull=False, national_figure__isnull=True, restated_in__isnull=False
                )
                | Q(update__isnull=True, national_figure__isnull=False, restated_in__isnull=True),
            ),
            models.CheckConstraint(
                name="programme_restatement_value_is_a_figure",
                condition=Q(value__gte=0, value__lt=10**12),
            ),
            models.CheckConstraint(
                name="programme_restatement_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Enter why the figure is restated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.update or self.national_figure}, restated"
