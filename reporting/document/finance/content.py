"""Contributions and savings of a pack's year, read once and frozen. Amounts are whole pence."""

from typing import Any

from django.db.models import Prefetch

from csplan.core.models import ReportingPeriod
from localities.choices import LOCALITY_ORDER
from localities.models import FundingContribution, Payment
from programme.choices_delivery import SavingState
from programme.models import Saving
from reporting.document import plain

Json = dict[str, Any]


def pack_finance(period: ReportingPeriod) -> Json:
    """The year's contributions, and its payments and savings up to the quarter's last day.

    Savings that were refused or withdrawn are left out; what is validated is so now. Three
    queries.
    """
    rows = [_contribution(each) for each in _contributions(period)]
    savings = [_saving(each) for each in _savings(period)]
    return {
        "year": period.year.label,
        "on": period.quarter.ends_on.isoformat(),
        "contributions": rows,
        "savings": savings,
        "is_illustrative": any(row["is_illustrative"] for row in rows + savings),
    }


def _contributions(period: ReportingPeriod) -> Any:
    rows = FundingContribution.objects.filter(year_start=period.year.start_year)
    last_day = period.quarter.ends_on
    counting = Payment.objects.counting().filter(paid_on__lte=last_day).order_by("paid_on", "pk")
    paid = rows.with_payments(until=last_day).select_related("department")
    listed = Prefetch("payments", queryset=counting, to_attr="counting")
    return paid.prefetch_related(listed).order_by("department__name")


def _contribution(each: Any) -> Json:
    return {
        "id": each.pk,
        "department": each.department.slug,
        "department_name": each.department.name,
        "agreed_pence": each.amount_pence,
        "invoiced_pence": each.invoiced_pence,
        "received_pence": each.received_pence,
        "agreed_on": plain.day_text(each.agreed_on),
        "payments": [_payment(payment) for payment in each.counting],
        "is_illustrative": each.is_illustrative,
    }


def _payment(each: Payment) -> Json:
    """An invoice that was sent, or a sum that came in."""
    return {
        "id": each.pk,
        "kind": each.kind,
        "paid_on": each.paid_on.isoformat(),
        "amount_pence": each.amount_pence,
        "reference": each.reference,
    }


def _savings(period: ReportingPeriod) -> Any:
    within = (period.year.starts_on, period.quarter.ends_on)
    rows = Saving.objects.claimed().counted_between(*within).select_related("locality__cluster")
    return rows.order_by(*LOCALITY_ORDER, "agreed_on", "pk")


def _saving(each: Saving) -> Json:
    return {
        "id": each.pk,
        "locality": each.locality.slug,
        "locality_name": each.locality.name,
        "partner": each.partner,
        "what": each.what,
        "amount_pence": each.amount_pence,
        "agreed_on": each.agreed_on.isoformat(),
        "kind": each.get_kind_display(),
        "is_cashable": each.is_cashable,
        "recurrence": each.recurrence,
        "is_validated": each.state == SavingState.VALIDATED,
        "is_illustrative": each.is_illustrative,
    }
