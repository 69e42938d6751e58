"""Form fields that registers share beside those of the kernel."""

import datetime as dt
from abc import ABC, abstractmethod
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from csplan.core.forms import DecimalTextField, GovDateField
from csplan.core.money import PENCE_IN_A_POUND, pounds_of
from csplan.core.periods import LONDON, FinancialYear, PeriodError, london_day
from csplan.core.worded_moments import time_words


class PoundsField(DecimalTextField):
    """An amount typed in pounds and kept in whole pence."""

    def __init__(self, *, what: str = "the amount", **kwargs: Any) -> None:
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("max_digits", 15)
        kwargs.setdefault("min_value", 0)
        super().__init__(what=what, example="220000", prefix="£", **kwargs)
        self.error_messages["max_decimal_places"] = "Enter pounds and pence, like 220000.50"
        self.error_messages["min_value"] = "Enter an amount of nothing or more"

    def prepare_value(self, value: Any) -> Any:
        return pounds_text(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        pounds = super().clean(value)
        return None if pounds is None else int(pounds * PENCE_IN_A_POUND)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True


def pounds_text(pence: int) -> str:
    """What is typed for an amount: 220000, or 220000.50 when there are pence."""
    return format(pounds_decimal(pence), "f")


def pounds_decimal(pence: int) -> Decimal:
    return pounds_of(pence) if pence % PENCE_IN_A_POUND else Decimal(pence // PENCE_IN_A_POUND)


class WordedField(forms.CharField, ABC):
    """A value kept as one thing and written, on pages and in files, as ``words`` have it."""

    @abstractmethod
    def words(self, value: Any) -> str:
        """The value as pages and files have it."""


class TimeOfDayField(WordedField):
    """A time of day in London, typed as 10:30am, 2pm or 14:00."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "govuk-input--width-5"}))
        kwargs.setdefault("help_text", "Like 10:30am.")
        super().__init__(**kwargs)

    def words(self, value: Any) -> str:
        return time_words(value) if isinstance(value, dt.time) else str(value)

    def prepare_value(self, value: Any) -> Any:
        return self.words(value) if isinstance(value, dt.time) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dt.time):
            return value
        text = super().to_python(value)
        return time_from(text) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


def time_from(text: str) -> dt.time:
    """The time that is meant; ValidationError when none is."""
    words = text.lower().replace(" ", "").replace(".", ":")
    if words in ("midday", "midnight"):
        return dt.time(12 if words == "midday" else 0)
    for form in ("%I%p", "%I:%M%p", "%H:%M"):
        with suppress(ValueError):
            return dt.datetime.strptime(words, form).time()  # noqa: DTZ007 - a time has no zone
    raise ValidationError("Enter a time, like 10:30am or 2pm", "invalid")


class FinancialYearField(forms.CharField):
    """A financial year typed as 2013/14 and kept as the year it starts in."""

    def __init__(self, *, what: str = "the financial year", **kwargs: Any) -> None:
        own = {"required": f"Enter {what}, like 2013/14"}
        messages = {**own, **(kwargs.pop("error_messages", None) or {})}
        for unused in ("max_value", "min_value", "max_length"):
            kwargs.pop(unused, None)
        look = forms.TextInput(attrs={"class": "govuk-input--width-5"})
        super().__init__(error_messages=messages, widget=look, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return FinancialYear(value).label if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return FinancialYear.parse(text).start_year
        except PeriodError:
            raise ValidationError("Enter a financial year, like 2013/14", "invalid") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class DayMomentField(GovDateField):
    """A day that stands for a moment, always at the same time of day in London."""

    def __init__(self, *, time: dt.time, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.time = time

    def prepare_value(self, value: Any) -> Any:
        return london_day(value) if isinstance(value, dt.datetime) else value

    def clean(self, value: Any) -> dt.datetime | None:
        day = super().clean(value)
        return None if day is None else dt.datetime.combine(day, self.time, tzinfo=LONDON)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Another day: a time that was set otherwise is no change of anybody's."""
        was = london_day(initial) if isinstance(initial, dt.datetime) else None
        try:
            return bool(self.to_python(data) != was)
        except ValidationError:
            return True
