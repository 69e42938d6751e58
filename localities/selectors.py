"""Reads across localities, for pages and packs, in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from csplan.core.periods import FinancialYear
from localities.models import (
    Cluster,
    FundingContribution,
    Headcount,
    Locality,
    Post,
    PostHolding,
)


@dataclass(frozen=True)
class PostLine:
    """A post and who holds it; an empty name is a post whose holder is not published."""

    title: str
    holder_name: str


LinesByPlace = defaultdict[tuple[int | None, int | None], list[PostLine]]
"""Post lines by cluster and locality; those of neither are national."""


@dataclass(frozen=True)
class ClusterPage:
    """A cluster with its figures, its own posts and its localities."""

    cluster: Cluster
    people: int | None
    posts: tuple[PostLine, ...]
    localities: tuple[tuple[Locality, tuple[PostLine, ...]], ...]


@dataclass(frozen=True)
class Organisation:
    """Everything CS Local is made of on one day."""

    clusters: tuple[ClusterPage, ...]
    national_posts: tuple[PostLine, ...]
    people: int


@dataclass(frozen=True)
class FundingYear:
    """What each department agreed to pay towards one year, in pence."""

    year: FinancialYear
    contributions: tuple[FundingContribution, ...]
    total_pence: int


def organisation(*, on: dt.date) -> Organisation:
    """Clusters, localities, headcounts and post holders on ``on``. Five queries."""
    lines = _lines_by_place(_posts_with_holders(on))
    people = _headcounts(FinancialYear.containing(on))
    clusters = Cluster.objects.prefetch_related("localities")
    pages = tuple(_cluster_page(cluster, people.get(cluster.pk), lines) for cluster in clusters)
    return Organisation(
        clusters=pages,
        national_posts=tuple(lines[None, None]),
        people=sum(page.people or 0 for page in pages),
    )


def post_lines(locality: Locality, *, on: dt.date) -> tuple[PostLine, ...]:
    """The posts of a locality and of its cluster, with their holders on ``on``."""
    here = Q(locality=locality) | Q(cluster=locality.cluster_id)
    return _post_lines(_posts_with_holders(on).filter(here).order_by("cluster", "order", "pk"))


def funding_years() -> tuple[FundingYear, ...]:
    """Contributions by year, latest first. One query."""
    rows = FundingContribution.objects.select_related("department")
    by_year: dict[int, list[FundingContribution]] = {}
    for row in rows:
        by_year.setdefault(row.year_start, []).append(row)
    return tuple(
        FundingYear(
            year=FinancialYear(start),
            contributions=tuple(contributions),
            total_pence=sum(row.amount_pence for row in contributions),
        )
        for start, contributions in by_year.items()
    )


def _cluster_page(cluster: Cluster, people: int | None, lines: LinesByPlace) -> ClusterPage:
    return ClusterPage(
        cluster=cluster,
        people=people,
        posts=tuple(lines[cluster.pk, None]),
        localities=tuple(
            (locality, tuple(lines[None, locality.pk])) for locality in cluster.localities.all()
        ),
    )


def _lines_by_place(posts: QuerySet[Post]) -> LinesByPlace:
    lines: LinesByPlace = defaultdict(list)
    for post, line in zip(posts, _post_lines(posts), strict=True):
        lines[post.cluster_id, post.locality_id].append(line)
    return lines


def _posts_with_holders(on: dt.date) -> QuerySet[Post]:
    holding = PostHolding.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on
    )
    return Post.objects.prefetch_related(Prefetch("holdings", queryset=holding))


def _post_lines(posts: QuerySet[Post]) -> tuple[PostLine, ...]:
    return tuple(
        PostLine(post.get_kind_display(), ", ".join(h.holder_name for h in post.holdings.all()))
        for post in posts
    )


def _headcounts(year: FinancialYear) -> dict[int, int]:
    """The latest headcount of each cluster that is not of a later year than ``year``."""
    rows = Headcount.objects.filter(year_start__lte=year.start_year).order_by("year_start")
    return {row.cluster_id: row.people for row in rows}
