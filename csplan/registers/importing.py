"""What an uploaded file would do to a register, and doing it: all of it or nothing.

Each row is put through the register's own form, so that a file can hold what a person could
have typed and nothing else. Records are found by the register's natural key.
"""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from csplan.accounts.actors import Actor
from csplan.core.components import TextDifference
from csplan.core.tabular import Sheet, TabularError, read_sheet
from csplan.core.tabular.limits import cell_name
from csplan.registers.cells import CellReader, form_data
from csplan.registers.declaration import Register, RegisterColumn
from csplan.registers.forms import SluggedForm
from csplan.registers.known import KnownRows
from csplan.registers.services import record_values

ADDED, CHANGED, UNCHANGED, REFUSED = "Added", "Changed", "Unchanged", "Refused"
NEVER_CHANGED = "What was recorded stays as it is: add a new row for what happened since"
AMBIGUOUS = "More than one record is called this: change it on its own page"


@dataclass(frozen=True)
class Problem:
    """Why a row is refused; ``cell`` is a spreadsheet's name such as C7, or the row's number."""

    cell: str
    heading: str
    message: str


@dataclass
class PlannedRow:
    """One row of the file and what would become of it."""

    number: int
    label: str
    action: str = UNCHANGED
    differences: list[TextDifference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    form: Any = None
    seen: str = ""


@dataclass(frozen=True)
class ImportPlan:
    """What a file would do. ``digest`` names exactly these additions and changes."""

    rows: tuple[PlannedRow, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(row.action for row in self.rows)

    @property
    def refused(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.action == REFUSED]

    @property
    def writes(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.action in (ADDED, CHANGED)]

    @property
    def can_be_imported(self) -> bool:
        return bool(self.writes) and not self.refused

    @cached_property
    def digest(self) -> str:
        lines = [
            [row.number, row.action, row.label, row.seen, *map(astuple, row.differences)]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def plan_import(register: Register, data: bytes, *, actor: Actor, on: dt.date) -> ImportPlan:
    """What importing ``data`` would do now. Raises TabularError for a file that cannot be read."""
    planner = Planner(register, read_sheet(data), actor=actor, on=on)
    return ImportPlan(tuple(planner.row(index) for index in range(len(planner.sheet.rows))))


def check_file(register: Register, data: bytes, *, actor: Actor, on: dt.date) -> None:
    """Raise TabularError unless ``data`` is a file with this register's columns."""
    Planner(register, read_sheet(data), actor=actor, on=on)


class Planner:
    """Plans rows one after the other, with related records and keys read once."""

    def __init__(self, register: Register, sheet: Sheet, *, actor: Actor, on: dt.date) -> None:
        self.register, self.sheet, self.actor, self.on = register, sheet, actor, on
        self.blank = register.blank_form(actor=actor, on=on)
        self.blank.offer_stored()
        self.positions = _positions(register, sheet)
        self.readers = {
            column.name: CellReader(column, self.blank.fields[column.name])
            for column in register.file_columns
        }
        self.stored = self._stored_by_key()
        self.known = KnownRows(register.model, self._related())
        self.filled = _filled(register, self.blank)
        self.seen_keys: dict[Any, int] = {}

    def row(self, index: int) -> PlannedRow:
        cells, number = self.sheet.rows[index], self.sheet.row_numbers[index]
        texts = {name: cells[at] for name, at in self.positions.items()}
        label = " · ".join(texts[name] for name in self.register.natural_key if texts[name])
        row = PlannedRow(number, label or f"Row {number}")
        values = self._values(texts, row)
        if not row.problems:
            self._plan(row, values, self._key(texts, row))
        if row.problems:
            row.action = REFUSED
        return row

    def _related(self) -> frozenset[str]:
        """Columns that hold one of the related records that were read."""
        readers = self.readers.values()
        read = (one.column.name for one in readers if one.has_read_one)
        return frozenset({*read, *self.register.within})

    def _stored_by_key(self) -> Mapping[Any, list[Any]]:
        readers = [self.readers[name] for name in self.register.natural_key]
        by_key: dict[Any, list[Any]] = {}
        for record in self.register.rows(self.actor):
            by_key.setdefault(tuple(r.record_key(record) for r in readers), []).append(record)
        return by_key

    def _values(self, texts: Mapping[str, str], row: PlannedRow) -> dict[str, Any]:
        values = {}
        for name, text in texts.items():
            try:
                values[name] = self.readers[name].value(text)
            except ValidationError as error:
                self._refuse(row, name, error.messages)
        return values

    def _key(self, texts: Mapping[str, str], row: PlannedRow) -> Any:
        parts = []
        for name in self.register.natural_key:
            try:
                parts.append(self.readers[name].key(texts[name]))
            except ValidationError as error:
                self._refuse(row, name, error.messages)
        return tuple(parts)

    def _plan(self, row: PlannedRow, values: Mapping[str, Any], key: Any) -> None:
        stored = self.stored.get(key, [])
        if row.problems:
            return
        if key in self.seen_keys:
            self._refuse_row(row, f"This repeats row {self.seen_keys[key]}")
        elif len(stored) > 1:
            self._refuse_row(row, AMBIGUOUS)
        else:
            self.seen_keys[key] = row.number
            self._try_form(row, values, stored[0] if stored else None)

    def _try_form(self, row: PlannedRow, values: Mapping[str, Any], record: Any) -> None:
        form = self._form(values, record)
        before = {} if record is None else record_values(form.fields, record)
        row.form, row.seen = form, form.drawn_from
        if record is not None and not form.changed_data:
            return None
        if record is not None and self.register.only_added:
            return self._refuse_row(row, NEVER_CHANGED)
        if record is not None and not self.register.can_change(self.actor, record):
            return self._refuse_row(row, f"You may not change this {self.register.singular}")
        if not form.is_valid():
            return self._refuse_form(row, form)
        if not self.register.can_change(self.actor, form.instance):
            return self._refuse_row(row, f"You may not keep this {self.register.singular}")
        filled = self.filled - form.given_when_saved
        earlier = self.known.clash(form.instance, row.number, filled=filled)
        if earlier is not None:
            return self._refuse_row(row, f"This cannot be saved together with row {earlier}")
        row.action = ADDED if record is None else CHANGED
        row.differences = self._differences(form, before)
        return None

    def _form(self, values: Mapping[str, Any], record: Any) -> Any:
        data: dict[str, Any] = {}
        form = self.register.blank_form(data, instance=record, actor=self.actor, on=self.on)
        form.known = self.known
        for name, form_field in form.fields.items():
            kept = form.get_initial_for_field(form_field, name)
            data |= form_data(name, form_field, values.get(name, kept))
            if name in self.readers:
                self.readers[name].spare_queries(form_field)
        return form

    def _differences(self, form: Any, before: Mapping[str, str]) -> list[TextDifference]:
        headings = {column.name: column.heading for column in self.register.columns}
        return [
            TextDifference(headings[name], before.get(name, ""), _typed(form, name))
            for name in form.changed_data
            if name in headings
        ]

    def _refuse(self, row: PlannedRow, name: str, messages: list[str]) -> None:
        cell = cell_name(row.number - 1, self.positions[name])
        heading = self.sheet.headings[self.positions[name]]
        found = [Problem(cell, heading, words) for words in messages]
        row.problems.extend(problem for problem in found if problem not in row.problems)

    def _refuse_row(self, row: PlannedRow, message: str) -> None:
        row.problems.append(Problem(f"Row {row.number}", "", message))

    def _refuse_form(self, row: PlannedRow, form: Any) -> None:
        for name, messages in form.errors.items():
            if name in self.positions:
                self._refuse(row, name, list(messages))
            else:
                for words in messages:
                    self._refuse_row(row, words)


def _filled(register: Register, blank: Any) -> frozenset[str]:
    """The columns that a valid form fills in."""
    names = {*blank.fields, *register.within, *blank.also_saves}
    names |= {"slug"} if isinstance(blank, SluggedForm) else set()
    columns = register.model._meta.concrete_fields
    return frozenset(one.attname for one in columns if one.name in names)


def _positions(register: Register, sheet: Sheet) -> dict[str, int]:
    """Where each column stands; refuses headings that are missing, strange or there twice."""
    wanted = {_plain(column.heading): column for column in register.columns}
    found: dict[str, int] = {}
    for at, heading in enumerate(sheet.headings):
        column = wanted.get(_plain(heading))
        if column is None:
            raise TabularError(
                f"Column “{heading}” ({cell_name(0, at)}) is not in the template: remove it"
            )
        if column.name in found:
            raise TabularError(f"Column “{heading}” is there twice: remove one")
        found[column.name] = at
    _refuse_missing(register.file_columns, found)
    return {name: at for name, at in found.items() if not _is_computed(register, name)}


def _refuse_missing(columns: tuple[RegisterColumn, ...], found: Mapping[str, int]) -> None:
    missing = [column.heading for column in columns if column.name not in found]
    if missing:
        names = ", ".join(f"“{heading}”" for heading in missing)
        raise TabularError(f"The file has no column {names}. Start from the template")


def _is_computed(register: Register, name: str) -> bool:
    return any(column.name == name and column.is_computed for column in register.columns)


def _plain(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def _typed(form: Any, name: str) -> str:
    """The accepted value as pages show it."""
    value = form.cleaned_data.get(name)
    if isinstance(form.fields[name], forms.ModelMultipleChoiceField):
        return "; ".join(sorted(str(each) for each in value or ()))
    shown = record_values({name: form.fields[name]}, form.instance)
    return shown.get(name, "" if value is None else str(value))
