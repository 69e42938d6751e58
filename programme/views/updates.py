"""Writing a return's answers: milestones, measures, the overview."""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from programme.choices import Collection
from programme.forms.answers import AnswerForm, MilestoneForm, OverviewForm
from programme.forms.behalf import NAME as ON_BEHALF_OF
from programme.forms.figures import MeasureForm
from programme.forms.values import (
    measure_again,
    measure_initial,
    milestone_again,
    milestone_initial,
    overview_initial,
)
from programme.models import MeasureUpdate, MilestoneUpdate, QuarterlyReturn
from programme.rules.measures import figure_words
from programme.selectors.answers import expected_before
from programme.selectors.derived import RecordFigure, figure_for
from programme.selectors.figures import amount_of, parts_words
from programme.selectors.items import (
    earlier_measure_updates,
    earlier_milestone_updates,
    earlier_returns,
    last_of,
    measure_history,
    milestone_history,
    overview_history,
)
from programme.selectors.measures import measure_context
from programme.selectors.ratings import (
    ThreeRatings,
    difference_to_explain,
    ratings_by_milestone,
    return_standings,
)
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
            expected_before=lambda: self.expected_before,
            asks_why=lambda: self.ratings.lacks_explanation,
        )

    @cached_property
    def earlier(self) -> tuple[MilestoneUpdate, ...]:
        return earlier_milestone_updates(self.update, self.actor)

    @property
    def last(self) -> MilestoneUpdate | None:
        """Last quarter's update, if there was one."""
        return last_of(self.earlier, self.quarterly_return)

    def last_answers(self) -> Mapping[str, Any]:
        return milestone_again(self.last, today=self.today) if self.last else {}

    @cached_property
    def expected_before(self) -> dt.date | None:
        """Read once for the form and its hint."""
        return expected_before(self.update)

    @cached_property
    def ratings(self) -> ThreeRatings:
        """The three ratings of what is stored."""
        pk = self.update.milestone_id
        found = ratings_by_milestone(
            self.quarterly_return, [pk], standings=return_standings(self.quarterly_return)
        )
        return found[pk]

    def initial(self) -> dict[str, Any]:
        return {**milestone_initial(self.update), ON_BEHALF_OF: self.entered_for(self.update)}

    def save(self, form: AnswerForm) -> None:
        save_milestone(
            update=self.update,
            answers=form.answers,  # type: ignore[attr-defined]
            on_behalf_of=form.cleaned_data[ON_BEHALF_OF],
            version=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )

    def saved(self) -> HttpResponse:
        """Back to the same page where the rating saved wants a word of explanation."""
        if self.request.POST.get("rating_explanation"):
            return super().saved()
        pk = self.update.milestone_id
        difference = difference_to_explain(self.quarterly_return, pk)
        if not difference:
            return super().saved()
        messages.info(self.request, f"Saved. You rate it {difference}: say why, or rate it again")
        # Once explained it would be the list's last, and what was to come next forgotten.
        url, following = self.url("milestone-update", pk), self.request.POST.get("next", "")
        return redirect(f"{url}?{urlencode({'next': following})}" if following else url)

    def read_again(self) -> None:
        del self.update
        self.__dict__.pop("ratings", None)

    def last_writer(self) -> Mapping[str, Any]:
        return self.written_by(self.update)

    def beside(self) -> Mapping[str, Any]:
        milestone = self.update.milestone
        return {
            "milestone": milestone,
            "is_overdue": milestone.worded_date.is_overdue(self.today),
            "rebaselines": milestone.rebaselines.order_by("-pk"),
            "last": self.last,
            "history": milestone_history(self.update, self.earlier, self.actor),
            "previous_label": self.quarterly_return.period.quarter.previous.short_label,
            "ratings": self.ratings,
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
        return {**measure_initial(self.update), ON_BEHALF_OF: self.entered_for(self.update)}

    def save(self, form: AnswerForm) -> None:
        save_measure(
            update=self.update,
            answers=form.answers,  # type: ignore[attr-defined]
            comment=form.cleaned_data["comment"],
            on_behalf_of=form.cleaned_data[ON_BEHALF_OF],
            version=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )

    def read_again(self) -> None:
        del self.update

    def last_writer(self) -> Mapping[str, Any]:
        return self.written_by(self.update)

    @cached_property
    def earlier(self) -> tuple[MeasureUpdate, ...]:
        return earlier_measure_updates(self.update, self.actor)

    def last_answers(self) -> Mapping[str, Any]:
        last = last_of(self.earlier, self.quarterly_return)
        return measure_again(last) if last else {}

    def starts_from(self) -> str:
        return "last quarter’s words" if super().starts_from() else ""

    def beside(self) -> Mapping[str, Any]:
        followed = self.from_record if self.is_followed else None
        amount = amount_of(self.update)
        return {
            "measure": self.update.measure,
            "history": measure_history(self.update, self.earlier, self.actor),
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
            on_behalf_of=form.cleaned_data[ON_BEHALF_OF],
            version=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )

    def read_again(self) -> None:
        del self.quarterly_return

    def last_writer(self) -> Mapping[str, Any]:
        return {}

    @cached_property
    def earlier(self) -> tuple[QuarterlyReturn, ...]:
        return earlier_returns(self.quarterly_return, self.actor)

    @property
    def last_overview(self) -> str:
        previous = self.quarterly_return.period.quarter.previous
        last = next((row for row in self.earlier if row.period.quarter == previous), None)
        return last.overview if last else ""

    def last_answers(self) -> Mapping[str, Any]:
        return {"overview": self.last_overview} if self.last_overview else {}

    def starts_from(self) -> str:
        return "last quarter’s overview" if super().starts_from() else ""

    def beside(self) -> Mapping[str, Any]:
        return {
            "last": self.last_overview,
            "history": overview_history(self.quarterly_return, self.earlier, self.actor),
            "previous_label": self.quarterly_return.period.quarter.previous.short_label,
        }
