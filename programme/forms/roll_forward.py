"""Choosing what becomes of each line of a plan in the next one.

First the new plan and a choice for every line, then what the choices need. The second page
carries the first one's answers along, so that nothing is kept anywhere in between.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.template.defaultfilters import capfirst

from csplan.core.forms import BaseForm, NarrativeField, Section
from csplan.registers.forms import FinancialYearField
from programme.choices import SuccessionKind
from programme.models import BusinessPlan
from programme.rules.roll_forward import (
    MOST_PARTS,
    Decision,
    Decisions,
    Level,
    Line,
    Place,
    Wishes,
    needs_place,
    problems,
)
from programme.selectors.roll_forward import next_title

CHOICES = (
    (SuccessionKind.CONTINUED, "Continue"),
    (SuccessionKind.MERGED, "Merge into another"),
    (SuccessionKind.SPLIT, "Split into several"),
    (SuccessionKind.ENDED, "End"),
)
SELECT = {"class": "govuk-select"}


def name_of(line: Line, part: str) -> str:
    """The name of a field about the line: "item-12-kind"."""
    return f"{line.level}-{line.pk}-{part}"


class RollForwardForm(BaseForm):
    """The new plan, and what becomes of each line."""

    title = forms.CharField(label="Title of the new plan", max_length=200)
    first_year = FinancialYearField(label="First year", help_text="Like 2014/15.")
    last_year = FinancialYearField(label="Last year", help_text="The same for one year.")
    carries_local = forms.BooleanField(
        label="Carry localities’ own items that serve one that goes on",
        help_text="Their milestones are not carried: they have their dates in this plan.",
        required=False,
    )

    missing = {
        "title": "Enter the title of the new plan",
        "first_year": "Enter the first year, like 2014/15",
        "last_year": "Enter the last year, like 2014/15",
    }
    submit_label = "Continue"

    def __init__(
        self,
        *args: Any,
        source: BusinessPlan,
        lines: Sequence[Line],
        answers: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.source, self.lines = source, lines
        kwargs["initial"] = answers or self._usual()
        super().__init__(*args, **kwargs)
        for line in lines:
            self.fields[name_of(line, "kind")] = self._kind_field(line)

    def _usual(self) -> dict[str, Any]:
        first_year = self.source.last_year + 1
        length = self.source.last_year - self.source.first_year
        return {
            "title": next_title(self.source),
            "first_year": first_year,
            "last_year": first_year + length,
            "carries_local": True,
        }

    def _kind_field(self, line: Line) -> forms.ChoiceField:
        message = f"Select what becomes of “{line.name}”"
        return forms.ChoiceField(
            label=self._label(line),
            choices=CHOICES,
            initial=line.usual,
            error_messages={"required": message, "invalid_choice": message},
        )

    def _label(self, line: Line) -> str:
        """The line, after what it is; an outcome's own choice stands under its name."""
        if line.level == Level.OUTCOME:
            return f"The {self.source.outcome_singular} itself"
        kind = self.source.item_singular if line.level == Level.ITEM else "measure"
        return f"{capfirst(kind)}: {line.name}"

    def layout_items(self) -> Sequence[str | LayoutObject]:
        return [
            "title",
            "first_year",
            "last_year",
            "carries_local",
            *(Section(name, *fields) for name, fields in self._by_outcome()),
        ]

    def _by_outcome(self) -> list[tuple[str, list[str]]]:
        """Each outcome with the choices for it and what is below it."""
        found: list[tuple[str, list[str]]] = []
        for line in self.lines:
            if line.level == Level.OUTCOME:
                found.append((line.name, []))
            found[-1][1].append(name_of(line, "kind"))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if first is not None and last is not None and last < first:
            self.add_error("last_year", "The last year must not be before the first")
        if first is not None and first <= self.source.first_year:
            self.add_error("first_year", "The next plan must begin after this one")
        if BusinessPlan.objects.filter(title=cleaned.get("title", "")).exists():
            self.add_error("title", "There is a plan with this title already")
        return cleaned

    def decisions(self) -> Decisions:
        """The choices of a form whose choices are valid."""
        return {(line.level, line.pk): self._decision(line) for line in self.lines}

    def _decision(self, line: Line) -> Decision:
        said = self.cleaned_data
        target = str(said.get(name_of(line, "target"), ""))
        titles = str(said.get(name_of(line, "titles"), "")).splitlines()
        return Decision(
            kind=said[name_of(line, "kind")],
            target=int(target) if target.isdecimal() else None,
            titles=tuple(title.strip() for title in titles if title.strip()),
            reason=said.get(name_of(line, "reason"), ""),
            place=Place.parse(str(said.get(name_of(line, "place"), ""))),
        )

    def wishes(self) -> Wishes:
        return Wishes(
            title=self.cleaned_data["title"],
            first_year=self.cleaned_data["first_year"],
            last_year=self.cleaned_data["last_year"],
            carries_local=self.cleaned_data["carries_local"],
            decisions=self.decisions(),
        )


