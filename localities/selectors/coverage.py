"""Coverage as a page, a table or a pack reads it: the figure, the matrix and what is missing."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from csplan.core.models import Department
from csplan.core.periods import FinancialYear
from csplan.core.worded_moments import date_words
from localities.models import (
    Cluster,
    Headcount,
    Locality,
    LocalityMembership,
    PlannedResources,
    Representation,
)
from localities.rules import HUNDRED, STALE_AFTER, Count, Coverage, coverage

MOST_SOURCES = 2
MOST_NAMES = 6


@dataclass(frozen=True)
class Cell:
    """A department in a locality; ``people`` is None where no headcount is held."""

    place: str
    is_represented: bool
    people: int | None

    @property
    def words(self) -> str:
        if self.is_represented:
            return "Yes" if self.people is None else f"Yes: {self.people:,}"
        return "–" if self.people is None else f"No: {self.people:,}"


@dataclass(frozen=True)
class MatrixRow:
    """A department's cells, in the order of the localities; ``wide`` are its people held only
    by cluster."""

    department: Department
    cells: tuple[Cell, ...]
    wide: int


@dataclass(frozen=True)
class ClusterLine:
    """One cluster's denominator and what it rests on."""

    cluster: Cluster
    people: int
    represented: int
    basis: str
    as_at: str
    source: str

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.represented) * HUNDRED / self.people if self.people else None


@dataclass(frozen=True)
class CoveragePage:
    """Coverage on one day; ``belongs`` has the cluster each locality was in then."""

    on: dt.date
    figure: Coverage
    localities: tuple[Locality, ...]
    rows: tuple[MatrixRow, ...]
    clusters: tuple[ClusterLine, ...]
    warnings: tuple[str, ...]
    sentence: str
    belongs: Mapping[int, int]
    is_illustrative: bool


def coverage_on(*, on: dt.date, target_percent: Decimal | None = None) -> CoveragePage:
    """Coverage on ``on`` against ``target_percent``, or the year's own target. Six queries."""
    year = FinancialYear.containing(on)
    target = _year_target(year) if target_percent is None else target_percent
    clusters = {cluster.pk: cluster for cluster in Cluster.objects.in_force_on(on)}
    localities, belongs = _localities(on, clusters)
    held = _latest_headcounts(year)
    counts = _counts([row for row in held if not _ended(row, on)], belongs)
    pairs = _represented(on)
    grouped: dict[int, list[int]] = {pk: [] for pk in clusters}
    for locality in localities:
        grouped[belongs[locality.pk]].append(locality.pk)
    figure = coverage(counts, pairs, grouped, target_percent=target, on=on)
    departments = _departments(counts, pairs)
    return CoveragePage(
        on=on,
        figure=figure,
        localities=localities,
        rows=tuple(_row(each, localities, counts, pairs) for each in departments),
        clusters=tuple(
            ClusterLine(
                clusters[part.cluster],
                part.people,
                part.represented,
                part.basis,
                as_at=_as_at(part.counted),
                source=_sources(part.counted),
            )
            for part in figure.clusters
        ),
        warnings=(
            *_warnings(figure, clusters, localities, departments, counts, pairs),
            *_gone(held, on),
        ),
        sentence=_sentence(figure),
        belongs=belongs,
        is_illustrative=any(count.is_illustrative for count in counts),
    )


def _as_at(counts: Sequence[Count]) -> str:
    """The day the headcounts are as at, or the first and the last of their days."""
    days = sorted({count.as_at for count in counts if count.as_at})
    if not days:
        ends = {count.year_ends_on for count in counts if count.year_ends_on}
        years = sorted({FinancialYear.containing(day).label for day in ends})
        return f"Not dated; for {' and '.join(years)}" if years else "–"
    words = " to ".join(date_words(day) for day in dict.fromkeys((days[0], days[-1])))
    is_whole = all(count.as_at for count in counts)
    return words if is_whole else f"{words}; some not dated"


def _sources(counts: Sequence[Count]) -> str:
    names = sorted({count.source for count in counts if count.source})
    if not names:
        return "Not given"
    return "; ".join(names[:MOST_SOURCES]) + (
        f" and {len(names) - MOST_SOURCES} more" if len(names) > MOST_SOURCES else ""
    )


def _year_target(year: FinancialYear) -> Decimal | None:
    planned = PlannedResources.objects.filter(year_start=year.start_year)
    return planned.values_list("coverage_percent", flat=True).first()


def _localities(
    on: dt.date, clusters: Mapping[int, Cluster]
) -> tuple[tuple[Locality, ...], dict[int, int]]:
    """The localities of the day and the cluster each then belonged to."""
    rows = LocalityMembership.objects.in_force_on(on).values_list("locality_id", "cluster_id")
    then = dict(rows)
    belongs = {}
    found = []
    for locality in Locality.objects.in_force_on(on).select_related("cluster"):
        cluster = then.get(locality.pk, locality.cluster_id)
        if cluster in clusters:
            belongs[locality.pk] = cluster
            found.append(locality)
    found.sort(key=lambda place: (clusters[belongs[place.pk]].order, place.order, place.name))
    return tuple(found), belongs


def _latest_headcounts(year: FinancialYear) -> list[Headcount]:
    """The latest figure, not of a later year, for each place and department."""
    held = Headcount.objects.filter(year_start__lte=year.start_year).order_by("year_start", "pk")
    rows = held.select_related("source", "department", "locality")
    return list(
        {(row.cluster_id, row.locality_id, row.department_id): row for row in rows}.values()
    )


