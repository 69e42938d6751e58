"""What an administrator fills in about a quarter."""

import datetime as dt
from typing import Any

from django import forms

from csplan.core.forms import GovDateField
from csplan.core.models import ReportingPeriod
from csplan.core.periods import PeriodError, Quarter
from csplan.registers.fields import DayMomentField
from csplan.registers.forms import RegisterForm
from programme.rules.periods import CLOSES_TIME, DUE_TIME, OPENS_TIME, usual_days

USUAL = "Leave it empty for the usual day."


class PeriodForm(RegisterForm):
    """A quarter with the days it opens, falls due and closes; what is empty is as usual."""

    class Meta:
        model = ReportingPeriod
        fields = ["starts_on", "opens_at", "due_at", "closes_at"]

    starts_on = GovDateField(
        label="First day of the quarter",
        what="the first day of the quarter",
        help_text="1 April, 1 July, 1 October or 1 January.",
    )
    opens_at = DayMomentField(
        time=OPENS_TIME, label="Opens on", what="the day it opens", required=False,
        help_text=f"At the start of the day. {USUAL}",
    )  # fmt: skip
    due_at = DayMomentField(
        time=DUE_TIME, label="Due on", what="the day returns are due", required=False,
        help_text=f"At 5pm. {USUAL}",
    )  # fmt: skip
    closes_at = DayMomentField(
        time=CLOSES_TIME, label="Closes on", what="the day it closes", required=False,
        help_text=f"At the end of the day. {USUAL}",
    )  # fmt: skip

    def clean_starts_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["starts_on"]
        try:
            quarter = Quarter.starting(day)
        except PeriodError:
            raise forms.ValidationError(
                "A quarter starts on 1 April, 1 July, 1 October or 1 January"
            ) from None
        others = ReportingPeriod.objects.for_quarter(quarter).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(f"{quarter.short_label} is there already")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("starts_on"):
            usual = usual_days(Quarter.starting(cleaned["starts_on"]))
            for name in ("opens_at", "due_at", "closes_at"):
                if name not in self.errors:
                    cleaned[name] = cleaned.get(name) or getattr(usual, name)
            self._check_order(cleaned)
        return cleaned

    def _check_order(self, cleaned: dict[str, Any]) -> None:
        opens, due, closes = (cleaned.get(n) for n in ("opens_at", "due_at", "closes_at"))
        if opens and due and due <= opens:
            self.add_error("due_at", "Returns must be due after the quarter opens")
        if due and closes and closes < due:
            self.add_error("closes_at", "The quarter must not close before returns are due")
