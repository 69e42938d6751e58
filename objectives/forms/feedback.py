"""What is filled in to ask for feedback, to give it, and to keep an example."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import LayoutObject
from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property

from csplan.core.forms import (
    BaseForm,
    GovDateField,
    HintedRadioSelect,
    NamedChoiceField,
    NarrativeField,
    Section,
)
from csplan.core.text import clean_narrative
from objectives.choices_feedback import SOURCE_PLURALS, SourceKind
from objectives.forms.items import category_name, objective_name
from objectives.models import Category, Objective
from objectives.rules.feedback import (
    FEWEST,
    Person,
    Said,
    expiry_problem,
    people_problem,
    read_people,
)

SHOWN, NOT_SHOWN = "shown", "not-shown"


class PeopleField(forms.CharField):
    """People, one on each line; a count of characters would only be in the way."""

    def to_python(self, value: Any) -> str:
        return clean_narrative(super().to_python(value) or "")


def _people_field(kind: str) -> PeopleField:
    box = forms.Textarea(attrs={"rows": 2})
    return PeopleField(label=SOURCE_PLURALS[kind], widget=box, required=False)


class AskForm(BaseForm):
    """A question, and everybody it is put to."""

    keeps_draft = True
    question = NarrativeField(
        label="What do you ask?",
        help_text="Sent to everybody below. They are then asked what went well, what could be "
        "better and for an example.",
        rows=4,
    )
    category = NamedChoiceField(
        named=category_name,
        queryset=Category.objects.none(),
        label="Category it is about (optional)",
        required=False,
        empty_label="The objectives as a whole",
    )
    names = forms.ChoiceField(
        label="Are names shown with the answers?",
        choices=[(SHOWN, "Yes, with the name or post"), (NOT_SHOWN, "No, without any name")],
        widget=HintedRadioSelect,
    )
    minister = _people_field(SourceKind.MINISTER)
    lead_non_executive = _people_field(SourceKind.LEAD_NON_EXECUTIVE)
    permanent_secretary = _people_field(SourceKind.PERMANENT_SECRETARY)
    staff = _people_field(SourceKind.STAFF)
    other = _people_field(SourceKind.OTHER)
    last_day = GovDateField(label="Last day to answer", what="the last day to answer")
    missing = {"question": "Enter what you ask", "names": "Select whether names are shown"}
    submit_label = "Send the messages"

    KINDS: ClassVar[dict[str, str]] = {kind.replace("-", "_"): kind for kind in SourceKind.values}

    def __init__(
        self, *args: Any, categories: QuerySet[Category], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        category_field: Any = self.fields["category"]
        category_field.queryset = categories
        self.fields["names"].widget.hints = {
            SHOWN: "Everybody asked is told so.",
            NOT_SHOWN: f"Ask at least {FEWEST} people. You are not told who has answered. A kind "
            f"of source is shown only when {FEWEST} or more of it were asked.",
        }

    def layout_items(self) -> Sequence[str | LayoutObject]:
        legend = "Who is asked: one on each line, like “Director, Strategy <name@example.com>”"
        return [
            "question",
            "category",
            "names",
            Section(legend, *self.KINDS, size="s"),
            "last_day",
        ]

    @property
    def people(self) -> list[Person]:
        return [
            person
            for name, kind in self.KINDS.items()
            for person in read_people(kind, self.cleaned_data.get(name) or "")
        ]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for name, kind in self.KINDS.items():
            try:
                read_people(kind, said.get(name) or "")
            except ValueError as error:
                self.add_error(name, str(error))
        if not self.errors:
            problem = people_problem(self.people, is_attributed=said["names"] == SHOWN)
            self.add_error("minister", problem) if problem else None
        if "last_day" in said and (problem := expiry_problem(self.today, said["last_day"])):
            self.add_error("last_day", problem)
        return said


class AnswerForm(BaseForm):
    """What somebody without an account says. It sets no cookie: the link is what lets them in."""

    went_well = NarrativeField(label="What went well?", rows=5, required=False)
    could_be_better = NarrativeField(label="What could be better?", rows=5, required=False)
    example = NarrativeField(
        label="Can you give an example?",
        help_text="Something that happened, and when",
        rows=5,
        required=False,
    )
    submit_label = "Send your answer"

    @cached_property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.disable_csrf = True
        return helper

    @property
    def said(self) -> Said:
        return Said(**self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        if not self.errors and self.said.is_empty:
            self.add_error("went_well", "Answer at least one of the questions")
        return self.cleaned_data


class ExampleForm(BaseForm):
    """An example for the portfolio."""

    keeps_draft = True
    words = NarrativeField(label="What did the holder do, and what came of it?", rows=6)
    happened_on = GovDateField(label="When was it?", what="when it was")
    objective = NamedChoiceField(
        named=objective_name,
        queryset=Objective.objects.none(),
        label="Objective it is an example of (optional)",
        required=False,
        empty_label="None in particular",
    )
    evidence = NarrativeField(
        label="Evidence (optional)",
        help_text="Where somebody else can see it: a document, a visit note, a figure",
        rows=3,
        required=False,
    )
    missing = {"words": "Enter what the holder did"}
    submit_label = "Add the example"

    def __init__(
        self, *args: Any, objectives: QuerySet[Objective], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        objective_field: Any = self.fields["objective"]
        objective_field.queryset = objectives

    def clean_happened_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["happened_on"]
        if day > self.today:
            raise forms.ValidationError("The day it happened must be today or in the past")
        return day


class EndRoundForm(BaseForm):
    """Nothing to fill in: ending a round is only confirmed."""

    submit_label = "Withdraw the request"
    is_final = True
