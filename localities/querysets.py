"""Chainable adjectives for what holds from one day to another."""

import datetime as dt
from typing import TypeVar

from django.db import models
from django.db.models import Q, Sum

from localities.choices import PaymentKind

RowT = TypeVar("RowT", bound=models.Model)


def in_force(on: dt.date) -> Q:
    """Begun by ``on``, or since before records were kept, and not ended before it."""
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=on)
    return begun & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class DatedQuerySet(models.QuerySet[RowT]):
    def in_force_on(self, day: dt.date) -> "DatedQuerySet[RowT]":
        return self.filter(in_force(day))


class PaymentQuerySet(models.QuerySet[RowT]):
    def counting(self) -> "PaymentQuerySet[RowT]":
        """Without what was entered by mistake."""
        return self.filter(is_mistake=False)


class ContributionQuerySet(models.QuerySet[RowT]):
    def with_payments(self, *, until: dt.date | None = None) -> "ContributionQuerySet[RowT]":
        """Each with ``invoiced_pence`` and ``received_pence``, what its payments add up to.

        Payments later than ``until`` are left out.
        """
        found: ContributionQuerySet[RowT] = self.annotate(  # type: ignore[assignment]
            invoiced_pence=_paid(PaymentKind.INVOICED, until),
            received_pence=_paid(PaymentKind.RECEIVED, until),
        )
        return found


def _paid(kind: PaymentKind, until: dt.date | None) -> Sum:
    counts = Q(payments__kind=kind, payments__is_mistake=False)
    if until is not None:
        counts &= Q(payments__paid_on__lte=until)
    return Sum("payments__amount_pence", filter=counts, default=0)
