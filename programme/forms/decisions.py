"""What people fill in to move a return or a quarter on."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from csplan.core.field_markup import Look, field_html
from csplan.core.forms import (
    BaseForm,
    GovDateField,
    HiddenVersionField,
    NarrativeField,
    Section,
)
from csplan.core.periods import LONDON
from csplan.core.worded_moments import time_words
from programme.forms.delivery import More

OPENING_HOUR, LAST_HOUR, CLOSE_OF_BUSINESS = 6, 23, 17
SEND_BACK = "send_back"
BESIDE_THE_ANSWER = "The co-ordinator sees this beside the answer"


class DecisionForm(BaseForm):
    """A step that moves a return on, decided on the version that its taker read."""

    version = HiddenVersionField()


class SendBackForm(DecisionForm):
    """A return sent back says why: as a whole, answer by answer, or both."""

    keeps_draft = True
    reason = NarrativeField(
        label="What must change before you can accept it?",
        help_text="The co-ordinator sees this at the top of the return",
        required=False,
    )
    submit_label = "Send back"

    def __init__(
        self, *args: Any, titles: Mapping[str, str] = MappingProxyType({}), **kwargs: Any
    ) -> None:
        """``titles`` are those of the answers, by names like "milestone-12"."""
        self.titles = titles
        super().__init__(*args, **kwargs)
        for name, title in titles.items():
            self.fields[name] = NarrativeField(
                label=f"What must change in “{title}”?",
                help_text=BESIDE_THE_ANSWER,
                rows=3,
                required=False,
            )

    def layout_items(self) -> list[Any]:
        folded = [More(title, name) for name, title in self.titles.items()]
        single = [Section("About single answers", *folded)] if folded else []
        return ["version", "reason", *single]

    @property
    def remarks(self) -> dict[str, str]:
        """What was asked of single answers, by their names."""
        asked = {name: self.cleaned_data.get(name, "") for name in self.titles}
        return {name: words for name, words in asked.items() if words}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not (cleaned.get("reason") or self.remarks or self.errors):
            self.add_error("reason", "Enter why you are sending the return back")
        return cleaned


class SignatureForm(SendBackForm):
    """A return read through: every answer is signed, or some are sent back, never both."""

    reason = NarrativeField(
        label="Anything else that must change?",
        help_text="The co-ordinator sees this at the top of the return",
        rows=4,
        required=False,
    )

    @property
    def sends_back(self) -> bool:
        """Whether the second button was pressed."""
        return SEND_BACK in self.data

    def clean(self) -> dict[str, Any]:
        if self.sends_back:
            return super().clean()
        cleaned = self.cleaned_data
        for name in [*self.remarks, *(["reason"] if cleaned.get("reason") else [])]:
            self.add_error(name, "Send the return back, or clear what you ask to be changed")
        return cleaned

    def boxes(self) -> dict[str, SafeString]:
        """By the name of each answer a box that sends it back, folded until it is used.

        Crispy would take longer over each than over all the rest of the page.
        """
        return {name: self._box(name, title) for name, title in self.titles.items()}

    def _box(self, name: str, title: str) -> SafeString:
        field = self[name]
        return format_html(
            '<details class="govuk-details"{}><summary class="govuk-details__summary">'
            '<span class="govuk-details__summary-text">Send this answer back'
            '<span class="govuk-visually-hidden">: {}</span></span></summary>'
            '<div class="govuk-details__text">{}</div></details>',
            SafeString(" open") if field.value() or field.errors else "",
            title,
            field_html(field, Look()),
        )


class ExtendForm(BaseForm):
    """Until when one locality may report, and why."""

    keeps_draft = True
    until_on = GovDateField(
        label="Last day", what="the last day", help_text="Later than the time above"
    )
    until_hour = forms.TypedChoiceField(
        label="Time", coerce=int, initial=CLOSE_OF_BUSINESS,
        choices=[
            (hour, time_words(dt.time(hour))) for hour in range(OPENING_HOUR, LAST_HOUR + 1)
        ],
    )  # fmt: skip
    reason = NarrativeField(
        label="Why does this locality need longer?",
        rows=4,
        help_text="Kept in the history of the return",
    )
    missing = {
        "until_hour": "Select a time",
        "reason": "Enter why this locality needs longer",
    }
    submit_label = "Give longer"

    @property
    def until(self) -> dt.datetime:
        time = dt.time(self.cleaned_data["until_hour"])
        return dt.datetime.combine(self.cleaned_data["until_on"], time, tzinfo=LONDON)


class CorrectForm(ExtendForm):
    """Until when a published return may be corrected, and why."""

    reason = NarrativeField(
        label="Why is the return corrected?",
        rows=4,
        help_text="Shown with the correction to everybody who reads the return",
    )
    missing = {
        "until_hour": "Select a time",
        "reason": "Enter why the return is corrected",
    }
    submit_label = "Open the correction"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].help_text = "The day by which the correction is to be submitted"


class OpenPeriodForm(BaseForm):
    """Nothing to fill in: opening is only confirmed."""

    submit_label = "Open this quarter"


class ClosePeriodForm(BaseForm):
    """Nothing to fill in: closing is only confirmed."""

    submit_label = "Close this quarter"
    is_final = True
