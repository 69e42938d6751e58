"""Chainable adjectives for what holds from one day to another."""

import datetime as dt
from typing import TypeVar

from django.db import models
from django.db.models import Q

RowT = TypeVar("RowT", bound=models.Model)


def in_force(on: dt.date) -> Q:
    """Begun by ``on``, or since before records were kept, and not ended before it."""
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=on)
    return begun & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class DatedQuerySet(models.QuerySet[RowT]):
    def in_force_on(self, day: dt.date) -> "DatedQuerySet[RowT]":
        return self.filter(in_force(day))
