"""Headcounts, and the departments represented in each locality."""

from typing import Any

from django.db.models import QuerySet

from csplan.accounts.actors import Actor
from csplan.core.forms import GovDateField
from csplan.registers.declaration import Register, RegisterColumn, current_filter, related_filter
from csplan.registers.forms import FinancialYearField, RegisterForm
from localities.models import Headcount, Representation
from localities.permissions import can_keep_figures
from localities.registers.shared import (
    all_clusters,
    all_departments,
    all_localities,
    day,
    last_day,
    year_filter,
)

COVERAGE = ("Coverage", "localities:coverage")


class HeadcountForm(RegisterForm):
    class Meta:
        model = Headcount
        fields = [
            "department",
            "locality",
            "cluster",
            "year_start",
            "people",
            "as_at",
            "source_section",
        ]
        labels = {
            "department": "Department, or empty for all of them together",
            "locality": "Locality",
            "cluster": "Cluster, if it is not known by locality",
            "people": "Headcount",
            "source_section": "Source",
        }
        help_texts = {"source_section": "Where the figure comes from."}

    year_start = FinancialYearField(label="Year it is for", help_text="Like 2013/14.")
    as_at = day("As at")

    missing = {"people": "Enter the headcount, like 1200"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.require("source_section", "Enter where the figure comes from")
        # A published figure may lack its day; one that is entered must have it.
        if self.instance.pk is None or self.instance.as_at:
            self.require("as_at", "Enter the day the headcount is as at")


class RepresentationForm(RegisterForm):
    class Meta:
        model = Representation
        fields = ["locality", "department", "starts_on", "ends_on"]

    starts_on = GovDateField(label="Represented from", what="the day it is represented from")
    ends_on = last_day()

    missing = {"locality": "Select a locality", "department": "Select a department"}


def _headcounts(actor: Actor) -> QuerySet[Headcount]:
    return Headcount.objects.select_related("cluster", "locality", "department", "source")


def _representations(actor: Actor) -> QuerySet[Representation]:
    return Representation.objects.select_related("locality", "department", "source")


HEADCOUNTS = Register(
    app="localities",
    slug="headcounts",
    singular="headcount",
    plural="headcounts",
    lead="How many civil servants work where: by department and locality, or as far as is known.",
    model=Headcount,
    form=HeadcountForm,
    columns=(
        RegisterColumn(
            "place", "Place", value=lambda record: str(record.locality or record.cluster)
        ),
        RegisterColumn(
            "department",
            "Department",
            "Empty for all departments together",
            ("department__name",),
            also_known_as=("abbreviation",),
        ),
        RegisterColumn("locality", "Locality", "Locality or cluster, not both", is_listed=False),
        RegisterColumn("cluster", "Cluster", "Locality or cluster, not both", is_listed=False),
        RegisterColumn("year_start", "Year", order_by=("year_start",)),
        RegisterColumn("people", "Headcount", order_by=("people",), is_numeric=True),
        RegisterColumn("as_at", "As at", order_by=("as_at",)),
        RegisterColumn("source_section", "Source", "Where the figure comes from"),
    ),
    natural_key=("department", "locality", "cluster", "year_start"),
    rows=_headcounts,
    can_manage=can_keep_figures,
    search=("department__name", "department__abbreviation", "locality__name", "cluster__name"),
    filters=(
        related_filter("department", "Department", all_departments),
        related_filter("locality", "Locality", all_localities),
        related_filter("cluster", "Cluster", all_clusters),
        year_filter(Headcount),
    ),
    order_by=("-year_start", "cluster__order", "locality__name", "department__name"),
    parent=COVERAGE,
)

REPRESENTATION = Register(
    app="localities",
    slug="representation",
    singular="representation",
    plural="representations",
    name="Representation in local networks",
    lead="Which departments take part in each locality’s network, and from when.",
    model=Representation,
    form=RepresentationForm,
    columns=(
        RegisterColumn(
            "department",
            "Department",
            order_by=("department__name",),
            also_known_as=("abbreviation",),
        ),
        RegisterColumn("locality", "Locality", order_by=("locality__name",)),
        RegisterColumn("starts_on", "From", order_by=("starts_on",)),
        RegisterColumn("ends_on", "Last day", order_by=("ends_on",)),
    ),
    natural_key=("department", "locality", "starts_on"),
    rows=_representations,
    can_manage=can_keep_figures,
    search=("department__name", "department__abbreviation", "locality__name"),
    filters=(
        related_filter("department", "Department", all_departments),
        related_filter("locality", "Locality", all_localities),
        current_filter(),
    ),
    order_by=("locality__name", "department__name", "starts_on"),
    ends="ends_on",
    parent=COVERAGE,
)
