"""Contributions and what was paid of them, and what the plan says a year has to work with."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from csplan.core.forms import DecimalTextField, GovDateField
from csplan.core.money import pounds
from csplan.core.worded_moments import date_words
from csplan.registers.declaration import (
    Filter,
    RecordLink,
    Register,
    RegisterColumn,
    choice_filter,
    related_filter,
)
from csplan.registers.fields import pounds_decimal
from csplan.registers.forms import FinancialYearField, PoundsField, RegisterForm
from localities.choices import PaymentKind
from localities.models import FundingContribution, Payment, PlannedResources
from localities.permissions import can_keep_organisation
from localities.registers.shared import PARENT, all_departments, day, year_filter, years_of

FUNDING = ("Funding from departments", "localities:funding-list")


class ContributionForm(RegisterForm):
    class Meta:
        model = FundingContribution
        fields = [
            "department",
            "year_start",
            "amount_pence",
            "agreed_on",
        ]

    year_start = FinancialYearField(label="Year", help_text="Like 2013/14.")
    amount_pence = PoundsField(label="Amount agreed", what="the amount agreed")
    agreed_on = day("Agreed on")

    missing = {"department": "Select a department"}


class PaymentForm(RegisterForm):
    class Meta:
        model = Payment
        fields = ["contribution", "kind", "amount_pence", "paid_on", "reference", "is_mistake"]
        labels = {
            "contribution": "Towards which contribution?",
            "kind": "What was it?",
            "reference": "Reference (optional)",
            "is_mistake": "Entered by mistake: leave it out of every total",
        }

    amount_pence = PoundsField(label="Amount", what="the amount")
    paid_on = GovDateField(label="Date", what="the date of the invoice or payment")

    missing = {
        "contribution": "Select the contribution",
        "kind": "Select whether it is an invoice or a payment",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreed = FundingContribution.objects.select_related("department")
        self.fields["contribution"].queryset = agreed  # type: ignore[attr-defined]

    def clean_paid_on(self) -> dt.date:
        paid_on: dt.date = self.cleaned_data["paid_on"]
        if paid_on > self.on:
            raise ValidationError("The date of the invoice or payment must not be in the future")
        return paid_on


class PlannedResourcesForm(RegisterForm):
    class Meta:
        model = PlannedResources
        fields = ["year_start", "budget_pence", "fte", "coverage_percent"]

    year_start = FinancialYearField(label="Year", help_text="Like 2013/14.")
    budget_pence = PoundsField(label="Budget", required=False)
    fte = DecimalTextField(
        label="Full-time equivalent (FTE) posts",
        what="the FTE",
        example="12.1",
        max_digits=6,
        decimal_places=2,
        min_value=Decimal(0),
        required=False,
    )
    coverage_percent = DecimalTextField(
        label="Coverage target",
        what="the coverage target",
        example="80",
        suffix="%",
        max_digits=5,
        decimal_places=2,
        required=False,
    )


def _contributions(actor: Actor) -> QuerySet[FundingContribution]:
    return FundingContribution.objects.select_related("department", "source").with_payments()


def _payments(actor: Actor) -> QuerySet[Payment]:
    return Payment.objects.select_related("contribution__department", "source")


def _all_contributions(actor: Actor) -> QuerySet[FundingContribution]:
    return FundingContribution.objects.select_related("department")


def _of_year(rows: QuerySet[Any], value: str, on: dt.date) -> QuerySet[Any]:
    known = value.isdecimal() and len(value) <= len("2013")
    return rows.filter(contribution__year_start=int(value)) if known else rows.none()


def _outstanding(record: Any) -> int:
    return int(record.amount_pence - record.received_pence)


def _computed(name: str, heading: str, pence: Callable[[Any], int], **more: Any) -> RegisterColumn:
    return RegisterColumn(
        name,
        heading,
        value=lambda record: pounds_decimal(pence(record)),
        shown=lambda record: pounds(pence(record)),
        is_numeric=True,
        **more,
    )


def _contribution_details(record: Any, actor: Actor, on: dt.date) -> Sequence[SummaryRow]:
    """Each invoice and payment. One query."""
    return [
        SummaryRow(f"{each.get_kind_display()}, {date_words(each.paid_on)}", _payment_words(each))
        for each in record.payments.all()
    ]


def _payment_words(payment: Payment) -> str:
    words = pounds(payment.amount_pence)
    if payment.reference:
        words += f" ({payment.reference})"
    return f"{words}. Entered by mistake, so it does not count" if payment.is_mistake else words


def _contribution_links(record: Any, actor: Actor, on: dt.date) -> Sequence[RecordLink]:
    query = f"?contribution={record.pk}"
    links = [RecordLink("Its invoices and payments", reverse("localities:payments-list") + query)]
    if can_keep_organisation(actor):
        add = reverse("localities:payments-add") + query
        links.insert(0, RecordLink("Record an invoice or payment", add))
    return links


def _planned(actor: Actor) -> QuerySet[PlannedResources]:
    return PlannedResources.objects.select_related("source")


CONTRIBUTIONS = Register(
    app="localities",
    slug="contributions",
    singular="contribution",
    plural="contributions",
    lead="What each department agreed to pay towards a year, and what has come of it.",
    model=FundingContribution,
    form=ContributionForm,
    columns=(
        RegisterColumn(
            "department",
            "Department",
            order_by=("department__name",),
            also_known_as=("abbreviation",),
        ),
        RegisterColumn("year_start", "Year", order_by=("year_start",)),
        RegisterColumn("amount_pence", "Agreed", order_by=("amount_pence",), is_numeric=True),
        RegisterColumn("agreed_on", "Agreed on", order_by=("agreed_on",), is_listed=False),
        _computed(
            "invoiced", "Invoiced", lambda one: one.invoiced_pence, order_by=("invoiced_pence",)
        ),
        _computed(
            "received", "Received", lambda one: one.received_pence, order_by=("received_pence",)
        ),
        _computed("outstanding", "Still to come in", _outstanding),
    ),
    natural_key=("department", "year_start"),
    rows=_contributions,
    can_manage=can_keep_organisation,
    search=("department__name", "department__abbreviation"),
    filters=(
        year_filter(FundingContribution),
        related_filter("department", "Department", all_departments),
    ),
    order_by=("-year_start", "department__name"),
    parent=FUNDING,
    details=_contribution_details,
    links=_contribution_links,
)

PAYMENTS = Register(
    app="localities",
    slug="payments",
    singular="invoice or payment",
    plural="invoices and payments",
    lead="Every invoice sent to a department, and every sum that came in, with its date.",
    model=Payment,
    form=PaymentForm,
    columns=(
        RegisterColumn("kind", "Kind", order_by=("kind",)),
        RegisterColumn(
            "contribution",
            "Contribution",
            "The department and the year, like HM Revenue and Customs, 2013/14",
            order_by=("contribution__department__name", "contribution__year_start"),
        ),
        RegisterColumn("amount_pence", "Amount", order_by=("amount_pence",), is_numeric=True),
        RegisterColumn("paid_on", "Date", order_by=("paid_on",)),
        RegisterColumn("reference", "Reference", order_by=("reference",)),
        RegisterColumn("is_mistake", "Entered by mistake", order_by=("is_mistake",)),
    ),
    natural_key=("contribution", "kind", "paid_on", "reference"),
    rows=_payments,
    can_manage=can_keep_organisation,
    search=(
        "contribution__department__name",
        "contribution__department__abbreviation",
        "reference",
    ),
    filters=(
        Filter("year", "Year", years_of(FundingContribution), _of_year),
        related_filter("contribution", "Contribution", _all_contributions),
        choice_filter("kind", "Kind", PaymentKind.choices),
    ),
    order_by=("-paid_on",),
    parent=FUNDING,
)

PLANNED = Register(
    app="localities",
    slug="planned-resources",
    singular="year’s figures",
    plural="years’ figures",
    lead="What the plan says a year has to work with: budget, posts and coverage target.",
    model=PlannedResources,
    form=PlannedResourcesForm,
    columns=(
        RegisterColumn("year_start", "Year", order_by=("year_start",)),
        RegisterColumn("budget_pence", "Budget", order_by=("budget_pence",), is_numeric=True),
        RegisterColumn("fte", "FTE", order_by=("fte",), is_numeric=True),
        RegisterColumn(
            "coverage_percent",
            "Coverage target (per cent)",
            order_by=("coverage_percent",),
            is_numeric=True,
        ),
    ),
    natural_key=("year_start",),
    rows=_planned,
    can_manage=can_keep_organisation,
    order_by=("-year_start",),
    parent=PARENT,
)
