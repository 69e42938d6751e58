"""Decisions over plain values: how money adds up, and how far coverage reaches."""

import datetime as dt
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from csplan.core.money import pounds

PAGES = frozenset(
    {
        "all", "clusters", "contributions", "coverage", "departments", "funding", "groups",
        "headcounts", "holders", "meetings", "memberships", "payments", "planned-resources",
        "posts", "representation", "seats", "steering-groups",
    }
)  # fmt: skip
"""What follows /localities/ in the address of a page that is not a locality's own."""

STALE_AFTER = dt.timedelta(days=366)
HUNDRED = Decimal(100)


def budget_words(agreed_pence: int, budget_pence: int | None) -> str:
    """How the contributions agreed compare with the year's budget, in a sentence."""
    if budget_pence is None:
        return "No budget is recorded for this year, so nothing can be compared"
    difference = agreed_pence - budget_pence
    if not difference:
        return f"The contributions agreed equal the budget of {pounds(budget_pence)}"
    side = "more" if difference > 0 else "less"
    amount = pounds(abs(difference))
    return (
        f"The contributions agreed are {amount} {side} than the budget of {pounds(budget_pence)}"
    )


def outstanding_words(agreed_pence: int, invoiced_pence: int, received_pence: int) -> str:
    """What is still to be invoiced and to come in, in a sentence."""
    if received_pence > invoiced_pence:
        over = pounds(received_pence - invoiced_pence)
        return f"{over} more has been received than was invoiced: check the records"
    parts = []
    if invoiced_pence < agreed_pence:
        parts.append(f"{pounds(agreed_pence - invoiced_pence)} is still to be invoiced")
    if invoiced_pence > agreed_pence:
        parts.append(f"{pounds(invoiced_pence - agreed_pence)} more was invoiced than agreed")
    if received_pence < invoiced_pence:
        parts.append(f"{pounds(invoiced_pence - received_pence)} invoiced is still to be received")
    return " and ".join(parts) or "All that was agreed has been invoiced and received"


def funders_words(before: Collection[str], now: Collection[str], year: str) -> str:
    """Who began and who stopped contributing since the year before, in a sentence or nothing."""
    new, gone = (sorted(set(now) - set(before)), sorted(set(before) - set(now)))
    parts = [f"New since {year}: {'; '.join(new)}"] if new else []
    parts += [f"No longer contributing: {'; '.join(gone)}"] if gone else []
    return ". ".join(parts)


def fte_words(
    total: Decimal | None, planned: Decimal | None, unknown_count: int, post_count: int
) -> str:
    """How the posts add up against the plan's figure, in a sentence."""
    if planned is None:
        return "The plan gives no number of full-time equivalent posts for this year"
    unknown = _unknown_words(unknown_count)
    if total is None:
        return (
            f"The plan gives {planned.normalize():f} FTE for {post_count} posts here; none of "
            "them says its share, so they cannot be added up"
        )
    difference = total - planned
    side = "more" if difference > 0 else "less"
    compared = (
        "as the plan gives"
        if not difference
        else f"{abs(difference).normalize():f} {side} than the plan’s {planned.normalize():f}"
    )
    return f"Posts add up to {total.normalize():f} FTE, {compared}{unknown}"


def _unknown_words(count: int) -> str:
    if not count:
        return ""
    posts = "post does" if count == 1 else "posts do"
    return f"; {count} {posts} not say and count as nothing"


@dataclass(frozen=True)
class Count:
    """A headcount: of one department or of all (None), in a locality or its whole cluster."""

    people: int
    cluster: int
    locality: int | None = None
    department: int | None = None
    as_at: dt.date | None = None
    year_ends_on: dt.date | None = None
    source: str = ""
    is_illustrative: bool = False

    def is_stale_on(self, day: dt.date) -> bool:
        """More than a year old; an undated figure is judged by the end of its plan year."""
        known = self.as_at or self.year_ends_on
        return known is None or day - known > STALE_AFTER


