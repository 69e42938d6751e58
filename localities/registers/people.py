"""Posts and their holders, steering groups and their seats."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from csplan.core.forms import DecimalTextField, GovDateField
from csplan.registers.declaration import (
    RecordLink,
    Register,
    RegisterColumn,
    choice_filter,
    current_filter,
    related_filter,
)
from csplan.registers.forms import RegisterForm, SluggedForm
from localities.choices import Capacity, PostKind
from localities.models import Post, PostHolding, SteeringGroup, SteeringGroupSeat
from localities.permissions import can_keep_organisation
from localities.registers.shared import (
    PARENT,
    all_clusters,
    all_departments,
    all_localities,
    first_day,
    last_day,
)
from localities.selectors.places import span_words

ALIKE = "There is already such a post with this number: give this one another"


class PostForm(RegisterForm):
    class Meta:
        model = Post
        fields = ["kind", "locality", "cluster", "number", "fte", "order", "starts_on", "ends_on"]
        labels = {
            "locality": "Locality, for a post of one locality",
            "cluster": "Cluster, for a post of a whole cluster",
            "number": "Number, to tell posts alike apart",
            "order": "Order in lists",
        }

    fte = DecimalTextField(
        label="Full-time equivalent (FTE), if it is known",
        what="the FTE",
        example="0.6",
        max_digits=4,
        decimal_places=2,
        min_value=Decimal(0),
        required=False,
    )
    starts_on = first_day()
    ends_on = last_day()

    missing = {
        "kind": "Select the kind of post",
        "number": "Enter a number, like 1",
        "order": "Enter its place in lists, like 0",
    }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        alike = Post.objects.filter(
            kind=cleaned.get("kind", ""),
            locality=cleaned.get("locality"),
            cluster=cleaned.get("cluster"),
            number=cleaned.get("number") or 0,
        )
        if "number" in cleaned and alike.exclude(pk=self.instance.pk).exists():
            self.add_error("number", ALIKE)
        return cleaned


class PostHoldingForm(RegisterForm):
    class Meta:
        model = PostHolding
        fields = ["post", "holder_name", "starts_on", "ends_on"]
        labels = {"holder_name": "Holder’s name"}
        help_texts = {"holder_name": ""}

    starts_on = GovDateField(label="First day", what="the first day")
    ends_on = last_day()

    missing = {"post": "Select a post"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = Post.objects.select_related("locality", "cluster")  # type: ignore[attr-defined]
        self.require("holder_name", "Enter the holder’s name")


class SteeringGroupForm(SluggedForm):
    class Meta:
        model = SteeringGroup
        fields = ["name", "locality", "starts_on", "ends_on"]
        labels = {"locality": "Locality, unless the group is national"}

    starts_on = first_day()
    ends_on = last_day()

    missing = {"name": "Enter the group’s name"}


class SeatForm(RegisterForm):
    class Meta:
        model = SteeringGroupSeat
        fields = ["group", "capacity", "holder", "department", "order", "starts_on", "ends_on"]
        labels = {
            "holder": "Member: a person, post or body",
            "department": "Department, if the member speaks for one",
            "order": "Order in lists",
        }
        help_texts = {"holder": ""}

    starts_on = first_day()
    ends_on = last_day()

    missing = {
        "group": "Select a steering group",
        "capacity": "Select the capacity",
        "holder": "Enter the member",
        "order": "Enter its place in lists, like 1",
    }


def _posts(actor: Actor) -> QuerySet[Post]:
    holdings = PostHolding.objects.filter(ends_on__isnull=True)
    return Post.objects.select_related("locality", "cluster", "source").prefetch_related(
        Prefetch("holdings", queryset=holdings)
    )


def _holders(record: Post) -> str:
    return ", ".join(
        holding.holder_name for holding in record.holdings.all() if holding.holder_name
    )


def _post_details(record: Any, actor: Actor, on: dt.date) -> Sequence[SummaryRow]:
    """Everybody who has held it, latest first. One query."""
    holdings = PostHolding.objects.filter(post=record).order_by("-starts_on")
    return [
        SummaryRow("Held by", f"{one.holder_name or 'Not published'}, {_span(one)}")
        for one in holdings
    ]


def _span(holding: PostHolding) -> str:
    return span_words(holding.starts_on, holding.ends_on)


def _post_links(record: Any, actor: Actor, on: dt.date) -> Sequence[RecordLink]:
    if record.ends_on is not None or not can_keep_organisation(actor):
        return []
    url = reverse("localities:holders-add")
    return [RecordLink("Appoint somebody", f"{url}?post={record.pk}")]


def _group_links(record: Any, actor: Actor, on: dt.date) -> Sequence[RecordLink]:
    links = [
        RecordLink("Its members", reverse("localities:steering-group-detail", args=[record.slug]))
    ]
    if record.ends_on is None and can_keep_organisation(actor):
        url = reverse("localities:seats-add")
        links.append(RecordLink("Add a member", f"{url}?group={record.pk}"))
    return links


def _holdings(actor: Actor) -> QuerySet[PostHolding]:
    return PostHolding.objects.select_related("post__locality", "post__cluster")


def _groups(actor: Actor) -> QuerySet[SteeringGroup]:
    return SteeringGroup.objects.select_related("locality", "source")


def _seats(actor: Actor) -> QuerySet[SteeringGroupSeat]:
    return SteeringGroupSeat.objects.select_related("group", "department", "source")


def _group_filter_rows(actor: Actor) -> QuerySet[SteeringGroup]:
    return SteeringGroup.objects.all()


POSTS = Register(
    app="localities",
    slug="posts",
    singular="post",
    plural="posts",
    model=Post,
    form=PostForm,
    columns=(
        RegisterColumn("kind", "Post", order_by=("kind",)),
        RegisterColumn("locality", "Locality", order_by=("locality__name",)),
        RegisterColumn("cluster", "Cluster", order_by=("cluster__name",)),
        RegisterColumn(
            "number",
            "Number",
            "1, or more to tell posts alike apart",
            ("number",),
            is_listed=False,
        ),
        RegisterColumn("fte", "FTE", order_by=("fte",), is_numeric=True),
        RegisterColumn("holders", "Held now by", value=_holders),
        RegisterColumn("order", "Order", "Its place in lists", is_listed=False),
        RegisterColumn("starts_on", "First day", order_by=("starts_on",), is_listed=False),
        RegisterColumn("ends_on", "Last day", order_by=("ends_on",)),
    ),
    natural_key=("kind", "locality", "cluster", "number"),
    rows=_posts,
    can_manage=can_keep_organisation,
    search=("locality__name", "cluster__name"),
    filters=(
        choice_filter("kind", "Kind of post", PostKind.choices),
        related_filter("locality", "Locality", all_localities),
        related_filter("cluster", "Cluster", all_clusters),
        current_filter(),
    ),
    order_by=("kind", "cluster__order", "locality__name", "number"),
    ends="ends_on",
    parent=PARENT,
    details=_post_details,
    links=_post_links,
)

HOLDERS = Register(
    app="localities",
    slug="holders",
    singular="post holder",
    plural="post holders",
    model=PostHolding,
    form=PostHoldingForm,
    columns=(
        RegisterColumn("holder_name", "Holder", order_by=("holder_name",)),
        RegisterColumn("post", "Post", order_by=("post__kind", "post__locality__name")),
        RegisterColumn("starts_on", "First day", order_by=("starts_on",)),
        RegisterColumn("ends_on", "Last day", order_by=("ends_on",)),
    ),
    natural_key=("post", "holder_name", "starts_on"),
    rows=_holdings,
    can_manage=can_keep_organisation,
    search=("holder_name", "post__locality__name", "post__cluster__name"),
    filters=(
        choice_filter("kind", "Kind of post", PostKind.choices, lookup="post__kind"),
        current_filter(),
    ),
    order_by=("holder_name", "-starts_on"),
    ends="ends_on",
    parent=PARENT,
)

GROUPS = Register(
    app="localities",
    slug="groups",
    singular="steering group",
    plural="steering groups",
    model=SteeringGroup,
    form=SteeringGroupForm,
    columns=(
        RegisterColumn("name", "Steering group", order_by=("name",)),
        RegisterColumn("locality", "Locality", order_by=("locality__name",)),
        RegisterColumn("starts_on", "First day", order_by=("starts_on",)),
        RegisterColumn("ends_on", "Last day", order_by=("ends_on",)),
    ),
    natural_key=("name",),
    rows=_groups,
    can_manage=can_keep_organisation,
    search=("name", "locality__name"),
    filters=(current_filter(),),
    order_by=("name",),
    ends="ends_on",
    parent=PARENT,
    links=_group_links,
)

SEATS = Register(
    app="localities",
    slug="seats",
    singular="seat",
    plural="seats",
    name="Seats on steering groups",
    lead="Who sits on which steering group, in which capacity and from when.",
    model=SteeringGroupSeat,
    form=SeatForm,
    columns=(
        RegisterColumn("holder", "Member", order_by=("holder",)),
        RegisterColumn("group", "Steering group", order_by=("group__name",)),
        RegisterColumn("capacity", "Capacity", order_by=("capacity",)),
        RegisterColumn(
            "department",
            "Department",
            order_by=("department__name",),
            also_known_as=("abbreviation",),
        ),
        RegisterColumn("order", "Order", "Its place in lists", is_listed=False),
        RegisterColumn("starts_on", "First day", order_by=("starts_on",), is_listed=False),
        RegisterColumn("ends_on", "Last day", order_by=("ends_on",)),
    ),
    natural_key=("group", "capacity", "holder", "starts_on"),
    rows=_seats,
    can_manage=can_keep_organisation,
    search=("holder", "group__name", "department__name"),
    filters=(
        related_filter("group", "Steering group", _group_filter_rows),
        choice_filter("capacity", "Capacity", Capacity.choices),
        related_filter("department", "Department", all_departments),
        current_filter(),
    ),
    order_by=("group__name", "order", "holder"),
    ends="ends_on",
    parent=PARENT,
)
