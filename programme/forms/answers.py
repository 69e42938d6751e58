"""What people fill in about a quarter, and what they are told when it is not right."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from crispy_forms.layout import LayoutObject
from django.forms.boundfield import BoundField

from csplan.core.forms import (
    BaseForm,
    GovDateField,
    HiddenVersionField,
    NarrativeField,
    RatingField,
)
from csplan.core.periods import Quarter
from csplan.core.worded_moments import date_words
from programme.forms.behalf import NAME as ON_BEHALF_OF
from programme.forms.behalf import ForSomebodyElse, on_behalf_field
from programme.forms.layout import SaveButtons, ShownFor, StartFromLast
from programme.models import Milestone
from programme.rules.returns import (
    ASKED_FOR,
    CONDITIONAL,
    MilestoneAnswers,
    asked_for,
    milestone_problems,
)


class AnswerForm(BaseForm):
    """One answer of a return, saved only over the version that its writer saw."""

    version = HiddenVersionField()
    keeps_draft = True
    following: str = ""
    # What the form can be started from, in words; "" when there is nothing to start from.
    starts_from: str = ""

    def layout_items(self) -> Sequence[str | LayoutObject]:
        asked = [name for name in self.fields if name != ON_BEHALF_OF]
        return [*self.start_items(), *asked]

    def start_items(self) -> Sequence[LayoutObject]:
        return [StartFromLast(self.following, self.starts_from)] if self.starts_from else []

    def button_items(self) -> Sequence[LayoutObject]:
        return [SaveButtons(self.following)]

    def add_problems(self, problems: dict[str, str]) -> None:
        """Say what is missing, but not again of a field that already has its own message."""
        for field, message in problems.items():
            if field not in self.errors:
                self.add_error(field, message)

    def entered(self) -> Mapping[str, Any]:
        """What a valid form would save."""
        return self.cleaned_data

    def words(self) -> Iterator[tuple[str, str]]:
        """What was typed in each box, as it was typed: for a page that could not save it."""
        for field in self.visible_fields():
            text = typed(field)
            if text:
                yield str(field.label), text


class EntryForm(AnswerForm):
    """An answer that may be entered for somebody else."""

    on_behalf_of = on_behalf_field()

    def button_items(self) -> Sequence[LayoutObject]:
        return [ForSomebodyElse(), *super().button_items()]


class MilestoneForm(EntryForm):
    """How a milestone stands this quarter."""

    rating = RatingField(label="How does the milestone stand?", required=False)
    rating_explanation = NarrativeField(
        label="Why does your rating differ from what the evidence suggests?",
        help_text="Only if it does: a sentence on what the dates and figures do not show",
        rows=3,
        required=False,
    )
    forecast_on = GovDateField(
        label="When do you now expect it to be complete?",
        what="the date you now expect",
        required=False,
    )
    completed_on = GovDateField(
        label="When was it completed?",
        what="the completion date",
        required=False,
    )
    evidence = NarrativeField(
        label="What shows that it is complete?",
        help_text="Such as minutes, a signed agreement or an attendance sheet, and who holds it",
        rows=3,
        required=False,
    )
    late_report_reason = NarrativeField(
        label="Why is it reported now?",
        help_text="Only if it was completed before this quarter began",
        rows=3,
        required=False,
    )
    risk = NarrativeField(
        label="What is the risk?",
        help_text="What may happen, and what it would mean for the milestone",
        rows=3,
        required=False,
    )
    path_to_green = NarrativeField(
        label="What will bring it back on track?",
        help_text="Who will do what, and by when",
        rows=4,
        required=False,
    )
    date_change_reason = NarrativeField(
        label="If the date changes, why?",
        rows=3,
        required=False,
    )
    narrative = NarrativeField(
        label="What happened this quarter?",
        help_text="What was done, what it changed, and what gets in the way",
        required=False,
    )

    def __init__(
        self, *args: Any, milestone: Milestone, quarter_starts_on: dt.date, today: dt.date,
        expected_before: Callable[[], dt.date | None] = lambda: None,
        asks_why: Callable[[], bool] = lambda: True, **kwargs: Any,
    ) -> None:  # fmt: skip
        """``expected_before`` is asked only where a change of date matters.

        ``asks_why`` says whether to show the question about a rating that differs from the
        evidence; words already given for it are shown in any case.
        """
        super().__init__(*args, **kwargs)
        self.asks_why = asks_why
        self.expected_before = expected_before
        self.milestone = milestone
        self.quarter_starts_on = quarter_starts_on
        self.today = today
        quarter = Quarter.containing(quarter_starts_on)
        forecast = _example(quarter.next.ends_on)
        if milestone.date_latest is None:
            forecast = f"If you can say. {forecast}"
        self.fields["forecast_on"].help_text = forecast
        self.fields["completed_on"].help_text = _example(quarter.ends_on)

    def _date_hint(self) -> str:
        until_now = self.expected_before()
        if until_now is None:
            return "Leave this empty if the date stays as it was"
        return (
            f"Until now it was expected on {date_words(until_now)}. "
            "Leave this empty if that still stands"
        )

    def layout_items(self) -> Sequence[str | LayoutObject]:
        # The bound field, which has taken its words from the field if the form was checked.
        self["date_change_reason"].help_text = self._date_hint()
        return [
            *self.start_items(),
            "version",
            "rating",
            *self._why(),
            self._asked("If it is not complete", "forecast_on"),
            self._asked("If it is at risk", "risk"),
            self._asked("If it is off track", "date_change_reason"),
            self._asked("If it is at risk or off track", "path_to_green"),
            self._asked("If it is complete", "completed_on", "evidence", "late_report_reason"),
            "narrative",
        ]

    def _why(self) -> Sequence[str]:
        question = self["rating_explanation"]
        question.help_text = "What the dates and figures do not show"
        return ["rating_explanation"] if question.value() or self.asks_why() else []

    def _asked(self, when: str, *names: str) -> ShownFor:
        """Questions that all arise for the same ratings."""
        return ShownFor("rating", sorted(ASKED_FOR[names[0]]), *names, when=when)

    def clean(self) -> dict[str, Any]:
        self._forget_questions_not_asked()
        answers = self.answers
        may_change = "date_change_reason" in asked_for(answers.rating)
        problems = milestone_problems(
            answers,
            is_dated=self.milestone.date_latest is not None,
            quarter_starts_on=self.quarter_starts_on,
            today=self.today,
            expected_before=self.expected_before() if may_change else None,
        )
        self.add_problems(problems)
        return self.cleaned_data

    @property
    def answers(self) -> MilestoneAnswers:
        """The answers as far as they could be read, without those to questions not asked."""
        asked = {field.name for field in dataclasses.fields(MilestoneAnswers)}
        read = {name: value for name, value in self.cleaned_data.items() if name in asked}
        return MilestoneAnswers(**read).tidied()

    def entered(self) -> Mapping[str, Any]:
        return {**self.cleaned_data, **vars(self.answers)}

    def _forget_questions_not_asked(self) -> None:
        """A slip in a box that script has hidden must not stop the save unseen."""
        rating = self.cleaned_data.get("rating", "")
        if rating:
            for field in CONDITIONAL - asked_for(rating):
                self.errors.pop(field, None)


class OverviewForm(EntryForm):
    """The locality's overview of the quarter."""

    overview = NarrativeField(
        label="The quarter in your locality",
        help_text="What mattered most, what you learnt and what you need from others",
        rows=12,
    )
    missing = {"overview": "Enter the overview of the quarter"}


def _example(day: dt.date) -> str:
    return f"For example, {day.day} {day.month} {day.year}"


def typed(field: BoundField) -> str:
    """What stands in the box, in one line if it has several parts."""
    value = field.value()
    if isinstance(value, list | tuple):
        return " ".join(str(part) for part in value if part)
    return "" if value is None else str(value)