@dataclass
class ClusterCoverage:
    """One cluster's part of the figure, and what it rests on."""

    cluster: int
    people: int = 0
    represented: int = 0
    basis: str = ""
    unattributed: int = 0
    is_stale: bool = False
    counted: tuple[Count, ...] = ()
    """The headcounts its ``people`` were counted from."""
    missing_localities: tuple[int, ...] = ()
    partial_departments: tuple[int, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """Represented headcount over total headcount, against a target in per cent.

    ``is_lower_bound`` says that some people could not be put to a department, so that the true
    share may be higher; ``share`` is None when there is no headcount or none by department.
    """

    clusters: tuple[ClusterCoverage, ...]
    people: int
    represented: int
    target_percent: Decimal | None
    has_departments: bool
    share: Decimal | None = field(init=False)

    def __post_init__(self) -> None:
        known = self.people and self.has_departments
        share = Decimal(self.represented) * HUNDRED / self.people if known else None
        object.__setattr__(self, "share", share)

    @property
    def needed(self) -> int | None:
        """How many people must be represented to meet the target."""
        if self.target_percent is None or not self.people:
            return None
        return math.ceil(self.people * self.target_percent / HUNDRED)

    @property
    def shortfall(self) -> int | None:
        """How many more people must be represented; None when that cannot be told."""
        if self.share is None or self.needed is None:
            return None
        return max(self.needed - self.represented, 0)

    @property
    def is_lower_bound(self) -> bool:
        return any(each.unattributed or each.partial_departments for each in self.clusters)

    @property
    def is_met(self) -> bool | None:
        """None when it cannot be told."""
        if self.share is None or self.needed is None:
            return None
        if self.represented >= self.needed:
            return True
        return None if self.is_lower_bound else False


def coverage(
    counts: Iterable[Count],
    represented: Collection[tuple[int, int]],
    clusters: Mapping[int, Collection[int]],
    *,
    target_percent: Decimal | None,
    on: dt.date,
) -> Coverage:
    """The figure over ``clusters`` (each with its localities) on a day.

    ``represented`` holds (department, locality) pairs. In each cluster the total is the
    cluster's own headcount where one is held, otherwise its localities' added up. A
    department's people count where it is represented: by locality where its headcount is known
    by locality; by cluster only if it is represented in all of the cluster's localities.
    """
    by_cluster: dict[int, list[Count]] = {cluster: [] for cluster in clusters}
    for count in counts:
        if count.cluster in by_cluster:
            by_cluster[count.cluster].append(count)
    parts = tuple(
        _cluster_coverage(cluster, tuple(clusters[cluster]), own, represented, on)
        for cluster, own in by_cluster.items()
    )
    return Coverage(
        clusters=parts,
        people=sum(part.people for part in parts),
        represented=sum(part.represented for part in parts),
        target_percent=target_percent,
        has_departments=any(
            count.department is not None for own in by_cluster.values() for count in own
        ),
    )


def _cluster_coverage(
    cluster: int,
    localities: tuple[int, ...],
    counts: list[Count],
    represented: Collection[tuple[int, int]],
    on: dt.date,
) -> ClusterCoverage:
    cells = {(c.department, c.locality): c.people for c in counts if c.department and c.locality}
    wide = {c.department: c.people for c in counts if c.department and not c.locality}
    part = ClusterCoverage(cluster, is_stale=any(count.is_stale_on(on) for count in counts))
    _add_cells(part, cells, wide, localities, represented)
    _add_total(part, counts, cells, wide, localities)
    part.represented = min(part.represented, part.people)
    return part


def _add_cells(
    part: ClusterCoverage,
    cells: Mapping[tuple[int, int], int],
    wide: Mapping[int, int],
    localities: tuple[int, ...],
    represented: Collection[tuple[int, int]],
) -> None:
    part.represented = sum(people for pair, people in cells.items() if pair in represented)
    by_locality = {department for department, _ in cells}
    partial = []
    for department, people in wide.items():
        if department in by_locality:
            continue
        reached = [place for place in localities if (department, place) in represented]
        if localities and len(reached) == len(localities):
            part.represented += people
        elif reached:
            partial.append(department)
    part.partial_departments = tuple(partial)


def _add_total(
    part: ClusterCoverage,
    counts: list[Count],
    cells: Mapping[tuple[int, int], int],
    wide: Mapping[int, int],
    localities: tuple[int, ...],
) -> None:
    whole = [c for c in counts if c.department is None and c.locality is None]
    place_totals = {c.locality: c.people for c in counts if c.department is None and c.locality}
    known: dict[int, int] = {}
    for place in localities:
        own = [people for (_, where), people in cells.items() if where == place]
        if place in place_totals or own:
            known[place] = max(place_totals.get(place, 0), sum(own))
    by_locality = {department for department, _ in cells}
    attributed = sum(cells.values()) + sum(p for d, p in wide.items() if d not in by_locality)
    if whole:
        part.people, part.basis = whole[0].people, "the cluster’s headcount"
        part.counted = tuple(whole)
    elif known:
        part.counted = tuple(c for c in counts if c.locality or c.department not in by_locality)
        part.people, part.basis = (
            max(sum(known.values()), attributed),
            "its localities’ headcounts",
        )
        part.missing_localities = tuple(place for place in localities if place not in known)
    else:
        part.people = attributed
        part.basis = "its departments’ headcounts" if attributed else "no headcount"
        part.counted = tuple(counts)
    part.people = max(part.people, attributed)
    part.unattributed = part.people - attributed
