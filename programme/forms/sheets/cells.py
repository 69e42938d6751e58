"""Between a field of a form, a cell of a spreadsheet, and the plain text they are compared by."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from csplan.core.forms import GovDateField, HintedRadioSelect
from csplan.core.tabular.pages import Kind
from csplan.core.tabular.writing import Cell
from csplan.core.worded_moments import date_words
from csplan.registers.cells import CellReader, form_data, value_cell
from csplan.registers.declaration import RegisterColumn


def plain(field: forms.Field, value: Any) -> str:
    """The value as text that ``posted`` understands; "" for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(field, forms.DecimalField):
        number = Decimal(value)
        return f"{number.normalize():f}" if number else "0"
    return str(value)


def cell(field: forms.Field, text: str) -> Cell:
    """What the spreadsheet shows for the plain ``text``: choices in words, dates as dates."""
    if text and isinstance(field, GovDateField):
        return dt.date.fromisoformat(text)
    if text and isinstance(field, forms.DecimalField):
        return Decimal(text)
    return value_cell(field, text)


def read(field: forms.Field, text: str) -> str:
    """The plain text of what a cell holds; raises ValidationError, saying what to enter."""
    if not text:
        return ""
    if isinstance(field, forms.DecimalField | forms.CharField):
        return plain(field, field.clean(text))
    if isinstance(field, GovDateField):
        text = text.partition("T")[0] if text[:4].isdigit() else text
    try:
        return plain(field, CellReader(RegisterColumn("", ""), field).value(text))
    except ValidationError:
        if not choices(field):
            raise
        *most, last = choices(field)
        known = f"{', '.join(most)} or {last}" if most else last
        raise ValidationError(f"“{text}” is not one of the choices: enter {known}") from None


def words(field: forms.Field, text: str) -> str:
    """The plain ``text`` as a page shows it; as it was typed when it is no value."""
    try:
        shown = cell(field, text)
    except (ValueError, ArithmeticError):
        return text
    if isinstance(shown, dt.date):
        return date_words(shown)
    return f"{shown:,f}" if isinstance(shown, Decimal) else str(shown or "")


def posted(name: str, field: forms.Field, text: str) -> dict[str, Any]:
    """What a browser would post for the plain ``text``."""
    is_day = text and isinstance(field, GovDateField)
    return form_data(name, field, dt.date.fromisoformat(text) if is_day else text)


def kind(field: forms.Field) -> Kind:
    if isinstance(field, GovDateField):
        return Kind.DAY
    return Kind.NUMBER if isinstance(field, forms.DecimalField) else Kind.WORDS


def choices(field: forms.Field) -> tuple[str, ...]:
    """The words of the choices, in order; none for a field without."""
    if not isinstance(field, forms.ChoiceField):
        return ()
    pairs: Any = field.choices
    return tuple(str(label) for value, label in pairs if value not in ("", None))


def definitions(field: forms.Field) -> list[tuple[str, str]]:
    """Each choice in words, with what it means, where the form says so."""
    if not (isinstance(field, forms.ChoiceField) and isinstance(field.widget, HintedRadioSelect)):
        return []
    pairs: Any = field.choices
    hints = field.widget.hints
    return [(str(label), str(hints[value])) for value, label in pairs if value in hints]


def message(error: ValidationError) -> str:
    return ". ".join(error.messages)
