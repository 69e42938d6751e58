"""Clusters and localities."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from csplan.core.worded_moments import date_words
from csplan.registers.declaration import (
    RecordLink,
    Register,
    RegisterColumn,
    current_filter,
    related_filter,
)
from csplan.registers.forms import SluggedForm
from localities.choices import ChangeKind
from localities.models import Cluster, Locality, LocalityChange, LocalityMembership
from localities.permissions import can_keep_organisation
from localities.registers.shared import PARENT, all_clusters, first_day, last_day
from localities.services import save_locality

MOVE_INSTEAD = (
    "To move it to another cluster use “Move, merge, split, rename or close” on its page, "
    "so that its history is kept"
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


def _localities(actor: Actor) -> QuerySet[Locality]:
    return Locality.objects.select_related("cluster", "source")


def _clusters(actor: Actor) -> QuerySet[Cluster]:
    return Cluster.objects.select_related("source")


def _locality_details(record: Any, actor: Actor, on: dt.date) -> Sequence[SummaryRow]:
    """The clusters it belonged to and what happened to it. Two queries."""
    memberships = LocalityMembership.objects.filter(locality=record).select_related("cluster")
    rows = [SummaryRow("In cluster", _span(membership)) for membership in memberships]
    changes = LocalityChange.objects.filter(locality=record) | LocalityChange.objects.filter(
        other=record
    )
    told = changes.select_related("locality", "other", "from_cluster", "to_cluster")
    return [*rows, *(SummaryRow(date_words(each.on), _story(each)) for each in told)]


def _span(membership: LocalityMembership) -> str:
    since = (
        f"from {date_words(membership.starts_on)}" if membership.starts_on else "from the start"
    )
    until = f" to {date_words(membership.ends_on)}" if membership.ends_on else ""
    return f"{membership.cluster}, {since}{until}"


def _story(change: LocalityChange) -> str:
    clusters = f"from {change.from_cluster} to {change.to_cluster}"
    words = {
        ChangeKind.MOVED: f"{change.locality} moved {clusters}",
        ChangeKind.MERGED: f"{change.locality} merged into {change.other}",
        ChangeKind.SPLIT: f"{change.other} was split from {change.locality}",
        ChangeKind.RENAMED: f"Renamed; it was called {change.was_called}",
        ChangeKind.CLOSED: f"{change.locality} closed",
    }
    return f"{words[ChangeKind(change.kind)]}: {change.reason}"


def _locality_links(record: Any, actor: Actor, on: dt.date) -> Sequence[RecordLink]:
    links = [RecordLink("Its page", reverse("localities:locality-detail", args=[record.slug]))]
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
