"""Trajectories: the list of a plan's measures, one measure's grid, and the printed appendix."""

from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from csplan.core.components import Crumb
from csplan.core.errors import IncompleteError, NotPermittedError, StaleVersionError
from csplan.core.periods import FinancialYear, PeriodError
from programme.forms.trajectories import BY_PROFILE, EVENLY, TrajectoryForm, initial_of
from programme.models import BusinessPlan, Measure
from programme.permissions.plans import can_frame, can_start_plans
from programme.registers.plans import plan_or_404
from programme.selectors.plan_checks import missing_quarters
from programme.selectors.trajectories import (
    Grid,
    appendix,
    trajectory_grid,
    trajectory_lines,
    years_of,
)
from programme.services.trajectories import save_trajectory
from programme.views.base import ProgrammePage

HEADING = "What is planned each quarter"


class PlanPage(ProgrammePage):
    """A page of one plan, named ``plan`` in the address."""

    heading = HEADING

    @cached_property
    def plan(self) -> BusinessPlan:
        return plan_or_404(self.actor, self.kwargs["plan"])

    def back_url(self) -> str:
        return reverse("programme:plan-detail", args=[self.plan.slug])

    def common(self) -> dict[str, Any]:
        return {"plan": self.plan, "heading": self.heading, "crumbs": self.trail()}

    def trail(self) -> list[Crumb]:
        return [*self.steps(), Crumb(self.heading)]

    def steps(self) -> list[Crumb]:
        return [
            Crumb("Plans", reverse("programme:plan-list")),
            Crumb(self.plan.title, self.back_url()),
        ]


class TrajectoriesView(PlanPage):
    """Each measure's year, what its quarters come to, and what is still to do."""

    def get(self, request: HttpRequest, plan: str) -> HttpResponse:
        context = {
            "lines": trajectory_lines(self.plan),
            "missing": missing_quarters(self.plan),
            "may_keep": can_frame(self.actor, self.plan),
            "may_start": can_start_plans(self.actor),
            "has_years": self.plan.first_year != self.plan.last_year,
        }
        return self.show("programme/trajectories.html", context)


class AppendixView(PlanPage):
    """Appendix 1: every measure under its outcome, to read and to print."""

    heading = "Appendix 1: Performance measures"

    def get(self, request: HttpRequest, plan: str) -> HttpResponse:
        return self.show("programme/appendix_measures.html", {"parts": appendix(self.plan)})


class TrajectoryView(PlanPage):
    """One measure's year as a grid: typed, spread for checking, saved."""

    @cached_property
    def measure(self) -> Measure:
        found = Measure.objects.filter(outcome__plan=self.plan)
        loaded = found.select_related("outcome__plan").prefetch_related("year_targets")
        return get_object_or_404(loaded, pk=self.kwargs["pk"])

    @cached_property
    def year(self) -> FinancialYear:
        try:
            year = FinancialYear.parse(self.kwargs["year"])
        except PeriodError:
            raise Http404 from None
        if year not in years_of(self.plan):
            raise Http404
        return year

    @cached_property
    def grid(self) -> Grid:
        return trajectory_grid(self.measure, self.year)

    @property
    def may_keep(self) -> bool:
        return can_frame(self.actor, self.plan)

    def list_url(self) -> str:
        return reverse("programme:trajectories", args=[self.plan.slug])

    def trail(self) -> list[Crumb]:
        return [*self.steps(), Crumb(HEADING, self.list_url()), Crumb(self.measure.title)]

    def get(self, request: HttpRequest, **place: Any) -> HttpResponse:
        return self.show_form(self.form(initial=initial_of(self.grid)))

    def post(self, request: HttpRequest, **place: Any) -> HttpResponse:
        if self.measure and not self.may_keep:
            raise NotPermittedError("You may not change the trajectories of this plan")
        form = self.form(request.POST)
        do = request.POST.get("do", "")
        if not form.is_valid():
            return self.show_form(form)
        if do in (EVENLY, BY_PROFILE):
            return self.spread(form, do)
        return self.saved_or_conflict(form)

    def form(self, data: Any = None, initial: Mapping[str, Any] | None = None) -> TrajectoryForm:
        return TrajectoryForm(data, initial=initial, grid=self.grid)

    def spread(self, form: TrajectoryForm, how: str) -> HttpResponse:
        """The same page with the boxes filled in; nothing is saved yet."""
        if not self.grid.can_be_spread:
            form.add_error(None, "There is no target for this year to spread")
            return self.show_form(form)
        data = form.spread(how)
        if data is None:
            return self.show_form(form)
        return self.show_form(self.form(data), is_spread=True)

    def saved_or_conflict(self, form: TrajectoryForm) -> HttpResponse:
        try:
            changed = save_trajectory(
                measure=self.measure,
                year=self.year,
                wanted=form.wanted,
                seen=form.cleaned_data["seen"],
                actor=self.actor,
                at=self.at,
            )
        except StaleVersionError:
            return self.conflict(form)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form)
        noun = "value" if changed == 1 else "values"
        messages.success(self.request, f"Saved: {self.measure.title}, {changed} {noun} changed")
        return redirect(self.request.path)

    def conflict(self, form: TrajectoryForm) -> HttpResponse:
        """Both texts; nothing is asked of a writer whose figures are what is stored."""
        del self.grid
        pairs = form.differences(self.grid.cells)
        if not pairs:
            return redirect(self.request.path)
        data: QueryDict = self.request.POST.copy()
        data["seen"] = self.grid.seen
        again = self.form(data)
        return self.show_form(again, status=HTTPStatus.CONFLICT, differences=pairs)

    def show_form(
        self, form: TrajectoryForm, *, status: int = HTTPStatus.OK, **more: Any
    ) -> HttpResponse:
        years = years_of(self.plan)
        context = {
            "form": form,
            "grid": self.grid,
            "measure": self.measure,
            "year": self.year,
            "other_years": [each for each in years if each != self.year],
            "may_keep": self.may_keep,
            "may_start": can_start_plans(self.actor),
            "heading": self.measure.title,
            "list_url": self.list_url(),
            **more,
        }
        return self.show("programme/trajectory.html", context, status=status)
