"""Measures whose figure follows from the record of delivery."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from programme.choices_delivery import COUNTED_OF, Counted, RecordKind
from programme.models.delivery import EventType
from programme.models.measures import Measure


def _countable() -> Q:
    return reduce(
        or_,
        (Q(record_kind=kind, counted__in=sorted(names)) for kind, names in COUNTED_OF.items()),
    )


class DerivedMeasure(models.Model):
    """How a measure is counted from records: which kind, which events, and what of them.

    No event type means all of them. A figure adds up the records of one locality whose day
    falls in the quarter and that nobody has withdrawn.
    """

    measure = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="derivation")
    record_kind = models.CharField(max_length=12, choices=RecordKind.choices)
    counted = models.CharField(max_length=20, choices=Counted.choices)
    event_types = models.ManyToManyField(EventType, blank=True, related_name="+")
    least_departments = models.PositiveSmallIntegerField(
        default=0, help_text="Count only events in which this many departments took part."
    )

    class Meta:
        ordering = ["measure"]
        constraints = [
            models.CheckConstraint(
                name="programme_derivedmeasure_counts_what_the_kind_has",
                condition=_countable(),
                violation_error_message="That cannot be counted of these records",
            ),
            models.CheckConstraint(
                name="programme_derivedmeasure_departments_of_events",
                condition=Q(record_kind=RecordKind.EVENT) | Q(least_departments=0),
                violation_error_message="Only events have departments that take part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.get_counted_display()}"
