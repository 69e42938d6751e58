"""What the organisation's lists share."""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from django.db import models
from django.db.models import QuerySet

from csplan.accounts.actors import Actor
from csplan.core.forms import GovDateField
from csplan.core.models import Department
from csplan.core.periods import FinancialYear
from csplan.registers.declaration import Filter
from localities.models import Cluster, FundingContribution, Headcount, Locality, PlannedResources

PARENT = ("Localities", "localities:locality-list")
RowT = TypeVar("RowT", bound=models.Model)
Yearly: TypeAlias = type[FundingContribution] | type[Headcount] | type[PlannedResources]


def first_day(*, required: bool = False) -> GovDateField:
    return GovDateField(label="First day", what="the first day", required=required)


def last_day() -> GovDateField:
    return GovDateField(label="Last day, if it has ended", what="the last day", required=False)


def day(label: str) -> GovDateField:
    return GovDateField(label=label, what=label.lower(), required=False)


def all_clusters(actor: Actor) -> QuerySet[Cluster]:
    return Cluster.objects.all()


def all_localities(actor: Actor) -> QuerySet[Locality]:
    return Locality.objects.all()


def all_departments(actor: Actor) -> QuerySet[Department]:
    return Department.objects.all()


def year_filter(model: Yearly) -> Filter:
    """By financial year, among those that have a row."""

    def narrowed(rows: QuerySet[Any], value: str, on: Any) -> QuerySet[Any]:
        known = value.isdecimal() and len(value) <= len("2013")
        return rows.filter(year_start=int(value)) if known else rows.none()

    return Filter("year", "Year", options=years_of(model), apply=narrowed)


def years_of(model: Yearly) -> Callable[[Actor], list[tuple[str, str]]]:
    """The financial years that have a row, latest first."""

    def options(actor: Actor) -> list[tuple[str, str]]:
        years = model._default_manager.order_by("-year_start").values_list("year_start", flat=True)
        return [(str(year), FinancialYear(year).label) for year in years.distinct()]

    return options
