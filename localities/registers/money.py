"""Contributions, and what the plan says a year has to work with."""

from decimal import Decimal

from django.db.models import QuerySet

from csplan.accounts.actors import Actor
from csplan.core.forms import DecimalTextField
from csplan.registers.declaration import Register, RegisterColumn, related_filter
from csplan.registers.forms import FinancialYearField, PoundsField, RegisterForm
from localities.models import FundingContribution, PlannedResources
from localities.permissions import can_keep_organisation
from localities.registers.shared import PARENT, all_departments, day, year_filter


class ContributionForm(RegisterForm):
    class Meta:
        model = FundingContribution
        fields = [
            "department",
            "year_start",
            "amount_pence",
            "agreed_on",
            "invoiced_pence",
            "invoiced_on",
            "received_pence",
            "received_on",
        ]

    year_start = FinancialYearField(label="Year", help_text="Like 2013/14.")
    amount_pence = PoundsField(label="Amount agreed", what="the amount agreed")
    agreed_on = day("Agreed on")
    invoiced_pence = PoundsField(label="Amount invoiced", required=False)
    invoiced_on = day("Invoiced on")
    received_pence = PoundsField(label="Amount received", required=False)
    received_on = day("Received on")

    missing = {"department": "Select a department"}


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
    return FundingContribution.objects.select_related("department", "source")


def _planned(actor: Actor) -> QuerySet[PlannedResources]:
    return PlannedResources.objects.select_related("source")


CONTRIBUTIONS = Register(
    app="localities",
    slug="contributions",
    singular="contribution",
    plural="contributions",
    lead="What each department agreed to pay towards a year, was invoiced for and has paid.",
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
        RegisterColumn(
            "invoiced_pence", "Invoiced", order_by=("invoiced_pence",), is_numeric=True
        ),
        RegisterColumn("invoiced_on", "Invoiced on", order_by=("invoiced_on",), is_listed=False),
        RegisterColumn(
            "received_pence", "Received", order_by=("received_pence",), is_numeric=True
        ),
        RegisterColumn("received_on", "Received on", order_by=("received_on",), is_listed=False),
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
    parent=("Funding from departments", "localities:funding-list"),
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
