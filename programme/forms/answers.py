"""What people fill in about a quarter, and what they are told when it is not right."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms

from csplan.core.forms import (
    BaseForm,
    Buttons,
    GovDateField,
    HiddenVersionField,
    NarrativeField,
    RatingField,
)
from csplan.core.periods import LONDON, Quarter
from csplan.core.ratings import NEEDS_PATH_TO_GREEN, Rating
from csplan.core.worded_moments import time_words
from programme.forms.layout import SaveButtons, ShownFor
from programme.models import Milestone
from programme.rules.returns import MilestoneAnswers, milestone_problems

OPENING_HOUR, LAST_HOUR, CLOSE_OF_BUSINESS = 6, 23, 17


class AnswerForm(BaseForm):
    """One answer of a return, saved only over the version that its writer saw."""

    version = HiddenVersionField()
    following: str = ""

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
            text = _typed(field.value())
            if text:
                yield str(field.label), text


class MilestoneForm(AnswerForm):
    """How a milestone stands this quarter."""

    rating = RatingField(label="How does the milestone stand?", required=False)
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
    late_report_reason = NarrativeField(
        label="Why is it reported now?",
        help_text="Only if it was completed before this quarter began",
        rows=3,
        required=False,
    )
    path_to_green = NarrativeField(
        label="What will bring it back on track?",
        help_text="If it is at risk or off track: who will do what, and by when",
        rows=4,
        required=False,
    )
    narrative = NarrativeField(
        label="What happened this quarter?",
        help_text="What was done, what it changed, and what gets in the way",
        required=False,
    )

    def __init__(
        self, *args: Any, milestone: Milestone, quarter_starts_on: dt.date, today: dt.date,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.milestone = milestone
        self.quarter_starts_on = quarter_starts_on
        self.today = today
        when = "If you can say" if milestone.date_latest is None else "If it is not complete yet"
        quarter = Quarter.containing(quarter_starts_on)
        self.fields["forecast_on"].help_text = _example(when, quarter.next.ends_on)
        self.fields["completed_on"].help_text = _example("If it is complete", quarter.ends_on)

    def layout_items(self) -> Sequence[str | LayoutObject]:
        unfinished = [rating for rating in Rating if rating != Rating.COMPLETE]
        return [
            "version",
            "rating",
            ShownFor("rating", unfinished, "forecast_on"),
            ShownFor("rating", sorted(NEEDS_PATH_TO_GREEN), "path_to_green"),
            ShownFor("rating", [Rating.COMPLETE], "completed_on", "late_report_reason"),
            "narrative",
        ]

    def clean(self) -> dict[str, Any]:
        self._forget_questions_not_asked()
        problems = milestone_problems(
            self.answers,
            is_dated=self.milestone.date_latest is not None,
            quarter_starts_on=self.quarter_starts_on,
            today=self.today,
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
        asked = {"forecast_on"} if rating != Rating.COMPLETE else set()
        asked |= {"completed_on", "late_report_reason"} if rating == Rating.COMPLETE else set()
        asked |= {"path_to_green"} if rating in NEEDS_PATH_TO_GREEN else set()
        if rating:
            for field in CONDITIONAL - asked:
                self.errors.pop(field, None)


CONDITIONAL = frozenset({"forecast_on", "completed_on", "late_report_reason", "path_to_green"})


class OverviewForm(AnswerForm):
    """The locality's overview of the quarter."""

    overview = NarrativeField(
        label="The quarter in your locality",
        help_text="What mattered most, what you learnt and what you need from others",
        rows=12,
    )
    missing = {"overview": "Enter the overview of the quarter"}


class DecisionForm(BaseForm):
    """A step that moves a return on, decided on the version that its taker read."""

    version = HiddenVersionField()


class SendBackForm(DecisionForm):
    """A return sent back says why."""

    reason = NarrativeField(
        label="What must change before you can accept it?",
        help_text="The co-ordinator sees this at the top of the return",
    )
    missing = {"reason": "Enter why you are sending the return back"}
    submit_label = "Send back"


class ExtendForm(BaseForm):
    """Until when one locality may report, and why."""

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


class OpenPeriodForm(BaseForm):
    """Nothing to fill in: opening is only confirmed."""

    submit_label = "Open this quarter"


class ClosePeriodForm(BaseForm):
    """Nothing to fill in: closing is only confirmed."""

    submit_label = "Close this quarter"

    def button_items(self) -> Sequence[LayoutObject]:
        return [Buttons(self.submit_label, style="warning", cancel_url=self.cancel_url)]


def _example(when: str, day: dt.date) -> str:
    return f"{when}. For example, {day.day} {day.month} {day.year}"


def _typed(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(str(part) for part in value if part)
    return "" if value is None else str(value)
