"""What a locality has been part of, what happened to it, and who is represented there."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Prefetch, Q

from csplan.core.periods import FinancialYear
from csplan.core.worded_moments import date_words
from localities.choices import ChangeKind
from localities.models import (
    Headcount,
    Locality,
    LocalityChange,
    LocalityMembership,
    Post,
    PostHolding,
    Representation,
)


@dataclass(frozen=True)
class Span:
    """Something that held from one day to another, in words: "from 1 April 2013"."""

    title: str
    words: str


@dataclass(frozen=True)
class Happening:
    """Something that happened on a day."""

    on: dt.date
    words: str


@dataclass(frozen=True)
class HeldPost:
    """A post, who holds it from when, and who held it before."""

    title: str
    now: tuple[Span, ...]
    before: tuple[Span, ...]


@dataclass(frozen=True)
class LocalityPage:
    """Everything a locality's own page tells of one day and of what came before."""

    posts: tuple[HeldPost, ...]
    memberships: tuple[Span, ...]
    happenings: tuple[Happening, ...]
    represented: tuple[Span, ...]
    people: int | None
    """Its own headcount, where one of all departments is held."""


def locality_page(locality: Locality, *, on: dt.date) -> LocalityPage:
    """Six queries."""
    represented = Representation.objects.in_force_on(on).filter(locality=locality)
    return LocalityPage(
        posts=held_posts(locality, on=on),
        memberships=memberships_of(locality),
        happenings=happenings(locality),
        represented=tuple(
            Span(str(row.department), span_words(row.starts_on, row.ends_on))
            for row in represented.select_related("department").order_by("department__name")
        ),
        people=_headcount(locality, FinancialYear.containing(on)),
    )


def memberships_of(locality: Locality) -> tuple[Span, ...]:
    """The clusters it belonged to, earliest first. One query."""
    rows = LocalityMembership.objects.filter(locality=locality).select_related("cluster")
    return tuple(
        Span(str(row.cluster), span_words(row.starts_on, row.ends_on))
        for row in rows.order_by(F("starts_on").asc(nulls_first=True))
    )


def overlapping(membership: LocalityMembership) -> LocalityMembership | None:
    """Another time the locality spent in a cluster that overlaps this one. One query."""
    rows = LocalityMembership.objects.filter(locality=membership.locality_id)
    others = rows.exclude(pk=membership.pk).select_related("cluster").order_by("starts_on")
    if membership.ends_on:
        others = others.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=membership.ends_on))
    if membership.starts_on:
        others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=membership.starts_on))
    return others.first()


def happenings(locality: Locality) -> tuple[Happening, ...]:
    """What happened to it, or made it or joined it, latest first. One query."""
    about = Q(locality=locality) | Q(other=locality)
    rows = LocalityChange.objects.filter(about)
    told = rows.select_related("locality", "other", "from_cluster", "to_cluster")
    return tuple(Happening(change.on, story(change)) for change in told)


def story(change: LocalityChange) -> str:
    """The change in a sentence, with its reason."""
    clusters = f"from {change.from_cluster} to {change.to_cluster}"
    words = {
        ChangeKind.MOVED: f"{change.locality} moved {clusters}",
        ChangeKind.MERGED: f"{change.locality} merged into {change.other}",
        ChangeKind.SPLIT: f"{change.other} was split from {change.locality}",
        ChangeKind.RENAMED: f"Renamed; it was called {change.was_called}",
        ChangeKind.CLOSED: f"{change.locality} closed",
    }
    return f"{words[ChangeKind(change.kind)]}: {change.reason}"


def held_posts(locality: Locality, *, on: dt.date) -> tuple[HeldPost, ...]:
    """The posts of a locality and of its cluster, with all their holders. Two queries."""
    here = Q(locality=locality) | Q(cluster=locality.cluster_id)
    posts = Post.objects.in_force_on(on).filter(here).select_related("locality", "cluster")
    holdings = PostHolding.objects.order_by("-starts_on")
    loaded = posts.prefetch_related(Prefetch("holdings", queryset=holdings))
    return tuple(held_post(post, on) for post in loaded.order_by("cluster", "order", "pk"))


def held_post(post: Post, on: dt.date) -> HeldPost:
    """From a post whose holdings are loaded, latest first."""
    holdings = list(post.holdings.all())
    title = post.get_kind_display()
    return HeldPost(
        title=f"{title} (whole cluster)" if post.cluster_id else title,
        now=_held([one for one in holdings if _is_in_force(one, on)]),
        before=_held([one for one in holdings if one.ends_on and one.ends_on < on]),
    )


def span_words(first: dt.date | None, last: dt.date | None) -> str:
    since = f"from {date_words(first)}" if first else "from the start"
    return f"{since} to {date_words(last)}" if last else since


def _is_in_force(holding: PostHolding, on: dt.date) -> bool:
    return holding.starts_on <= on and (holding.ends_on is None or holding.ends_on >= on)


def _held(holdings: Sequence[PostHolding]) -> tuple[Span, ...]:
    return tuple(
        Span(one.holder_name or "Not published", span_words(one.starts_on, one.ends_on))
        for one in holdings
    )


def _headcount(locality: Locality, year: FinancialYear) -> int | None:
    rows = Headcount.objects.filter(
        locality=locality, department__isnull=True, year_start__lte=year.start_year
    )
    return rows.order_by("-year_start").values_list("people", flat=True).first()
