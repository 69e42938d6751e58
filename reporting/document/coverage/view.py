"""Coverage as a pack shows it: the figure, the denominators and the matrix."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.safestring import SafeString

from reporting.document import words
from reporting.document.charts.coverage import Share, coverage
from reporting.document.coverage.facts import Cell, Cluster, Coverage, Department, Place
from reporting.document.reckoned import Reckoned
from reporting.document.rows import NO_WORDS

MOST_COLUMNS = 9
"""Localities side by side that an A4 page has room for."""
NOT_KNOWN = "Not known"


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """A cluster, or all of them, with what its figure rests on."""

    name: str
    represented: str
    people: str
    share: str
    basis: str
    as_at: str
    source: str


@dataclass(frozen=True, slots=True)
class PlaceHead:
    name: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ClusterHead:
    """A cluster's name over its localities."""

    name: str
    width: int


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell in words; ``people`` is "" where there is nothing to say of them."""

    is_represented: bool
    word: str
    people: str


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """``wide`` are the people held by cluster alone."""

    name: str
    cells: Sequence[CellRow]
    wide: str


@dataclass(frozen=True, slots=True)
class Band:
    """As much of the matrix as stands side by side."""

    caption: str
    clusters: Sequence[ClusterHead]
    places: Sequence[PlaceHead]
    rows: Sequence[DepartmentRow]
    has_wide: bool


@dataclass(frozen=True, slots=True)
class CoverageView:
    """The section in words. The last of ``clusters`` is the whole."""

    sentence: str
    target_words: str
    picture: SafeString
    clusters: Sequence[ClusterRow]
    bands: Sequence[Band]
    warnings: Sequence[str]
    abbreviations: str


def coverage_view(pack: Reckoned) -> CoverageView | None:
    """What ``pack`` shows of coverage; None when it was frozen without."""
    found = pack.facts.coverage
    if found is None:
        return None
    whole = _whole(found)
    return CoverageView(
        sentence=_sentence(found),
        target_words=_target_words(found),
        picture=_picture([*found.clusters, whole], found) if found.people else NO_WORDS,
        clusters=[_cluster(each) for each in (*found.clusters, whole)],
        bands=_bands(found, pack) if found.departments else [],
        warnings=[f"{each}." for each in found.warnings],
        abbreviations=_abbreviations(found.departments),
    )


def _whole(found: Coverage) -> Cluster:
    unknown = sum(each.unattributed for each in found.clusters)
    return Cluster(0, "All clusters", found.people, found.represented, unknown, "", "", "")


def _percent(share: Decimal | None) -> str:
    return NOT_KNOWN if share is None else f"{share:.1f}%"


def _sentence(found: Coverage) -> str:
    if not found.people:
        return "No headcount is held, so coverage cannot be worked out."
    if found.share is None:
        return (
            f"{found.people:,} people work in these clusters, but no headcount is held by "
            "department, so coverage cannot be worked out."
        )
    at_least = "At least " if found.is_lower_bound else ""
    return (
        f"{at_least}{_percent(found.share)} of staff were represented in local networks on "
        f"{words.day(found.on)}: {found.represented:,} of {found.people:,} people."
    )


def _target_words(found: Coverage) -> str:
    if found.target is None:
        return "The year has no target for coverage."
    said = f"The target is {found.target.normalize():f}%"
    if found.needed is None or found.share is None:
        return f"{said}."
    said = f"{said}, or {found.needed:,} people"
    if found.represented >= found.needed:
        return f"{said}: it is met."
    short = f"{found.needed - found.represented:,} more people must be represented to meet it"
    return f"{said}: {short}{', as far as is known' if found.is_lower_bound else ''}."


def _picture(clusters: Sequence[Cluster], found: Coverage) -> SafeString:
    shares = [Share(each.name, each.share, _percent(each.share)) for each in clusters]
    said = words.listed([f"{each.name} {each.words.lower()}" for each in shares])
    return coverage(
        shares,
        target=found.target,
        words=f"Chart of the share of people represented, by cluster: {said}. "
        + _target_words(found),
    )


def _cluster(each: Cluster) -> ClusterRow:
    return ClusterRow(
        name=each.name,
        represented=f"{each.represented:,}" if each.is_known else NOT_KNOWN,
        people=f"{each.people:,}" if each.people else NOT_KNOWN,
        share=_percent(each.share),
        basis=words.sentence(each.basis),
        as_at=each.as_at or words.NONE,
        source=each.source or words.NONE,
    )


def _bands(found: Coverage, pack: Reckoned) -> Sequence[Band]:
    """The matrix, cut into as many tables as its localities need to stand side by side."""
    starts = range(0, len(found.places), MOST_COLUMNS)
    names = {each.pk: each.name for each in found.clusters}
    return [_band(found, slice(start, start + MOST_COLUMNS), names, pack) for start in starts]


def _band(found: Coverage, part: slice, names: dict[int, str], pack: Reckoned) -> Band:
    places = found.places[part]
    heads = _heads(places, names)
    where = words.listed([each.name for each in heads])
    is_last = part.stop >= len(found.places)
    return Band(
        caption=f"People of each department by locality: {where}",
        clusters=heads,
        places=[PlaceHead(each.name, pack.place_anchor(each.slug)) for each in places],
        rows=[_department(each, part) for each in found.departments],
        has_wide=is_last and any(each.wide for each in found.departments),
    )


def _heads(places: Iterable[Place], names: dict[int, str]) -> list[ClusterHead]:
    grouped = groupby(places, key=lambda each: each.cluster)
    return [ClusterHead(names.get(cluster, ""), len(list(own))) for cluster, own in grouped]


def _department(each: Department, part: slice) -> DepartmentRow:
    return DepartmentRow(
        each.short_name,
        [_cell(cell) for cell in each.cells[part]],
        f"{each.wide:,}" if each.wide else words.NONE,
    )


def _cell(cell: Cell) -> CellRow:
    if cell.people is None and not cell.is_represented:
        return CellRow(is_represented=False, word=words.NONE, people="")
    people = "not known" if cell.people is None else f"{cell.people:,}"
    return CellRow(cell.is_represented, "Yes" if cell.is_represented else "No", people)


def _abbreviations(departments: Iterable[Department]) -> str:
    """What the matrix's short names stand for, in a sentence; "" where all are in full."""
    known = [f"{e.short_name}: {e.name}" for e in departments if e.short_name != e.name]
    return f"{'; '.join(known)}." if known else ""
