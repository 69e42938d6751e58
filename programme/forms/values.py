"""What an answer's form opens with, and how what is stored differs from what was typed."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.forms import BoundField

from csplan.core.components import TextDifference
from csplan.core.ratings import label
from csplan.core.worded_moments import date_words
from programme.forms.answers import AnswerForm
from programme.models import MeasureUpdate, MilestoneUpdate, NationalFigure, QuarterlyReturn


def milestone_initial(update: MilestoneUpdate) -> dict[str, Any]:
    """The form as it opens: what is recorded. Last quarter's forecast stands beside it."""
    return {**vars(update.answers), "version": update.version}


def measure_initial(update: MeasureUpdate | NationalFigure) -> dict[str, Any]:
    return {
        "value": plain_figure(update.value),
        "numerator": plain_figure(update.numerator),
        "denominator": plain_figure(update.denominator),
        "not_available_reason": update.not_available_reason,
        "comment": update.comment,
        "version": update.version,
    }


def overview_initial(quarterly_return: QuarterlyReturn) -> dict[str, Any]:
    return {
        "overview": quarterly_return.overview,
        "version": quarterly_return.overview_version,
    }


def differences(form: AnswerForm, stored: dict[str, Any]) -> list[TextDifference]:
    """Where what is stored differs from what the form's writer entered, field by field."""
    fields = (field for field in form.visible_fields() if field.name in stored)
    entered = form.entered()
    pairs = (
        TextDifference(
            field=str(field.label),
            theirs=_in_words(field, stored[field.name]),
            yours=_in_words(field, entered.get(field.name)),
        )
        for field in fields
    )
    return [pair for pair in pairs if pair.theirs != pair.yours]


def _in_words(field: BoundField, value: Any) -> str:
    if value in (None, ""):
        return ""
    if field.name == "rating":
        return label(value)
    if isinstance(value, dt.date):
        return date_words(value)
    words = plain_figure(value) if isinstance(value, Decimal) else str(value)
    return _choices(field).get(words, words)


def _choices(field: BoundField) -> dict[str, str]:
    pairs: Any = getattr(field.field, "choices", ())
    return {str(value): str(words) for value, words in pairs}


def plain_figure(value: Decimal | None) -> str:
    """1234.5 or 12, without the noughts that the column adds."""
    if value is None:
        return ""
    return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
