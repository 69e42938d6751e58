"""What the private office fills in about progress, and what it is told when it is not right."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, ClassVar

from crispy_forms.layout import LayoutObject
from django import forms
from django.forms.boundfield import BoundField

from csplan.core.components import TextDifference
from csplan.core.form_layout import ShownFor
from csplan.core.forms import (
    BaseForm,
    Buttons,
    GovDateField,
    HiddenVersionField,
    NarrativeField,
    RatingField,
)
from csplan.core.ratings import NEEDS_PATH_TO_GREEN, Rating
from csplan.core.worded_moments import date_words
from objectives.rules.progress import (
    LONGEST_FIGURE,
    MeasureReport,
    MilestoneReport,
    baseline_problems,
    measure_problems,
    milestone_problems,
    rebaseline_problems,
)
from objectives.rules.sources import source_choices

TROUBLED = sorted(NEEDS_PATH_TO_GREEN)
UNFINISHED = sorted(set(Rating.values) - {Rating.COMPLETE})


class EntryForm(BaseForm):
    """One entry of a history, added only after the ``seen`` ones its writer read."""

    version = HiddenVersionField()
    keeps_draft = True
    has_next = False

    def button_items(self) -> Sequence[str | LayoutObject]:
        if not self.has_next:
            return [Buttons("Save", cancel_url=self.cancel_url)]
        return [
            Buttons("Save and go to the next", name="next"),
            Buttons("Save and return to the list", style="secondary", cancel_url=self.cancel_url),
        ]

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Say what is missing, but not again of a field that already has its own message."""
        for field, message in problems.items():
            if field not in self.errors:
                self.add_error(field, message)


