"""Counting a quarter's dates back from a meeting, and settling them."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from csplan.core.form_layout import Buttons
from csplan.core.forms import BaseForm
from csplan.core.models import ReportingPeriod
from csplan.registers.fields import DayMomentField
from localities.models import Meeting
from programme.rules.periods import (
    CLOSES_BEFORE,
    CLOSES_TIME,
    DUE_BEFORE,
    DUE_TIME,
    MOST_DAYS_BEFORE,
    CountedBack,
)
from programme.selectors.dates import Consideration, meetings_for
from programme.services.dates import Dates, dates_of


def _days_before(label: str) -> forms.IntegerField:
    wrong = f"Enter a number of working days from 0 to {MOST_DAYS_BEFORE}"
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_DAYS_BEFORE,
        help_text="Working days before the meeting.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )  # fmt: skip


class CountBackForm(BaseForm):
    """Which meeting considers the quarter, and how long before it everything must be there."""

    meeting = forms.ModelChoiceField(
        label="Meeting that considers the quarter",
        queryset=Meeting.objects.none(),
        empty_label="Select a meeting",
        error_messages={
            "required": "Select a meeting",
            "invalid_choice": "Select a meeting from the list",
        },
    )
    due_before = _days_before("Returns are due")
    closes_before = _days_before("Reporting closes")

    submit_label = "Work out the dates"

    def __init__(
        self, *args: Any, period: ReportingPeriod, current: Consideration | None, **kwargs: Any
    ) -> None:
        initial = {"due_before": DUE_BEFORE, "closes_before": CLOSES_BEFORE}
        if current is not None:
            row = current.row
            initial = {
                "meeting": row.meeting_id,
                "due_before": row.due_before,
                "closes_before": row.closes_before,
            }
        super().__init__(*args, **{"initial": initial, **kwargs})
        meeting_field: Any = self.fields["meeting"]
        meeting_field.queryset = meetings_for(period)
        self.helper.form_method = "get"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        due, closes = cleaned.get("due_before"), cleaned.get("closes_before")
        if due is not None and closes is not None and closes > due:
            self.add_error("closes_before", "Reporting must not close before returns are due")
        return cleaned

    def button_items(self) -> list[Buttons]:
        """What is saved with the other form is the page's main button, once it is there."""
        return [Buttons(self.submit_label, style="secondary" if self.is_bound else "")]

    @property
    def counted(self) -> CountedBack:
        """The dates, once it is valid."""
        asked = self.cleaned_data
        return CountedBack(asked["meeting"].day, asked["due_before"], asked["closes_before"])


class DatesForm(BaseForm):
    """The dates as worked out, to be changed where they must and saved.

    The meeting and the days before it come along in the address.
    """

    due_at = DayMomentField(
        time=DUE_TIME, label="Returns are due on", what="the day returns are due",
        help_text="At 5pm.",
    )  # fmt: skip
    closes_at = DayMomentField(
        time=CLOSES_TIME, label="Reporting closes on", what="the day reporting closes",
        help_text="At the end of the day.",
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput())

    missing = {"seen": "This page was not sent whole. Open it again and repeat the change"}
    submit_label = "Save these dates"

    def __init__(self, *args: Any, period: ReportingPeriod, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        kwargs["initial"]["seen"] = _written(dates_of(period))
        self.period = period
        super().__init__(*args, **kwargs)

    def clean_seen(self) -> Dates:
        try:
            due, closes = map(dt.datetime.fromisoformat, self.cleaned_data["seen"].split())
        except ValueError:
            raise ValidationError(self.missing["seen"]) from None
        return Dates(due, closes)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        due, closes = cleaned.get("due_at"), cleaned.get("closes_at")
        if due and due <= self.period.opens_at:
            self.add_error("due_at", "Returns must be due after the quarter opens")
        if due and closes and closes < due:
            self.add_error("closes_at", "Reporting must not close before returns are due")
        return cleaned

    @property
    def dates(self) -> Dates:
        return Dates(self.cleaned_data["due_at"], self.cleaned_data["closes_at"])


def _written(dates: Dates) -> str:
    return f"{dates.due_at.isoformat()} {dates.closes_at.isoformat()}"


class FollowForm(BaseForm):
    """The day that the meeting has moved to, as the page showed it."""

    day = forms.DateField(widget=forms.HiddenInput())

    missing = {"day": "This page was not sent whole. Open it again and repeat the change"}
