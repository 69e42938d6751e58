"""Clusters and localities."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from csplan.core.forms import GovDateField
from csplan.core.worded_moments import date_words
from csplan.registers.declaration import (
    RecordLink,
    Register,
    RegisterColumn,
    current_filter,
    related_filter,
)
from csplan.registers.forms import RegisterForm, SluggedForm
from localities.models import Cluster, Locality, LocalityMembership
from localities.permissions import can_keep_organisation
from localities.registers.shared import (
    PARENT,
    all_clusters,
    all_localities,
    first_day,
    last_day,
)
from localities.rules import PAGES
from localities.selectors.places import (
    happenings,
    memberships_of,
    overlapping,
    span_words,
)
from localities.services import save_locality, save_membership

MOVE_INSTEAD = (
    "To move it to another cluster use “Move, merge, split, rename or close” on its page, "
    "so that its history is kept"
)
PAST_ONLY = (
    "Enter a last day in the past: where a locality is today changes by moving it on its page"
)


class ClusterForm(SluggedForm):
    class Meta:
        model = Cluster
        fields = ["name", "order", "starts_on", "ends_on"]
        labels = {"order": "Order in lists"}

    starts_on = first_day()
    ends_on = last_day()

    missing = {"name": "Enter the cluster’s name", "order": "Enter its place in lists, like 1"}


class LocalityForm(SluggedForm):
    """A locality. Its cluster is chosen once; after that it is moved."""

    class Meta:
        model = Locality
        fields = ["name", "cluster", "order", "starts_on"]
        labels = {"order": "Order in its cluster"}

    starts_on = first_day()

    reserved = PAGES
    missing = {
        "name": "Enter the locality’s name",
        "cluster": "Select a cluster",
        "order": "Enter its place in its cluster, like 1",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["cluster"].help_text = MOVE_INSTEAD

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk is not None and "cluster" in self.changed_data:
            self.add_error("cluster", MOVE_INSTEAD)
        return cleaned


class MembershipForm(RegisterForm):
    """A time a locality spent in a cluster. Where it is today changes by moving it."""

    class Meta:
        model = LocalityMembership
        fields = ["locality", "cluster", "starts_on", "ends_on"]

    starts_on = first_day()
    ends_on = GovDateField(label="Last day, if it has left", what="the last day", required=False)

    missing = {"locality": "Select a locality", "cluster": "Select a cluster"}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_open = self.instance.pk is not None and self.initial.get("ends_on") is None
        for name in ("locality", "cluster", "ends_on"):
            if is_open and name in self.changed_data:
                self.add_error(name, MOVE_INSTEAD)
        ends_on = cleaned.get("ends_on")
        if not is_open and "ends_on" not in self.errors and (not ends_on or ends_on >= self.on):
            self.add_error("ends_on", PAST_ONLY)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and (found := overlapping(self.instance)):
            words = f"It was in {found.cluster} {span_words(found.starts_on, found.ends_on)}"
            self.add_error("starts_on", f"{words}: the two must not overlap")


def _memberships(actor: Actor) -> QuerySet[LocalityMembership]:
    return LocalityMembership.objects.select_related("locality", "cluster")


def _localities(actor: Actor) -> QuerySet[Locality]:
    return Locality.objects.select_related("cluster", "source")


def _clusters(actor: Actor) -> QuerySet[Cluster]:
    return Cluster.objects.select_related("source")


def _locality_details(record: Any, actor: Actor, on: dt.date) -> Sequence[SummaryRow]:
    """The clusters it belonged to and what happened to it. Two queries."""
    clusters = (
        SummaryRow("In cluster", f"{span.title}, {span.words}") for span in memberships_of(record)
    )
    told = (SummaryRow(date_words(each.on), each.words) for each in happenings(record))
    return [*clusters, *told]


def _locality_links(record: Any, actor: Actor, on: dt.date) -> Sequence[RecordLink]:
    links = [
        RecordLink(
            "See the locality’s page", reverse("localities:locality-detail", args=[record.slug])
        )
    ]
    if record.ends_on is None and can_keep_organisation(actor):
        url = reverse("localities:locality-reorganise", args=[record.slug])
        links.append(RecordLink("Move, merge, split, rename or close", url))
    return links


CLUSTERS = Register(
    app="localities",
    slug="clusters",
    singular="cluster",
    plural="clusters",
    model=Cluster,
    form=ClusterForm,
    columns=(
        RegisterColumn("name", "Cluster", order_by=("name",)),
        RegisterColumn("order", "Order", "Its place in lists", ("order",), is_numeric=True),
        RegisterColumn("starts_on", "First day", order_by=("starts_on",)),
        RegisterColumn("ends_on", "Last day", order_by=("ends_on",)),
    ),
    natural_key=("name",),
    rows=_clusters,
    can_manage=can_keep_organisation,
    search=("name",),
    filters=(current_filter(),),
    order_by=("order", "name"),
    ends="ends_on",
    parent=PARENT,
)

LOCALITIES = Register(
    app="localities",
    slug="localities",
    singular="locality",
    plural="localities",
    name="All localities",
    model=Locality,
    form=LocalityForm,
    columns=(
        RegisterColumn("name", "Locality", order_by=("name",)),
        RegisterColumn("cluster", "Cluster", order_by=("cluster__name",)),
        RegisterColumn("order", "Order", "Its place in its cluster", ("order",), is_numeric=True),
        RegisterColumn("starts_on", "First day", order_by=("starts_on",)),
        RegisterColumn(
            "last_day", "Last day", order_by=("ends_on",), value=lambda record: record.ends_on
        ),
    ),
    natural_key=("name",),
    rows=_localities,
    can_manage=can_keep_organisation,
    search=("name", "cluster__name"),
    filters=(related_filter("cluster", "Cluster", all_clusters), current_filter()),
    order_by=("cluster__order", "order", "name"),
    saver=save_locality,
    parent=PARENT,
    details=_locality_details,
    links=_locality_links,
)


MEMBERSHIPS = Register(
    app="localities",
    slug="memberships",
    singular="membership",
    plural="memberships",
    name="Localities in clusters over time",
    lead="Which locality belonged to which cluster, and when.",
    model=LocalityMembership,
    form=MembershipForm,
    columns=(
        RegisterColumn("locality", "Locality", order_by=("locality__name",)),
        RegisterColumn("cluster", "Cluster", order_by=("cluster__name",)),
        RegisterColumn("starts_on", "First day", order_by=("starts_on",)),
        RegisterColumn("ends_on", "Last day", order_by=("ends_on",)),
    ),
    natural_key=("locality", "starts_on"),
    rows=_memberships,
    can_manage=can_keep_organisation,
    search=("locality__name", "cluster__name"),
    filters=(
        related_filter("locality", "Locality", all_localities),
        related_filter("cluster", "Cluster", all_clusters),
        current_filter(),
    ),
    order_by=("locality__name", "starts_on"),
    saver=save_membership,
    parent=PARENT,
)