def _ended(row: Headcount, on: dt.date) -> Department | Locality | None:
    """The department or locality of the headcount that has ended by then."""
    for each in (row.department, row.locality):
        if each is not None and each.ends_on is not None and each.ends_on < on:
            return each
    return None


def _counts(rows: Iterable[Headcount], belongs: Mapping[int, int]) -> tuple[Count, ...]:
    found = []
    for row in rows:
        cluster = row.cluster_id or belongs.get(row.locality_id or 0)
        if cluster is None:
            continue
        count = Count(
            people=row.people,
            cluster=cluster,
            locality=row.locality_id,
            department=row.department_id,
            as_at=row.as_at,
            year_ends_on=row.year.ends_on,
            source=_source(row),
            is_illustrative=row.is_illustrative,
        )
        found.append(count)
    return tuple(found)


def _gone(held: Iterable[Headcount], on: dt.date) -> list[str]:
    """Whose people left the figure within the last year, because the department or place ended."""
    people: Counter[Department | Locality] = Counter()
    for row in held:
        if ended := _ended(row, on):
            people[ended] += row.people
    return [
        f"{ended} ended on {date_words(ended.ends_on)}, and the {count:,} people of its headcount "
        "count with it no more: check that they are in another’s"
        for ended, count in people.items()
        if ended.ends_on and on - ended.ends_on <= STALE_AFTER
    ]


def _source(row: Headcount) -> str:
    if row.source is None:
        return row.source_section
    return ", ".join(part for part in (row.source.title, row.source_section) if part)


def _represented(on: dt.date) -> frozenset[tuple[int, int]]:
    standing = Q(department__ends_on__isnull=True) | Q(department__ends_on__gte=on)
    rows = Representation.objects.in_force_on(on).filter(standing)
    return frozenset(rows.values_list("department_id", "locality_id"))


def _departments(
    counts: Sequence[Count], pairs: frozenset[tuple[int, int]]
) -> tuple[Department, ...]:
    wanted = {count.department for count in counts} | {department for department, _ in pairs}
    return tuple(Department.objects.filter(pk__in=[pk for pk in wanted if pk]))


def _row(
    department: Department,
    localities: tuple[Locality, ...],
    counts: Sequence[Count],
    pairs: frozenset[tuple[int, int]],
) -> MatrixRow:
    own = {c.locality: c.people for c in counts if c.department == department.pk and c.locality}
    wide = sum(c.people for c in counts if c.department == department.pk and not c.locality)
    cells = tuple(
        Cell(place.name, (department.pk, place.pk) in pairs, own.get(place.pk))
        for place in localities
    )
    return MatrixRow(department, cells, wide)


def _sentence(figure: Coverage) -> str:
    if not figure.people:
        return "No headcount is held, so coverage cannot be worked out"
    if figure.share is None:
        return (
            f"{figure.people:,} people work in these clusters, but no headcount is held by "
            "department, so coverage cannot be worked out"
        )
    at_least = "At least " if figure.is_lower_bound else ""
    share = f"{figure.share:.1f}%"
    return (
        f"{at_least}{share} of staff are represented: {figure.represented:,} of {figure.people:,}"
    )


def _warnings(
    figure: Coverage,
    clusters: Mapping[int, Cluster],
    localities: tuple[Locality, ...],
    departments: tuple[Department, ...],
    counts: Sequence[Count],
    pairs: frozenset[tuple[int, int]],
) -> list[str]:
    names = {place.pk: place.name for place in localities}
    known = {department.pk: department.short_name for department in departments}
    found: list[str] = []
    for part in figure.clusters:
        cluster = clusters[part.cluster].name
        if not part.people:
            found.append(f"{cluster}: no headcount is held, so it counts as nothing")
        if part.unattributed:
            found.append(
                f"{cluster}: {part.unattributed:,} people are not put to a department, so none "
                "of them can count as represented"
            )
        if part.is_stale:
            found.append(f"{cluster}: some headcounts are more than a year old")
        if part.missing_localities:
            places = ", ".join(names[place] for place in part.missing_localities)
            found.append(f"{cluster}: no headcount is held for {places}")
        if part.partial_departments:
            some = ", ".join(known.get(each, "") for each in part.partial_departments)
            found.append(
                f"{cluster}: {some} is represented in some localities only and its headcount is "
                "held for the whole cluster, so it does not count"
            )
    uncounted = _uncounted(localities, departments, counts, pairs)
    if uncounted:
        found.append(
            f"{_listed(uncounted)}: represented, but no headcount is held there, so nobody counts"
        )
    undated = sum(1 for count in counts if count.as_at is None)
    if undated:
        noun = "headcount does" if undated == 1 else "headcounts do"
        found.append(f"{undated} {noun} not say the day they are as at, only the plan year")
    return found


def _uncounted(
    localities: tuple[Locality, ...],
    departments: tuple[Department, ...],
    counts: Sequence[Count],
    pairs: frozenset[tuple[int, int]],
) -> list[str]:
    """Departments represented where neither the place nor its cluster has a headcount of them."""
    cells = {(count.department, count.locality) for count in counts}
    wide = {count.department for count in counts if count.department and not count.locality}
    return [
        f"{department.short_name} in {place.name}"
        for department in departments
        for place in localities
        if (department.pk, place.pk) in pairs - cells and department.pk not in wide
    ]


def _listed(names: Sequence[str]) -> str:
    shown = "; ".join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown
