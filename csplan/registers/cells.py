"""Between a record and the cells of a file, by the kind of the form's field.

The same field that a person fills in decides what a cell may hold, so that a page and an
import cannot disagree. Choices are written and read as their words.
"""

import datetime as dt
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from csplan.core.forms import DateInput, GovDateField
from csplan.core.periods import FinancialYear, london_day
from csplan.core.tabular.writing import Cell
from csplan.core.worded_moments import date_words
from csplan.registers.declaration import RegisterColumn
from csplan.registers.fields import (
    DayMomentField,
    FinancialYearField,
    PoundsField,
    WordedField,
    pounds_decimal,
)

BETWEEN_SEVERAL = "; "
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TYPED_DAY = re.compile(r"(\d{1,2})(?:\s+|/)([A-Za-z]+|\d{1,2})(?:\s+|/)(\d{4})")
_YES, _NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0", ""})


def record_cell(column: RegisterColumn, field: forms.Field | None, record: Any) -> Cell:
    """What the file holds for the record; it reads back to the same value."""
    if column.value is not None:
        return column.value(record)
    return value_cell(field, _attribute(record, column.name))


def value_cell(field: forms.Field | None, value: Any) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(field, PoundsField):
        return pounds_decimal(value)
    if isinstance(field, FinancialYearField):
        return FinancialYear(value).label
    if isinstance(field, DayMomentField):
        return london_day(value)
    if isinstance(field, WordedField):
        return field.words(value)
    if isinstance(field, forms.ModelMultipleChoiceField):
        return BETWEEN_SEVERAL.join(sorted(_label(field, each) for each in value.all()))
    if isinstance(field, forms.ModelChoiceField):
        return _label(field, value)
    if isinstance(field, forms.ChoiceField):
        return _choice_words(field, value)
    return value if isinstance(value, int | dt.date) else _plain(value)


def shown_value(field: forms.Field | None, cell: Cell) -> str:
    """The cell as pages show it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, dt.date):
        return date_words(cell)
    if isinstance(field, PoundsField):
        return f"£{cell:,}"
    if isinstance(field, FinancialYearField | forms.CharField) or isinstance(cell, str):
        return str(cell)
    return f"{cell:,}"


def form_data(name: str, field: forms.Field, value: Any) -> dict[str, Any]:
    """What a browser would post for the value."""
    if isinstance(field, GovDateField):
        parts = DateInput().format_value(value)
        return dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), parts, strict=True))
    if isinstance(field, forms.BooleanField):
        return {name: "on"} if value else {}
    if isinstance(value, list):
        return {name: [str(each) for each in value]}
    return {name: "" if value is None else str(field.prepare_value(value))}


class CellReader:
    """Turns the cells of one column into values; related records are looked up once."""

    def __init__(self, column: RegisterColumn, field: forms.Field) -> None:
        self.column, self.field = column, field
        self._records: dict[str, Any] = {}
        self._known = self._names()

    def value(self, text: str) -> Any:
        """The value a form would be given; raises ValidationError, saying what to enter."""
        if isinstance(self.field, forms.ModelMultipleChoiceField):
            return [self._named(name) for name in _several(text)]
        if self._known is not None:
            return self._named(text) if text else ""
        if isinstance(self.field, GovDateField):
            return _day(text)
        if isinstance(self.field, forms.BooleanField):
            return _yes_or_no(text)
        return text

    def key(self, text: str) -> Any:
        """The value as it identifies a record: see ``record_key``."""
        value = self.value(text)
        if self._known is None and not isinstance(self.field, GovDateField):
            value = self.field.clean(value) if value else None
        return comparable(value)

    def record_key(self, record: Any) -> Any:
        value = _attribute(record, self.column.name)
        return comparable(value.pk if isinstance(value, models.Model) else value)

    @property
    def has_read_one(self) -> bool:
        """Whether the column names one related record, and those it may name were read."""
        return bool(self._records) and not isinstance(self.field, forms.ModelMultipleChoiceField)

    def spare_queries(self, field: forms.Field) -> None:
        """Let a row's field of related records take them from those that were read already."""
        if not self._records:
            return
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.clean = partial(_known_records, field, self._records)  # type: ignore[method-assign, assignment]
        elif isinstance(field, forms.ModelChoiceField):
            field.clean = partial(_known_record, field, self._records)  # type: ignore[method-assign]

    def _names(self) -> Mapping[str, Any] | None:
        if isinstance(self.field, forms.ModelChoiceField):
            return self._related_names(self.field)
        if isinstance(self.field, forms.ChoiceField):
            pairs = _flat_choices(self.field)
            by_value = {str(value).casefold(): value for value, _ in pairs if value != ""}
            return by_value | {str(words).casefold(): value for value, words in pairs if value}
        return None

    def _related_names(self, field: Any) -> Mapping[str, Any]:
        names: dict[str, Any] = {}
        records = list(field.queryset)
        self._records = {str(record.pk): record for record in records}
        for record in records:
            for other in self.column.also_known_as:
                names.setdefault(str(getattr(record, other)).casefold(), record.pk)
        named = {_label(field, record).casefold(): record.pk for record in records}
        return names | named

    def _named(self, text: str) -> Any:
        found = (self._known or {}).get(" ".join(text.split()).casefold())
        if found is None:
            raise ValidationError(f"“{text}” is not one of the choices: see the guide")
        return found


def _known_record(field: forms.Field, records: Mapping[str, Any], value: Any) -> Any:
    found = records.get(str(value or ""))
    if found is None and field.required:
        raise ValidationError(field.error_messages["required"], code="required")
    return found


def _known_records(field: forms.Field, records: Mapping[str, Any], value: Any) -> list[Any]:
    found = [records[str(each)] for each in value or () if str(each) in records]
    if not found and field.required:
        raise ValidationError(field.error_messages["required"], code="required")
    return found


def _label(field: Any, record: Any) -> str:
    """What the form calls the record, as people are shown it among the choices."""
    return " ".join(field.label_from_instance(record).split())


def comparable(value: Any) -> Any:
    """Equal for two values that a person would call the same."""
    if isinstance(value, str):
        return " ".join(value.split()).casefold() or None
    return value


def guide_choices(field: forms.Field, *, most: int = 60) -> str:
    """The words a cell may hold, when they are few enough to list."""
    if isinstance(field, forms.ModelChoiceField):
        names = [_label(field, record) for record in (field.queryset or ())[: most + 1]]
        return BETWEEN_SEVERAL.join(names) if len(names) <= most else "An existing one, by name"
    if isinstance(field, forms.ChoiceField):
        return BETWEEN_SEVERAL.join(str(words) for value, words in _flat_choices(field) if value)
    if isinstance(field, forms.BooleanField):
        return "Yes; No"
    return ""


def guide_kind(field: forms.Field) -> str:
    """How to write the value of a field."""
    if isinstance(field, GovDateField):
        return "A date, like 2013-04-01 or 1 April 2013"
    if isinstance(field, PoundsField):
        return "An amount in pounds, like 220000 or 220000.50"
    if isinstance(field, FinancialYearField):
        return "A financial year, like 2013/14"
    if isinstance(field, forms.ModelMultipleChoiceField):
        return "One or more, with “; ” between them"
    if isinstance(field, forms.ChoiceField):
        return "One of the choices"
    if isinstance(field, forms.BooleanField):
        return "Yes or No"
    if isinstance(field, forms.DecimalField):
        return "A number"
    return "A whole number" if isinstance(field, forms.IntegerField) else "Words"


def _attribute(record: Any, name: str) -> Any:
    return getattr(record, name)


def _plain(value: Any) -> Cell:
    return value if isinstance(value, str) or hasattr(value, "as_tuple") else str(value)


def _choice_words(field: forms.ChoiceField, value: Any) -> str:
    words = {str(key): str(label) for key, label in _flat_choices(field)}
    return words.get(str(value), str(value))


def _flat_choices(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    pairs: Any = field.choices
    return [(value, words) for value, words in pairs if not isinstance(words, list)]


def _several(text: str) -> list[str]:
    return [name for name in (part.strip() for part in text.split(";")) if name]


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    iso = _ISO_DAY.fullmatch(text)
    year, month, day = iso.groups() if iso else _typed_parts(text)
    found: dt.date | None = GovDateField(what="the date").clean((day, month, year))
    return found


def _typed_parts(text: str) -> tuple[str, str, str]:
    typed = _TYPED_DAY.fullmatch(text)
    if typed is None:
        raise ValidationError(f"“{text}” is not a date: enter it like 2013-04-01")
    day, month, year = typed.groups()
    return year, month, day


def _yes_or_no(text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise ValidationError(f"“{text}” is neither Yes nor No")
    return word in _YES
