"""What an answer's form opens with, and how what is stored differs from what was typed."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.forms import BoundField

from csplan.core.components import TextDifference
from csplan.core.ratings import label
from csplan.core.worded_moments import date_words
from programme.forms.answers import AnswerForm, typed
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


AGAIN = ("rating", "completed_on", "narrative", "risk", "path_to_green", "evidence")


def milestone_again(last: MilestoneUpdate, *, today: dt.date) -> dict[str, Any]:
    """What was said last quarter and can be said again; a day that has passed cannot."""
    said = {name: getattr(last, name) for name in AGAIN}
    if last.forecast_on is not None and last.forecast_on >= today:
        said["forecast_on"] = last.forecast_on
    return said


def measure_again(last: MeasureUpdate) -> dict[str, Any]:
    """Last quarter's words about the figure: the figure itself is another one."""
    said = {"not_available_reason": last.not_available_reason, "comment": last.comment}
    return {name: words for name, words in said.items() if words}


def differences(form: AnswerForm, stored: dict[str, Any]) -> list[TextDifference]:
    """Where what is stored differs from what the form's writer entered, field by field."""
    fields = (field for field in form.visible_fields() if field.name in stored)
    wrong, entered = form.errors, form.entered()
    pairs = (
        TextDifference(
            field=str(field.label),
            theirs=_in_words(field, stored[field.name]),
            yours=typed(field)
            if field.name in wrong and field.name not in entered
            else _in_words(field, entered.get(field.name)),
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
