"""Reads across localities, for pages and packs, in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

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
from localities.rules import budget_words, fte_words, funders_words, outstanding_words


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
    team: "TeamSize"


@dataclass(frozen=True)
class FundingLine:
    """One department's contribution to a year and what has come of it, in pence."""

    contribution_id: int
    department: str
    agreed: int
    agreed_on: dt.date | None
    invoiced: int
    received: int

    @property
    def outstanding(self) -> int:
        """Still to come in; nothing when more came in than was agreed."""
        return max(self.agreed - self.received, 0)


@dataclass(frozen=True)
class FundingYear:
    """What each department agreed to pay towards one year, in pence."""

    year: FinancialYear
    lines: tuple[FundingLine, ...]
    budget_pence: int | None = None
    before: tuple[str, ...] | None = None
    """Who contributed to the year before; None when that year is not recorded."""

    @property
    def agreed(self) -> int:
        return sum(line.agreed for line in self.lines)

    @property
    def invoiced(self) -> int:
        return sum(line.invoiced for line in self.lines)

    @property
    def received(self) -> int:
        return sum(line.received for line in self.lines)

    @property
    def outstanding(self) -> int:
        return sum(line.outstanding for line in self.lines)

    @property
    def budget_words(self) -> str:
        return budget_words(self.agreed, self.budget_pence)

    @property
    def outstanding_words(self) -> str:
        return outstanding_words(self.agreed, self.invoiced, self.received)

    @property
    def funders_words(self) -> str:
        """Who joined and who left since the year before."""
        if self.before is None:
            return ""
        return funders_words(
            self.before,
            [line.department for line in self.lines],
            FinancialYear(self.year.start_year - 1).label,
        )


@dataclass(frozen=True)
class TeamLine:
    """The posts of one kind: how many, how many nobody holds, and what they add up to."""

    title: str
    post_count: int
    vacant_count: int
    unknown_count: int
    fte: Decimal | None


@dataclass(frozen=True)
class TeamSize:
    """The posts on one day against what the plan gives, in FTE."""

    lines: tuple["TeamLine", ...]
    planned: Decimal | None

    @property
    def total(self) -> Decimal | None:
        """The FTE of the posts that say theirs; None when none does."""
        known = [line.fte for line in self.lines if line.fte is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def unknown_count(self) -> int:
        return sum(line.unknown_count for line in self.lines)

    @property
    def post_count(self) -> int:
        return sum(line.post_count for line in self.lines)

    @property
    def vacant_count(self) -> int:
        return sum(line.vacant_count for line in self.lines)

    @property
    def words(self) -> str:
        return fte_words(self.total, self.planned, self.unknown_count, self.post_count)


def organisation(*, on: dt.date) -> Organisation:
    """Clusters, localities, headcounts, posts and their holders on ``on``. Six queries."""
    posts = tuple(_posts_with_holders(on))
    lines = _lines_by_place(posts)
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
        team=_team(posts, on),
    )


def funding_years() -> tuple[FundingYear, ...]:
    """Contributions by year, latest first, with what was invoiced and received. Two queries."""
    budgets = dict(PlannedResources.objects.values_list("year_start", "budget_pence"))
    by_year: dict[int, list[FundingLine]] = {}
    paid: Any = FundingContribution.objects.with_payments()
    rows = paid.values_list(
        "year_start", "pk", "department__name", "amount_pence", "agreed_on",
        "invoiced_pence", "received_pence",
    )  # fmt: skip
    for start, *line in rows.order_by("-year_start", "department__name"):
        by_year.setdefault(start, []).append(FundingLine(*line))
    return tuple(
        FundingYear(
            year=FinancialYear(start),
            lines=tuple(lines),
            budget_pence=budgets.get(start),
            before=_funders(by_year.get(start - 1)),
        )
        for start, lines in by_year.items()
    )


def _funders(lines: Sequence[FundingLine] | None) -> tuple[str, ...] | None:
    return None if lines is None else tuple(line.department for line in lines)


def _team(posts: Sequence[Post], on: dt.date) -> TeamSize:
    """The posts that work in the team; SROs do not. One query."""
    planned = PlannedResources.objects.filter(year_start=FinancialYear.containing(on).start_year)
    by_kind: dict[str, list[Post]] = {kind: [] for kind in PostKind if kind != PostKind.SRO}
    for post in posts:
        if post.kind in by_kind:
            by_kind[post.kind].append(post)
    return TeamSize(
        lines=tuple(_team_line(PostKind(kind), own) for kind, own in by_kind.items() if own),
        planned=planned.values_list("fte", flat=True).first(),
    )


def _team_line(kind: PostKind, posts: Sequence[Post]) -> TeamLine:
    known = [post.fte for post in posts if post.fte is not None]
    return TeamLine(
        title=kind.label,
        post_count=len(posts),
        vacant_count=sum(1 for post in posts if not post.holdings.all()),
        unknown_count=len(posts) - len(known),
        fte=sum(known, Decimal(0)) if known else None,
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


def _lines_by_place(posts: Sequence[Post]) -> LinesByPlace:
    lines: LinesByPlace = defaultdict(list)
    for post, line in zip(posts, _post_lines(posts), strict=True):
        lines[post.cluster_id, post.locality_id].append(line)
    return lines


def _posts_with_holders(on: dt.date) -> QuerySet[Post]:
    holding = PostHolding.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on
    )
    return Post.objects.in_force_on(on).prefetch_related(Prefetch("holdings", queryset=holding))


def _post_lines(posts: Sequence[Post]) -> tuple[PostLine, ...]:
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
