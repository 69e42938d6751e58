"""Loads invoices and what came in of them: illustrative, and marked so."""

import datetime as dt

from csplan.core.periods import FinancialYear
from csplan.demonstration.files import Record, read
from localities.choices import PaymentKind
from localities.models import FundingContribution, Payment


def load_payments() -> None:
    """Make what is missing; what is there stays as it is."""
    data = read("payments")
    year = FinancialYear.parse(data["year"])
    contributions = FundingContribution.objects.filter(year_start=year.start_year)
    for contribution in contributions.select_related("department"):
        for part in data["instalments"]:
            _pay(contribution, PaymentKind.INVOICED, part["invoiced_on"], part, data["note"])
            received_on = part["received_on"].get(contribution.department.slug)
            if received_on:
                _pay(contribution, PaymentKind.RECEIVED, received_on, part, data["note"])


def _pay(
    contribution: FundingContribution, kind: PaymentKind, on: dt.date, part: Record, note: str
) -> None:
    Payment.objects.get_or_create(
        contribution=contribution,
        kind=kind,
        paid_on=on,
        reference=part["reference"],
        defaults={
            "amount_pence": part["pence"],
            "is_illustrative": True,
            "source_section": note,
        },
    )
