"""Measures that csplan computes: what a source of figures is, and which there are.

A source lives in the app that keeps the record it counts and is registered when that app is
made ready; the objectives know it by its key alone (``PerformanceMeasure.source_key``). A figure
is worked out when it is asked for and is nobody's to type.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from csplan.core.periods import FinancialYear


@dataclass(frozen=True, slots=True)
class ComputedFigure:
    """What a record says of one financial year, in words. Empty words: it holds nothing of it."""

    year: FinancialYear
    words: str
    method: str
    is_met: bool | None = None


class FigureSource(Protocol):
    """Counts one thing from a record."""

    @property
    def key(self) -> str:
        """The name measures know it by; never changes."""

    @property
    def label(self) -> str:
        """What it counts, for whoever links a measure to it."""

    def figures(self, *, since: FinancialYear, on: dt.date) -> tuple[ComputedFigure, ...]:
        """Each year from ``since`` to the one ``on`` is in, in a fixed number of queries."""


_SOURCES: dict[str, FigureSource] = {}


def register_source(source: FigureSource) -> None:
    """Make ``source`` known by its key; the same one may be registered again."""
    known = _SOURCES.setdefault(source.key, source)
    if type(known) is not type(source):
        raise ValueError(f"Two sources of figures are called {source.key}")


def source_of(key: str) -> FigureSource | None:
    """The source called ``key``; None for no key, and for one that is no longer offered."""
    return _SOURCES.get(key)


def source_choices() -> list[tuple[str, str]]:
    """Keys and labels of every source, for a form."""
    return sorted((key, source.label) for key, source in _SOURCES.items())
