"""A measure's year as a grid of boxes, and spreading the target over it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from csplan.core.components import TextDifference
from csplan.core.forms import BaseForm, DecimalTextField
from csplan.core.models import ReportingPeriod
from programme.choices import Unit
from programme.forms.values import plain_figure
from programme.rules.measures import figure_problem, figure_words
from programme.rules.trajectories import planned_grid
from programme.selectors.trajectories import Cells, Grid, GridRow

EVENLY, BY_PROFILE = "even", "profile"
ONE = Decimal(1)
NO_WEIGHT = "Give at least one of them a weight above 0"


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row as the page draws it: its weight, and a box for each quarter."""

    row: GridRow
    weight: BoundField
    boxes: tuple[tuple[ReportingPeriod, BoundField], ...]


def cell_name(row: GridRow, period: ReportingPeriod) -> str:
    return f"v-{row.key}-{period.quarter.number}"


def quarter_name(period: ReportingPeriod) -> str:
    return f"w-{period.quarter.number}"


def row_name(row: GridRow) -> str:
    return f"s-{row.key}"


class TrajectoryForm(BaseForm):
    """The grid, the weights of its quarters and rows, and what it was drawn from."""

    seen = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, grid: Grid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grid = grid
        for row in grid.rows:
            self.fields[row_name(row)] = _weight(f"Weight of {row.name}")
            for period in grid.periods:
                self.fields[cell_name(row, period)] = self._box(row, period)
        for period in grid.periods:
            self.fields[quarter_name(period)] = _weight(f"Weight of {period.quarter.short_label}")

    def _box(self, row: GridRow, period: ReportingPeriod) -> forms.Field:
        label = f"{row.name}, {period.quarter.short_label}"
        if self.grid.measure.unit == Unit.YES_NO:
            look = forms.Select(attrs={"class": "govuk-select", "aria-label": label})
            choices = (("", "–"), ("1", "Yes"), ("0", "No"))
            return forms.TypedChoiceField(
                label=label, choices=choices, coerce=Decimal, empty_value=None, widget=look,
                required=False, error_messages={"invalid_choice": f"{label}: select yes or no"},
            )  # fmt: skip
        return _number(label)

    @property
    def cells(self) -> Iterator[tuple[GridRow, ReportingPeriod, str]]:
        for row in self.grid.rows:
            for period in self.grid.periods:
                yield row, period, cell_name(row, period)

    @property
    def shown_rows(self) -> list[ShownRow]:
        return [
            ShownRow(
                row,
                self[row_name(row)],
                tuple((period, self[cell_name(row, period)]) for period in self.grid.periods),
            )
            for row in self.grid.rows
        ]

    @property
    def shown_quarters(self) -> list[tuple[ReportingPeriod, BoundField]]:
        return [(period, self[quarter_name(period)]) for period in self.grid.periods]

    def clean(self) -> dict[str, Any]:
        for row, period, name in self.cells:
            value = self.cleaned_data.get(name)
            problem = "" if value is None else figure_problem(value, unit=self.grid.measure.unit)
            if problem and name not in self.errors:
                self.add_error(name, f"{row.name}, {period.quarter.short_label}: {problem}")
        return self.cleaned_data

    @property
    def wanted(self) -> Mapping[tuple[int, dt.date], Decimal | None]:
        """What a valid form plans, by locality and quarter."""
        return {
            (row.key, period.starts_on): self.cleaned_data.get(name)
            for row, period, name in self.cells
        }

    def spread(self, how: str) -> Any:
        """What the form would say with its target spread; None with an error added."""
        rows = self._weights(row_name(row) for row in self.grid.rows)
        names = [quarter_name(period) for period in self.grid.periods]
        quarters = [ONE] * len(names) if how == EVENLY else self._weights(iter(names))
        if rows is None or quarters is None or self.grid.target is None:
            return None
        measure = self.grid.measure
        found = planned_grid(
            how=measure.accumulation,
            direction=measure.direction,
            target=self.grid.target,
            baseline=measure.baseline,
            quarters=quarters,
            rows=rows,
        )
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # what was posted
        for row, weight, values in zip(self.grid.rows, rows, found, strict=True):
            for period, value in zip(self.grid.periods, values, strict=True):
                data[cell_name(row, period)] = plain_figure(value) if weight else ""
        return data

    def _weights(self, names: Iterator[str]) -> list[Decimal] | None:
        """The weights of these boxes; an empty one weighs nothing."""
        wanted = list(names)
        if any(name in self.errors for name in wanted):
            return None
        weights = [self.cleaned_data.get(name) or Decimal(0) for name in wanted]
        if not any(weights):
            self.add_error(wanted[0], NO_WEIGHT)
            return None
        return weights

    def differences(self, stored: Cells) -> list[TextDifference]:
        """Where what is stored is not what the form says."""
        unit = self.grid.measure.unit
        return [
            TextDifference(
                f"{row.name}, {period.quarter.short_label}",
                _words(stored.get((row.key, period.starts_on)), unit),
                _words(self.cleaned_data.get(name), unit),
            )
            for row, period, name in self.cells
            if stored.get((row.key, period.starts_on)) != self.cleaned_data.get(name)
        ]


def initial_of(grid: Grid) -> dict[str, Any]:
    """The form as it opens: what is stored, and every weight 1."""
    weights = {row_name(row): "1" for row in grid.rows}
    weights |= {quarter_name(period): "1" for period in grid.periods}
    values = {
        cell_name(row, period): plain_figure(grid.cells[row.key, period.starts_on])
        for row in grid.rows
        for period in grid.periods
        if (row.key, period.starts_on) in grid.cells
    }
    return {"seen": grid.seen, **weights, **values}


def _words(value: Decimal | None, unit: str) -> str:
    return "" if value is None else figure_words(value, unit)


def _weight(label: str) -> DecimalTextField:
    return _number(label, minimum=Decimal(0), width=3)


def _number(label: str, *, minimum: Decimal | None = None, width: int = 5) -> DecimalTextField:
    look = forms.TextInput(
        attrs={
            "class": f"govuk-input govuk-input--width-{width}",
            "inputmode": "decimal",
            "aria-label": label,
        }
    )
    return DecimalTextField(
        label=label,
        what=label,
        required=False,
        min_value=minimum,
        max_digits=14,
        widget=look,
        error_messages={"min_value": f"{label} must be 0 or more"},
    )
