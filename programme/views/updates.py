"""Writing a return's answers: milestones, measures, the overview."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from programme.choices import Collection
from programme.forms.answers import AnswerForm, MilestoneForm, OverviewForm
from programme.forms.figures import MeasureForm
from programme.forms.values import measure_initial, milestone_initial, overview_initial
from programme.models import MeasureUpdate, MilestoneUpdate, QuarterlyReturn
from programme.rules.measures import figure_words
from programme.selectors.answers import last_overview, last_update
from programme.selectors.derived import RecordFigure, figure_for
from programme.selectors.figures import amount_of, parts_words
from programme.selectors.measures import measure_context
from programme.services import save_measure, save_milestone, save_overview
from programme.views.answering import AnswerPage
from programme.views.base import update_or_404


class MilestoneUpdateView(AnswerPage):
    """One milestone, with last quarter's update beside the form."""

    template = "programme/milestone_update.html"

    @cached_property
    def update(self) -> MilestoneUpdate:
        slugs = self.kwargs["period"], self.kwargs["locality"]
        return update_or_404(MilestoneUpdate, self.actor, *slugs, milestone=self.kwargs["pk"])

    @property
    def quarterly_return(self) -> QuarterlyReturn:
        return self.update.quarterly_return

    @property
    def title(self) -> str:
        return self.update.milestone.title

    def key(self) -> str:
        return f"milestone-{self.update.milestone_id}"

    def form(self, data: Any = None, initial: Any = None) -> AnswerForm:
        return MilestoneForm(
            data,
            initial=initial,
            milestone=self.update.milestone,
            quarter_starts_on=self.quarterly_return.period.starts_on,
            today=self.today,
        )

    def initial(self) -> dict[str, Any]:
        return milestone_initial(self.update)

    def save(self, form: AnswerForm) -> None:
        save_milestone(
            update=self.update,
            answers=form.answers,  # type: ignore[attr-defined]
            version=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )

    def read_again(self) -> None:
        del self.update

    def last_writer(self) -> Mapping[str, Any]:
        return {"by": self.update.updated_by, "at": self.update.updated_at}

    def beside(self) -> Mapping[str, Any]:
        milestone = self.update.milestone
        return {
            "milestone": milestone,
            "is_overdue": milestone.worded_date.is_overdue(self.today),
            "rebaselines": milestone.rebaselines.order_by("-pk"),
            "last": last_update(self.update, self.actor),
            "previous_label": self.quarterly_return.period.quarter.previous.short_label,
        }


class MeasureUpdateView(AnswerPage):
    """One measure, with its plan, its status, the earlier quarters and the year so far beside it.

    One that csplan counts from the record is shown with its records, to be commented on.
    """

    template = "programme/measure_update.html"

    @cached_property
    def update(self) -> MeasureUpdate:
        slugs = self.kwargs["period"], self.kwargs["locality"]
        return update_or_404(MeasureUpdate, self.actor, *slugs, measure=self.kwargs["pk"])

    @property
    def quarterly_return(self) -> QuarterlyReturn:
        return self.update.quarterly_return

    @property
    def title(self) -> str:
        return self.update.measure.title

    @cached_property
    def from_record(self) -> RecordFigure | None:
        """What the record says, for a measure that follows it or is typed with its help."""
        return figure_for(self.update)

    @property
    def is_followed(self) -> bool:
        measure = self.update.measure
        return measure.collection == Collection.DERIVED and self.from_record is not None

    def key(self) -> str:
        return f"measure-{self.update.measure_id}"

    def form(self, data: Any = None, initial: Any = None) -> AnswerForm:
        measure = self.update.measure
        return MeasureForm(data, initial=initial, measure=measure, asks=not self.is_followed)

    def initial(self) -> dict[str, Any]:
        return measure_initial(self.update)

    def save(self, form: AnswerForm) -> None:
        save_measure(
            update=self.update,
            answers=form.answers,  # type: ignore[attr-defined]
            comment=form.cleaned_data["comment"],
            version=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )

    def read_again(self) -> None:
        del self.update

    def last_writer(self) -> Mapping[str, Any]:
        return {"by": self.update.updated_by, "at": self.update.updated_at}

    def beside(self) -> Mapping[str, Any]:
        followed = self.from_record if self.is_followed else None
        amount = amount_of(self.update)
        return {
            "measure": self.update.measure,
            "beside": measure_context(self.update, self.actor, from_record=followed),
            "from_record": self.from_record,
            "is_followed": self.is_followed,
            "parts": parts_words(amount) if amount else "",
            "percentage": figure_words(amount.value, self.update.measure.unit) if amount else "",
            "version": self.update.version,
            "previous_label": self.quarterly_return.period.quarter.previous.short_label,
            "year": self.quarterly_return.period.year,
        }


class OverviewUpdateView(AnswerPage):
    """The locality's overview, with last quarter's beside it."""

    template = "programme/overview_update.html"
    title = "Overview of the quarter"

    def key(self) -> str:
        return "overview"

    def form(self, data: Any = None, initial: Any = None) -> AnswerForm:
        return OverviewForm(data, initial=initial)

    def initial(self) -> dict[str, Any]:
        return overview_initial(self.quarterly_return)

    def save(self, form: AnswerForm) -> None:
        save_overview(
            quarterly_return=self.quarterly_return,
            overview=form.cleaned_data["overview"],
            version=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )

    def read_again(self) -> None:
        del self.quarterly_return

    def last_writer(self) -> Mapping[str, Any]:
        return {}

    def beside(self) -> Mapping[str, Any]:
        return {
            "last": last_overview(self.quarterly_return, self.actor),
            "previous_label": self.quarterly_return.period.quarter.previous.short_label,
        }