class RollForwardDetailsForm(RollForwardForm):
    """What the choices need: into what, which parts, why, and where to."""

    submit_label = "Make the draft"

    def __init__(self, *args: Any, chosen: Decisions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen
        for field in self.fields.values():
            field.widget = forms.HiddenInput()
        for line in self.lines:
            self._ask(line, chosen[line.level, line.pk].kind)
        self.asked = [(line, names) for line in self.lines if (names := self._names(line))]

    def _ask(self, line: Line, kind: str) -> None:
        if kind == SuccessionKind.MERGED:
            self.fields[name_of(line, "target")] = self._target_field(line)
        if kind == SuccessionKind.SPLIT:
            self.fields[name_of(line, "titles")] = self._titles_field()
        if kind == SuccessionKind.ENDED:
            self.fields[name_of(line, "reason")] = NarrativeField(
                label="Why does it end?", rows=3, required=False
            )
        if needs_place(line, self.chosen):
            self.fields[name_of(line, "place")] = self._place_field(line)

    def _target_field(self, line: Line) -> forms.ChoiceField:
        going_on = [
            (str(other.pk), other.name)
            for other in self.lines
            if other.level == line.level and self._continues(other)
        ]
        choices = [("", "Select one"), *going_on]
        return forms.ChoiceField(label="Merged into", choices=choices, required=False)

    def _titles_field(self) -> forms.CharField:
        return forms.CharField(
            label="Its parts",
            help_text=f"One on each line, at least 2 and at most {MOST_PARTS}.",
            widget=forms.Textarea(attrs={"rows": 4}),
            max_length=MOST_PARTS * 1_000,
            required=False,
        )

    def _place_field(self, line: Line) -> forms.ChoiceField:
        home = self.chosen[Level.OUTCOME, line.parent or 0]
        label = f"Under which {self.source.outcome_singular}?"
        if home.kind == SuccessionKind.SPLIT:
            parts = range(1, MOST_PARTS + 1)
            choices = [
                (str(Place(line.parent or 0, part)), f"Part {part}, as entered above")
                for part in parts
            ]
            return forms.ChoiceField(label=label, choices=choices, required=False)
        going_on = [
            (str(Place(other.pk)), other.name)
            for other in self.lines
            if other.level == Level.OUTCOME and self._is_kept(other)
        ]
        choices = [("", "Select one"), *going_on]
        return forms.ChoiceField(label=label, choices=choices, required=False)

    def _continues(self, line: Line) -> bool:
        return self.chosen[line.level, line.pk].kind == SuccessionKind.CONTINUED

    def _is_kept(self, line: Line) -> bool:
        kept = (SuccessionKind.CONTINUED, SuccessionKind.SPLIT)
        return self.chosen[line.level, line.pk].kind in kept

    def _names(self, line: Line) -> list[str]:
        names = [name_of(line, part) for part in ("target", "titles", "reason", "place")]
        return [name for name in names if name in self.fields]

    def layout_items(self) -> Sequence[str | LayoutObject]:
        return [Section(line.name, *names) for line, names in self.asked]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            for problem in problems(self.lines, self.decisions()):
                self.add_error(name_of(problem.line, problem.field), problem.words)
        return cleaned