class ReportForm(EntryForm):
    """What a report on a milestone and one on a measure share."""

    asked: ClassVar[type[MilestoneReport] | type[MeasureReport]]
    rating = RatingField(label="How does it stand?", required=False)
    path_to_green = NarrativeField(
        label="What will bring it back on track?",
        help_text="Who will do what, and by when",
        rows=4,
        required=False,
    )
    narrative = NarrativeField(
        label="What happened?",
        help_text="What was done since the last report, and what it changed",
        rows=4,
        required=False,
    )
    evidence = NarrativeField(
        label="What shows it?",
        help_text="Such as a publication, minutes or survey results, and who holds it. "
        "Needed once it is complete",
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def read(self) -> dict[str, Any]:
        """The answers as far as they could be read."""
        names = {field.name for field in fields(self.asked)}
        return {name: value for name, value in self.cleaned_data.items() if name in names}


class MilestoneReportForm(ReportForm):
    asked = MilestoneReport
    forecast_on = GovDateField(
        label="When do you now expect it to be complete?",
        what="the day you now expect",
        required=False,
    )
    completed_on = GovDateField(
        label="When was it completed?", what="the day it was completed", required=False
    )

    def __init__(self, *args: Any, agreed_on: dt.date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreed_on = agreed_on
        agreed = f"Agreed: {date_words(agreed_on)}" if agreed_on else "If you can say"
        self.fields["forecast_on"].help_text = agreed

    def layout_items(self) -> Sequence[str | LayoutObject]:
        return [
            "version",
            "rating",
            ShownFor("rating", UNFINISHED, "forecast_on", when="If it is not complete"),
            ShownFor("rating", [Rating.COMPLETE], "completed_on", when="If it is complete"),
            "narrative",
            ShownFor("rating", TROUBLED, "path_to_green", when="If it is at risk or off track"),
            "evidence",
        ]

    @property
    def report(self) -> MilestoneReport:
        return MilestoneReport(**self.read()).tidied()

    def clean(self) -> dict[str, Any]:
        rating = self.cleaned_data.get("rating", "")
        unasked = "forecast_on" if rating == Rating.COMPLETE else "completed_on"
        if rating:
            # A slip in a box that script has hidden must not stop the save unseen.
            self.errors.pop(unasked, None)
        is_dated = self.agreed_on is not None
        self.add_problems(milestone_problems(self.report, is_dated=is_dated, today=self.today))
        return self.cleaned_data


class MeasureReportForm(ReportForm):
    asked = MeasureReport
    actual = forms.CharField(
        label="What does it stand at?",
        help_text="A figure or a few words, like “61% engagement”",
        max_length=LONGEST_FIGURE,
        required=False,
    )
    actual_on = GovDateField(
        label="As at which day?", what="the day the figure is as at", required=False
    )
    forecast = forms.CharField(
        label="What do you expect at the end of the year?",
        max_length=LONGEST_FIGURE,
        required=False,
    )

    def __init__(self, *args: Any, is_computed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_computed = is_computed
        if is_computed:
            del self.fields["actual"], self.fields["actual_on"]

    def layout_items(self) -> Sequence[str | LayoutObject]:
        actual = [] if self.is_computed else ["actual", "actual_on"]
        return [
            "version",
            "rating",
            *actual,
            "forecast",
            "narrative",
            ShownFor("rating", TROUBLED, "path_to_green", when="If it is at risk or off track"),
            "evidence",
        ]

    @property
    def report(self) -> MeasureReport:
        return MeasureReport(**self.read()).tidied()

    def clean(self) -> dict[str, Any]:
        is_computed = self.is_computed
        self.add_problems(measure_problems(self.report, today=self.today, is_computed=is_computed))
        return self.cleaned_data


class RebaselineForm(EntryForm):
    """Another agreed day, and why."""

    to_on = GovDateField(label="New agreed day", what="the new agreed day", required=False)
    reason = NarrativeField(
        label="Why does it change, and who agreed?",
        help_text="Kept with both days for everybody who reads the progress",
        rows=4,
        required=False,
    )
    submit_label = "Change the agreed day"

    def __init__(self, *args: Any, agreed_on: dt.date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreed_on = agreed_on

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        self.add_problems(
            rebaseline_problems(
                to_on=said.get("to_on"), from_on=self.agreed_on, reason=said.get("reason", "")
            )
        )
        return said


class BaselineForm(EntryForm):
    """What a measure is judged against, and where that comes from."""

    to_words = forms.CharField(
        label="Baseline",
        help_text="What it stood at before, as a figure or a few words, like “56% in 2011”",
        max_length=LONGEST_FIGURE,
        required=False,
    )
    reason = NarrativeField(label="Where does it come from?", rows=4, required=False)
    submit_label = "Save the baseline"

    def __init__(self, *args: Any, baseline: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.baseline = baseline
        if baseline:
            self.fields["to_words"].label = "New baseline"
            self.fields["reason"].label = "Why does it change, and who agreed?"

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        self.add_problems(
            baseline_problems(
                to_words=said.get("to_words", ""),
                from_words=self.baseline,
                reason=said.get("reason", ""),
            )
        )
        return said


class SourceForm(BaseForm):
    """The record a measure is counted from, if any."""

    source_key = forms.ChoiceField(
        label="What does csplan count it from?",
        help_text="The figure then comes from the record, and nobody types it",
        required=False,
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = ("", "Nothing: the private office reports it")
        field: Any = self.fields["source_key"]
        field.choices = [nothing, *source_choices()]


def differences(form: EntryForm, saved: Mapping[str, Any]) -> list[TextDifference]:
    """What somebody else entered meanwhile beside what a valid form says, where they differ."""
    pairs = (
        TextDifference(
            str(field.label),
            words_of(field, saved.get(field.name)),
            words_of(field, form.cleaned_data.get(field.name)),
        )
        for field in form.visible_fields()
    )
    return [pair for pair in pairs if pair.theirs != pair.yours]


def words_of(field: BoundField, value: Any) -> str:
    """What a box holds, as people read it."""
    if isinstance(value, dt.date):
        return date_words(value)
    choices: Any = getattr(field.field, "choices", ())
    return str(dict(choices).get(value, value or ""))
