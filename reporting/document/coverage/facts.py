"""A snapshot's coverage as values."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reporting.document import plain

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster's people, how many of them are represented, and what that rests on.

    ``unattributed`` people are put to no department, so that none of them can be represented.
    """

    pk: int
    name: str
    people: int
    represented: int
    unattributed: int
    basis: str
    as_at: str
    source: str

    @property
    def is_known(self) -> bool:
        """Whether anybody in it is put to a department."""
        return self.people > self.unattributed

    @property
    def share(self) -> Decimal | None:
        """In per cent; None when it cannot be told."""
        return Decimal(self.represented) * HUNDRED / self.people if self.is_known else None


@dataclass(frozen=True, slots=True)
class Place:
    slug: str
    name: str
    cluster: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A department in a locality; ``people`` is None where no headcount is held."""

    is_represented: bool
    people: int | None


@dataclass(frozen=True, slots=True)
class Department:
    """A department's cells in the order of the places; ``wide`` are held only by cluster."""

    name: str
    short_name: str
    wide: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whose people were represented where on a day."""

    on: dt.date
    people: int
    represented: int
    target: Decimal | None
    is_lower_bound: bool
    has_departments: bool
    clusters: tuple[Cluster, ...]
    places: tuple[Place, ...]
    departments: tuple[Department, ...]
    warnings: tuple[str, ...]

    @property
    def share(self) -> Decimal | None:
        """In per cent; None when it cannot be told."""
        known = self.people and self.has_departments
        return Decimal(self.represented) * HUNDRED / self.people if known else None

    @property
    def needed(self) -> int | None:
        """How many people must be represented to meet the target; None without either."""
        if self.target is None or not self.people:
            return None
        return math.ceil(self.people * self.target / HUNDRED)


def read_coverage(snapshot: Mapping[str, Any]) -> Coverage | None:
    """The coverage of a snapshot; None of one that was frozen before packs held it."""
    found = snapshot.get("coverage")
    if found is None:
        return None
    return Coverage(
        on=dt.date.fromisoformat(found["on"]),
        people=found["people"],
        represented=found["represented"],
        target=plain.number(found["target_percent"]),
        is_lower_bound=found["is_lower_bound"],
        has_departments=found["has_departments"],
        clusters=tuple(_cluster(row) for row in found["clusters"]),
        places=tuple(Place(row["slug"], row["name"], row["cluster"]) for row in found["places"]),
        departments=tuple(_department(row) for row in found["departments"]),
        warnings=tuple(found["warnings"]),
    )


def _cluster(row: Mapping[str, Any]) -> Cluster:
    return Cluster(
        row["id"],
        row["name"],
        row["people"],
        row["represented"],
        row["unattributed"],
        row["basis"],
        row["as_at"],
        row["source"],
    )


def _department(row: Mapping[str, Any]) -> Department:
    cells = tuple(Cell(cell["is_represented"], cell["people"]) for cell in row["cells"])
    return Department(row["name"], row["short_name"], row["by_cluster_only"], cells)
