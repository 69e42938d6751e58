"""Chainable adjectives for the kernel's tables."""

import datetime as dt
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.models import Q

from csplan.core.periods import Quarter

if TYPE_CHECKING:
    from csplan.core.models import ReportingPeriod


class ReportingPeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    def for_quarter(self, quarter: Quarter) -> "ReportingPeriodQuerySet":
        return self.filter(starts_on=quarter.starts_on)

    def opened_by(self, moment: dt.datetime) -> "ReportingPeriodQuerySet":
        """Periods that have opened for reporting by ``moment``, whether or not since closed."""
        return self.filter(opens_at__lte=moment)

    def open_at(self, moment: dt.datetime) -> "ReportingPeriodQuerySet":
        return self.opened_by(moment).filter(
            Q(closed_at__isnull=True) | Q(closed_at__gt=moment), closes_at__gt=moment
        )

    def closed_by(self, moment: dt.datetime) -> "ReportingPeriodQuerySet":
        return self.filter(Q(closed_at__lte=moment) | Q(closes_at__lte=moment))


class InsertOnlyError(TypeError):
    """Somebody tried to change or remove a row of a history table."""


RowT = TypeVar("RowT", bound=models.Model)


class InsertOnlyQuerySet(models.QuerySet[RowT]):
    """Rows of a history table can be added and read, never changed or removed.

    A model whose rows may go with the draft that they are about, which is not history yet, says
    so by ``goes_with_a_draft = True``: the database then lets them be removed, never changed.
    """

    def update(self, **kwargs: object) -> int:
        raise InsertOnlyError(f"{self.model.__name__} rows are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise InsertOnlyError(f"{self.model.__name__} rows are never removed")
