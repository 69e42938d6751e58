"""Reads across localities, for pages and packs, in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from csplan.core.periods import FinancialYear
from localities.choices import PostKind
from localities.models import (
    Cluster,
    FundingContribution,
    Headcount,
    Locality,
    PlannedResources,
    Post,
    PostHolding,
    SteeringGroup,
    SteeringGroupSeat,
)
from localities.querysets import in_force
from localities.rules import budget_words, fte_words, outstanding_words


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
    invoiced_pence: int = 0
    received_pence: int = 0
    budget_pence: int | None = None

    @property
    def budget_words(self) -> str:
        return budget_words(self.total_pence, self.budget_pence)

    @property
    def outstanding_words(self) -> str:
        return outstanding_words(self.total_pence, self.invoiced_pence, self.received_pence)


@dataclass(frozen=True)
class TeamSize:
    """The posts on one day against what the plan gives, in FTE."""

    total: Decimal | None
    planned: Decimal | None
    unknown_count: int
    post_count: int

    @property
    def words(self) -> str:
        return fte_words(self.total, self.planned, self.unknown_count, self.post_count)


def organisation(*, on: dt.date) -> Organisation:
    """Clusters, localities, headcounts and post holders on ``on``. Five queries."""
    lines = _lines_by_place(_posts_with_holders(on))
    people = _headcounts(FinancialYear.containing(on))
    localities = Locality.objects.in_force_on(on)
    clusters = Cluster.objects.in_force_on(on).prefetch_related(
        Prefetch("localities", queryset=localities)
    )
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
    """Contributions by year, latest first. Two queries."""
    budgets = dict(PlannedResources.objects.values_list("year_start", "budget_pence"))
    rows = FundingContribution.objects.select_related("department")
    by_year: dict[int, list[FundingContribution]] = {}
    for row in rows:
        by_year.setdefault(row.year_start, []).append(row)
    return tuple(
        FundingYear(
            year=FinancialYear(start),
            contributions=tuple(contributions),
            total_pence=sum(row.amount_pence for row in contributions),
            invoiced_pence=sum(row.invoiced_pence or 0 for row in contributions),
            received_pence=sum(row.received_pence or 0 for row in contributions),
            budget_pence=budgets.get(start),
        )
        for start, contributions in by_year.items()
    )


def team_size(*, on: dt.date) -> TeamSize:
    """Posts in force on ``on`` that work in the team; SROs do not. Two queries."""
    rows = Post.objects.in_force_on(on).exclude(kind=PostKind.SRO).values_list("fte", flat=True)
    known = [fte for fte in rows if fte is not None]
    planned = PlannedResources.objects.filter(year_start=FinancialYear.containing(on).start_year)
    return TeamSize(
        total=sum(known, Decimal(0)) if known else None,
        planned=planned.values_list("fte", flat=True).first(),
        unknown_count=len(rows) - len(known),
        post_count=len(rows),
    )


def seats_on(group: SteeringGroup, *, on: dt.date) -> QuerySet[SteeringGroupSeat]:
    """Who sits on the group on ``on``."""
    return group.seats.filter(in_force(on)).select_related("department")


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
    return Post.objects.in_force_on(on).prefetch_related(Prefetch("holdings", queryset=holding))


def _post_lines(posts: QuerySet[Post]) -> tuple[PostLine, ...]:
    return tuple(
        PostLine(post.get_kind_display(), ", ".join(h.holder_name for h in post.holdings.all()))
        for post in posts
    )


def _headcounts(year: FinancialYear) -> dict[int, int]:
    """The latest headcount of each cluster that is not of a later year than ``year``."""
    rows = Headcount.objects.filter(
        year_start__lte=year.start_year, cluster__isnull=False, department__isnull=True
    ).order_by("year_start")
    return {row.cluster_id: row.people for row in rows if row.cluster_id}
