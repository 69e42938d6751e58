"""The kernel's tables: sources, departments and reporting periods."""

import datetime as dt
from functools import cached_property

from django.db import models
from django.db.models import F, Q

from csplan.core.periods import FinancialYear, Quarter
from csplan.core.querysets import ReportingPeriodQuerySet
from csplan.core.worded_dates import DateKind, DatePrecision, WordedDate


class SourceDocument(models.Model):
    """A published document that records were transcribed from."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200)
    attribution = models.TextField(help_text="The acknowledgement the licence asks for.")
    notes = models.TextField(blank=True, help_text="What a reader should know, such as errors.")

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Sourced(models.Model):
    """Where a record comes from: document, section and original words, or marked illustrative."""

    source = models.ForeignKey(
        SourceDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source_section = models.CharField(max_length=200, blank=True)
    source_words = models.TextField(blank=True, help_text="The published words, unchanged.")
    is_illustrative = models.BooleanField(
        "illustrative", default=False, help_text="Added for demonstration; not in the source."
    )

    class Meta:
        abstract = True


class Dated(models.Model):
    """A worded date kept as its phrase and its meaning (see ``csplan.core.worded_dates``)."""

    date_phrase = models.CharField(max_length=200, blank=True)
    date_kind = models.CharField(max_length=10, choices=DateKind.choices, default=DateKind.UNDATED)
    date_earliest = models.DateField(null=True, blank=True)
    date_latest = models.DateField(null=True, blank=True)
    date_precision = models.CharField(max_length=7, choices=DatePrecision.choices, blank=True)

    class Meta:
        abstract = True

    @property
    def worded_date(self) -> WordedDate:
        return WordedDate(
            self.date_phrase,
            DateKind(self.date_kind),
            self.date_earliest,
            self.date_latest,
            DatePrecision(self.date_precision),
        )


def worded_date_constraints(prefix: str) -> list[models.CheckConstraint]:
    """Constraints every table with ``Dated`` declares: ordered days, and none when undated."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_dates_in_order",
            condition=Q(date_earliest__isnull=True)
            | Q(date_latest__isnull=True)
            | Q(date_earliest__lte=F("date_latest")),
            violation_error_message="The earliest day must not be after the latest day",
        ),
        models.CheckConstraint(
            name=f"{prefix}_undated_has_no_days",
            condition=~Q(date_kind=DateKind.UNDATED)
            | Q(date_earliest__isnull=True, date_latest__isnull=True),
            violation_error_message="An undated milestone has no earliest or latest day",
        ),
    ]


class Department(models.Model):
    """A government department or other public body that funds, employs or is represented."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    abbreviation = models.CharField(max_length=20, blank=True)
    ends_on = models.DateField(
        "last day", null=True, blank=True, help_text="When it was closed or merged into another."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        return self.abbreviation or self.name


class ReportingPeriod(models.Model):
    """A quarter with the moments it opens for reporting, falls due and closes.

    ``closed_at`` is set when it is closed: by hand before ``closes_at``, or as the clock closes
    it then. What is entered after closing belongs to the next period, or to a correction.
    """

    starts_on = models.DateField(unique=True)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="core_reportingperiod_starts_on_a_quarter",
                condition=Q(starts_on__day=1, starts_on__month__in=(1, 4, 7, 10)),
                violation_error_message="A period starts on 1 April, July, October or January",
            ),
            models.CheckConstraint(
                name="core_reportingperiod_moments_in_order",
                condition=Q(opens_at__lt=F("due_at")) & Q(due_at__lte=F("closes_at")),
                violation_error_message="A period opens, then falls due, then closes",
            ),
            models.CheckConstraint(
                name="core_reportingperiod_closed_after_opening",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opens_at")),
                violation_error_message="A period cannot close before it opens",
            ),
        ]

    def __str__(self) -> str:
        return self.quarter.label

    @cached_property
    def quarter(self) -> Quarter:
        return Quarter.starting(self.starts_on)

    @property
    def year(self) -> FinancialYear:
        return self.quarter.year

    @property
    def slug(self) -> str:
        return self.quarter.slug

    @property
    def ended_at(self) -> dt.datetime:
        """The moment reporting stops, by hand or by the clock."""
        return min(self.closed_at, self.closes_at) if self.closed_at else self.closes_at

    def has_opened_at(self, moment: dt.datetime) -> bool:
        return self.opens_at <= moment

    def is_open_at(self, moment: dt.datetime) -> bool:
        return self.opens_at <= moment < self.ended_at

    def is_closed_at(self, moment: dt.datetime) -> bool:
        return moment >= self.ended_at
