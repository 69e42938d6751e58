"""Progress on a set: what needs attention, a form for each item, and everything reported."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from csplan.core.components import Crumb
from objectives.forms.progress import (
    BaselineForm,
    EntryForm,
    MeasureReportForm,
    MilestoneReportForm,
    RebaselineForm,
    SourceForm,
)
from objectives.permissions.progress import takes_reports
from objectives.selectors.progress import everything_reported, next_line, progress_page
from objectives.services.baselines import rebaseline_measure, rebaseline_milestone
from objectives.services.progress import report_measure, report_milestone
from objectives.services.sources import link_measure
from objectives.views.base import OfficePage, pages_of
from objectives.views.entries import EntryPage, OfMeasure, OfMilestone, line_url, progress_url

ENTRIES_ON_A_PAGE = 40


class ProgressView(OfficePage):
    """Every milestone and measure of the set, by what needs attention."""

    here = "Progress"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        page = progress_page(self.objective_set, on=self.today)
        context = {
            "page": page,
            "takes_reports": takes_reports(self.objective_set),
            "groups": [
                (group, [(line, line_url("progress", slug, line)) for line in group.lines])
                for group in page.groups
            ],
        }
        return self.show("objectives/progress.html", context)


class ProgressHistoryView(OfficePage):
    """Everything reported on the set, newest first, also on what it has dropped since."""

    here = "History of progress"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = Paginator(everything_reported(self.objective_set), ENTRIES_ON_A_PAGE)
        page = found.get_page(request.GET.get("page"))
        context = {"page": page, "pages": pages_of(page, label="Pages of the history")}
        return self.show("objectives/progress_history.html", context)

    def trail(self) -> list[Crumb]:
        return self.trail_through(Crumb("Progress", progress_url(self.objective_set)))


class ReportPage(EntryPage):
    """How one line stands; the last report's words to the question are in its history."""

    here = "Report progress"
    saved_words = "Progress saved"

    def seen(self) -> int:
        return len(self.line.entries)

    def last(self) -> Any:
        return self.line.last

    def show_form(self, form: EntryForm | None, **more: Any) -> HttpResponse:
        if form is not None:
            form.has_next = True
        return super().show_form(form, **more)

    def saved(self) -> HttpResponse:
        if "next" not in self.request.POST:
            return super().saved()
        super().saved()
        page = progress_page(self.objective_set, on=self.today)
        following = next_line(page, self.line)
        return redirect(
            line_url("progress", self.objective_set.slug, following)
            if following
            else self.back_url()
        )


class MilestoneProgressView(OfMilestone, ReportPage):
    template = "objectives/milestone_progress.html"

    def form(self, data: Any = None, initial: Any = None) -> EntryForm:
        agreed = self.line.agreed_on
        return MilestoneReportForm(data, initial=initial, agreed_on=agreed, today=self.today)

    def initial(self) -> dict[str, Any]:
        """The day that was expected last, while it is still to come."""
        expected = self.line.last.forecast_on if self.line.last else None
        is_to_come = expected is not None and expected >= self.today
        return {"forecast_on": expected} if is_to_come else {}

    def save(self, form: Any) -> None:
        report_milestone(report=form.report, **self.subject(form))


class MeasureProgressView(OfMeasure, ReportPage):
    template = "objectives/measure_progress.html"

    def form(self, data: Any = None, initial: Any = None) -> EntryForm:
        is_computed = self.line.is_computed
        return MeasureReportForm(data, initial=initial, is_computed=is_computed, today=self.today)

    def initial(self) -> dict[str, Any]:
        return {"forecast": self.line.last.forecast} if self.line.last else {}

    def save(self, form: Any) -> None:
        report_measure(report=form.report, **self.subject(form))


class MeasureSourceView(OfMeasure, EntryPage):
    """What a measure is counted from."""

    template = "objectives/measure_source.html"
    here = "What it is counted from"
    saved_words = "What it is counted from is saved"

    def back_url(self) -> str:
        return line_url("progress", self.objective_set.slug, self.line)

    def trail(self) -> list[Crumb]:
        steps = Crumb("Progress", progress_url(self.objective_set))
        return self.trail_through(steps, Crumb("Report progress", self.back_url()))

    def seen(self) -> Any:
        return self.line.item.source_key

    def last(self) -> None:
        """Nothing to compare: whoever was overtaken is refused by what they saw."""

    def form(self, data: Any = None, initial: Any = None) -> Any:
        key = self.line.item.source_key
        return SourceForm(data, initial={"source_key": key, "seen": key})

    def save(self, form: Any) -> None:
        link_measure(
            objective_set=self.objective_set,
            measure_id=self.line.item.pk,
            actor=self.actor,
            at=self.at,
            **form.cleaned_data,
        )


class RebaselinePage(EntryPage):
    """Another day or figure to judge against. What it was before stays on record."""

    def seen(self) -> int:
        return len(self.line.moves)

    def last(self) -> Any:
        return self.line.moves[-1] if self.line.moves else None

    def back_url(self) -> str:
        return line_url("progress", self.objective_set.slug, self.line)

    def trail(self) -> list[Crumb]:
        steps = Crumb("Progress", progress_url(self.objective_set))
        return self.trail_through(steps, Crumb("Report progress", self.back_url()))


class MilestoneRebaselineView(OfMilestone, RebaselinePage):
    template = "objectives/milestone_rebaseline.html"
    here = "Change the agreed day"
    saved_words = "The agreed day is changed"

    def form(self, data: Any = None, initial: Any = None) -> EntryForm:
        return RebaselineForm(data, initial=initial, agreed_on=self.line.agreed_on)

    def save(self, form: Any) -> None:
        said = form.cleaned_data
        rebaseline_milestone(to_on=said["to_on"], reason=said["reason"], **self.subject(form))


class MeasureRebaselineView(OfMeasure, RebaselinePage):
    template = "objectives/measure_baseline.html"
    here = "Baseline"
    saved_words = "The baseline is saved"

    def form(self, data: Any = None, initial: Any = None) -> EntryForm:
        return BaselineForm(data, initial=initial, baseline=self.line.baseline)

    def save(self, form: Any) -> None:
        said = form.cleaned_data
        rebaseline_measure(to_words=said["to_words"], reason=said["reason"], **self.subject(form))
