"""What a table of a pack's data is: its fields, what each means, and where its rows come from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from csplan.core.ratings import label
from csplan.core.tabular.writing import Cell
from reporting.document.view import PackView, read_view

Row = Mapping[str, Any]
"""A record as the snapshot holds it."""


class Type(StrEnum):
    """How a field's values are written; the words stand in docs/data.md and in each file."""

    IDENTIFIER = "identifier"
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    YES_NO = "yes or no"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: ``unit`` is empty where there is none, or where another column names it."""

    name: str
    type: Type
    meaning: str
    unit: str = ""


@dataclass(frozen=True)
class Source:
    """A pack as its snapshot has it, and as its pages show it."""

    snapshot: Mapping[str, Any]

    @cached_property
    def view(self) -> PackView:
        return read_view(self.snapshot)

    @cached_property
    def _plan_years(self) -> Mapping[int, str]:
        return {row["id"]: str(row["years"])[:7].replace("/", "-") for row in self._rows("plans")}

    @cached_property
    def _plan_of_outcome(self) -> Mapping[int, str]:
        return {row["id"]: self._plan_years[row["plan"]] for row in self._rows("outcomes")}

    def _rows(self, name: str) -> Sequence[Row]:
        rows: Sequence[Row] = self.snapshot[name]
        return rows

    def outcome(self, pk: int | None) -> str:
        """The identifier of an outcome; its year is the first of its plan, so it stays."""
        year = self._plan_of_outcome.get(pk or 0)
        return f"{year}/outcome/{pk}" if year else ""

    def milestone(self, row: Row) -> str:
        return f"{self._plan_of_outcome[row['outcome']]}/milestone/{row['id']}"

    def measure(self, row: Row) -> str:
        return f"{self._plan_of_outcome[row['outcome']]}/measure/{row['id']}"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of the spreadsheet and a file of the CSV.

    ``is_held`` tells whether a snapshot knows of it: one frozen before there was such a table
    does not, and then there is none rather than an empty one.
    """

    name: str
    title: str
    fields: Sequence[Field]
    rows: Callable[[Source], Iterable[Sequence[Cell]]]
    is_held: Callable[[Mapping[str, Any]], bool] = lambda snapshot: True

    @property
    def headings(self) -> Sequence[str]:
        return [each.name for each in self.fields]


def edition(row: Row) -> str:
    """The identifier of the edition that something is pinned to; "" where it is pinned to none."""
    about = f"/{row['pack_subject']}" if row.get("pack_subject") else ""
    number = f"{row['pack_quarter']}{about}/edition/{row['pack_edition']}"
    return number if row["pack_quarter"] else ""


def locality(slug: str | None) -> str:
    """The identifier of a locality, which outlives every plan; "" for the nation."""
    return f"locality/{slug}" if slug else ""


def rating(value: str | None) -> str:
    """The rating's word; empty where none was given, "No report" only where one was due."""
    return label(value) if value else ""
