"""Reads matrix.csv, the table of who is answered how."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PATH = Path(__file__).with_name("matrix.csv")
IDENTITY = ("route", "method", "state")


@dataclass(frozen=True)
class Row:
    """One request, and the answer each person is to get."""

    route: str
    method: str
    state: str
    answers: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.route} [{self.state}]".replace(" []", "")

    @property
    def expects_success(self) -> bool:
        """Whether the request does something for at least one person."""
        return "ok" in self.answers.values()


@cache
def rows() -> tuple[Row, ...]:
    return tuple(_read())


@cache
def methods() -> dict[str, frozenset[str]]:
    """The methods each route of the table answers to."""
    found: dict[str, set[str]] = {}
    for row in rows():
        found.setdefault(row.route, set()).add(row.method)
    return {route: frozenset(names) for route, names in found.items()}


def _read() -> Iterator[Row]:
    lines = (line for line in PATH.read_text().splitlines() if line and not line.startswith("#"))
    for line in csv.DictReader(lines, skipinitialspace=True):
        cells = {name.strip(): cell.strip() for name, cell in line.items()}
        route, method, state = (cells.pop(name) for name in IDENTITY)
        yield Row(route, method, state, cells)
