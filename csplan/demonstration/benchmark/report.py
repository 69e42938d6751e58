"""What a benchmark found, as a table to read and as JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

MET, MISSED = "met", "NOT MET"
GAP = "  "
# The figures go to one place fewer than this machine's noise would let one trust.
FORMATS = {
    "×": "{:.2f} ×",
    "ms": "{:.1f} ms",
    "s": "{:.2f} s",
    "kB": "{:.1f} kB",
    "MB": "{:.0f} MB",
}


@dataclass(frozen=True)
class Figure:
    """One measured number; ``at_most`` is its target, None when it only informs.

    ``detail`` is said in brackets behind the number. A ``value`` of None could not be measured,
    which misses any target.
    """

    name: str
    value: float | None
    unit: str = ""
    at_most: float | None = None
    detail: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None without one. Judged on the number, not as rounded."""
        if self.at_most is None:
            return None
        return self.value is not None and self.value <= self.at_most

    @property
    def words(self) -> str:
        if self.value is None:
            return "–" if self.at_most is None else "not measured"
        number = in_units(self.value, self.unit)
        return f"{number} ({self.detail})" if self.detail else number


@dataclass(frozen=True)
class Row:
    """The figures of one thing measured."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Section:
    """A table of rows whose figures have the same names, with what a reader must know of it."""

    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def in_units(value: float, unit: str) -> str:
    """The number as people read it, whole where it counts things."""
    return FORMATS.get(unit, f"{{:.0f}} {unit}").format(value).strip()


def missed(sections: Iterable[Section]) -> list[str]:
    """The names of the figures that miss their targets."""
    return [
        f"{section.title}: {row.name}: {figure.name}"
        for section in sections
        for row in section.rows
        for figure in row.figures
        if figure.is_met is False
    ]


def as_json(sections: Sequence[Section], about: Mapping[str, Any]) -> dict[str, Any]:
    """Everything in the tables, and the conditions it was measured under."""
    return {
        "about": dict(about),
        "sections": [_section_json(section) for section in sections],
        "missed": missed(sections),
    }


def _section_json(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "notes": list(section.notes),
        "rows": [
            {"name": row.name, "figures": [_figure_json(figure) for figure in row.figures]}
            for row in section.rows
        ],
    }


def _figure_json(figure: Figure) -> dict[str, Any]:
    return vars(figure) | {"is_met": figure.is_met}


def as_text(section: Section) -> str:
    """The section as a table, its title above and its notes below."""
    lines = [section.title, "=" * len(section.title), *_table(section)]
    return "\n".join([*lines, "", *section.notes, ""])


def _table(section: Section) -> Iterator[str]:
    grid = [_header(section), *(_cells(row, section) for row in section.rows)]
    widths = [max(len(cells[column]) for cells in grid) for column in range(len(grid[0]))]
    rule = ["-" * width for width in widths]
    for cells in (grid[0], rule, *grid[1:]):
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        yield GAP.join(padded).rstrip()


def _header(section: Section) -> list[str]:
    names = section.rows[0].figures
    columns = [
        [figure.name, *_target_header(place, section)] for place, figure in enumerate(names)
    ]
    return ["", *chain.from_iterable(columns)]


def _target_header(place: int, section: Section) -> list[str]:
    return ["Target", ""] if _has_target(place, section) else []


def _has_target(place: int, section: Section) -> bool:
    return any(row.figures[place].at_most is not None for row in section.rows)


def _cells(row: Row, section: Section) -> list[str]:
    cells = [row.name]
    for place, figure in enumerate(row.figures):
        cells.append(figure.words)
        if _has_target(place, section):
            cells.extend(_judgement(figure))
    return cells


def _judgement(figure: Figure) -> tuple[str, str]:
    if figure.at_most is None:
        return "", ""
    return f"≤ {in_units(figure.at_most, figure.unit)}", MET if figure.is_met else MISSED
