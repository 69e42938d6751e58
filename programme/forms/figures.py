"""What people fill in of a measure: its figure, its parts, a yes or no, or why there is none."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms

from csplan.core.forms import Buttons, DecimalTextField, NarrativeField
from programme.choices import Accumulation, Unit
from programme.forms.answers import AnswerForm, EntryForm
from programme.models import Measure
from programme.rules.measures import FigureAnswers, figure_problems

ANSWERS = (("1", "Yes"), ("0", "No"))
PARTS = ("numerator", "denominator")


def yes_or_no(label: str) -> forms.TypedChoiceField:
    """Radio buttons that give the figure 1 for yes and 0 for no."""
    return forms.TypedChoiceField(
        label=label,
        choices=ANSWERS,
        coerce=Decimal,
        empty_value=None,
        widget=forms.RadioSelect(),
        required=False,
        error_messages={"invalid_choice": "Select yes or no"},
    )


class FigureForm(AnswerForm):
    """A measure's figure, asked for the way the measure counts it.

    A ratio asks for its two parts under their own names, a yes or no has two buttons, and any
    other figure a box with its unit.
    """

    value = DecimalTextField(label="Figure for the quarter", what="the figure", required=False)
    numerator = DecimalTextField(label="Counted", what="the figure", required=False)
    denominator = DecimalTextField(label="Out of", what="the figure", required=False)

    def __init__(self, *args: Any, measure: Measure, asks: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure, self.asks = measure, asks
        wanted = self._wanted() if asks else ()
        for name in ("value", *PARTS):
            if name not in wanted:
                del self.fields[name]
        if "value" in wanted:
            self._dress_value()
        if "numerator" in wanted:
            self._name_parts()

    def _wanted(self) -> tuple[str, ...]:
        return PARTS if self.measure.accumulation == Accumulation.RATIO else ("value",)

    def _dress_value(self) -> None:
        unit = self.measure.unit
        if unit == Unit.YES_NO:
            self.fields["value"] = yes_or_no("Is it done?")
        field: Any = self.fields["value"]
        if unit == Unit.POUNDS:
            field.input_prefix = "£"
        elif unit != Unit.YES_NO:
            field.input_suffix = self.measure.unit_in_words
        field.help_text = self.measure.definition

    def _name_parts(self) -> None:
        self.fields["numerator"].label = self.measure.numerator_label
        self.fields["numerator"].help_text = self.measure.definition
        self.fields["denominator"].label = f"Out of: {self.measure.denominator_label}"
        self.fields[
            "denominator"
        ].help_text = "csplan works out the percentage from these two figures"

    @property
    def answers(self) -> FigureAnswers:
        """What was entered, as far as it could be read."""
        read = {name: self.cleaned_data.get(name) for name in ("value", *PARTS)}
        reason = self.cleaned_data.get("not_available_reason", "")
        return FigureAnswers(**read, not_available_reason=reason)

    def clean(self) -> dict[str, Any]:
        asked = self._wanted() if self.asks else ()
        if asked and not any(name in self.errors for name in asked):
            measure = self.measure
            problems = figure_problems(self.answers, unit=measure.unit, how=measure.accumulation)
            self.add_problems(problems)
        return self.cleaned_data


class MeasureForm(FigureForm, EntryForm):
    """A measure's figure for the quarter, or why there is none.

    One that csplan counts from the record (``asks`` is False) takes a comment alone.
    """

    not_available_reason = NarrativeField(
        label="If there is no figure, why not?",
        help_text="Leave this empty if you have entered a figure",
        rows=3,
        required=False,
    )
    comment = NarrativeField(
        label="Anything a reader should know",
        help_text="Such as where the figure comes from, or what it leaves out",
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.asks:
            del self.fields["not_available_reason"]


class RestateForm(FigureForm):
    """An earlier quarter's figure as it should have been, and why."""

    reason = NarrativeField(
        label="Why is it put right now?",
        help_text="Shown with the earlier figure wherever this figure is shown",
        rows=3,
    )
    missing = {"reason": "Enter why the figure is put right"}
    submit_label = "Put the figure right"

    def _dress_value(self) -> None:
        super()._dress_value()
        if self.measure.unit != Unit.YES_NO:
            self.fields["value"].label = "The figure as it should be"

    def button_items(self) -> Sequence[LayoutObject]:
        return [Buttons(self.submit_label, cancel_url=self.cancel_url)]


class NationalFigureForm(MeasureForm):
    """A national measure's figure for the quarter, saved from a page of its own."""

    on_behalf_of = None  # type: ignore[assignment]  # reported by the national team itself
    submit_label = "Save"

    def button_items(self) -> Sequence[LayoutObject]:
        return [Buttons(self.submit_label, cancel_url=self.cancel_url)]
