"""The quarters: the list, how far everybody has got, opening and closing."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_tables2 import RequestConfig

from csplan.accounts.choices import Role
from csplan.core.errors import NotPermittedError, WrongStateError
from csplan.core.models import ReportingPeriod
from csplan.core.periods import london_day
from programme.choices import ReturnState
from programme.forms.decisions import ClosePeriodForm, OpenPeriodForm
from programme.permissions.measures import can_read_national_figures
from programme.permissions.oversight import can_nudge, can_oversee
from programme.permissions.periods import can_date_period
from programme.permissions.returns import can_run_periods, can_see_progress_of_returns
from programme.rules.returns import deadline_words
from programme.selectors.dates import consideration_of
from programme.selectors.national import ReturnLine, period_lines, period_state, return_lines
from programme.selectors.national_figures import reported_words
from programme.selectors.oversight import grid_lines, late_lines
from programme.selectors.steps import can_close_now, can_open_now
from programme.services import close_period, open_period
from programme.tables import ReturnTable
from programme.views.base import (
    PAGE_SIZE,
    PeriodPage,
    ProgrammePage,
    crumbs,
    page_of,
    pages,
)
from programme.views.oversight import views_of

LATE = "late"


class PeriodListView(ProgrammePage):
    """Every quarter, the latest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(ReportingPeriod.objects.all(), PAGE_SIZE).get_page(
            request.GET.get("page")
        )
        lines = period_lines(page.object_list, actor=self.actor, at=self.at)
        context = {
            "lines": lines,
            "pages": pages(page, "Pages of quarters"),
            "sees_all": can_see_progress_of_returns(self.actor),
        }
        return self.show("programme/period_list.html", context)


class ReturnListView(PeriodPage):
    """How far each locality has got with a quarter: the completeness grid for those who oversee
    it, the returns that they can see for others.
    """

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        lines = return_lines(self.period, actor=self.actor, at=self.at)
        if can_see_progress_of_returns(self.actor):
            return self.show(
                "programme/return_grid.html", {**self._state(lines), **self._grid(lines)}
            )
        table = ReturnTable(lines, period=self.period)
        RequestConfig(request, paginate={"per_page": PAGE_SIZE}).configure(table)
        return self.show("programme/return_list.html", {"table": table, **self._state(lines)})

    def _state(self, lines: list[ReturnLine]) -> dict[str, Any]:
        due_on = london_day(self.period.due_at)
        return {
            "crumbs": crumbs(here=self.period.quarter.short_label),
            "state": period_state(
                self.period, has_returns=bool(lines) or self.period.returns.exists(), at=self.at
            ),
            "deadline": deadline_words(due_on, self.today),
            "considered": consideration_of(self.period),
            "can_date": can_date_period(self.actor, self.period),
            "is_closed": self.period.is_closed_at(self.at),
            "total": len(lines),
        }

    def _grid(self, lines: list[ReturnLine]) -> dict[str, Any]:
        """One page of the grid, and what may be done about all of it."""
        late = late_lines(lines, at=self.at)
        show = self.request.GET.get("show", "")
        shown = self._filtered(lines, late, show)
        page = page_of(self.request, shown)
        submitted = sum(line.submitted_at is not None for line in lines)
        return {
            "views": views_of(self.period, self.actor, "return-list"),
            "filters": self._filters(lines, late, show),
            "grid": grid_lines(list(page), at=self.at),
            "pages": pages(page, "Pages of localities", query=f"show={show}" if show else ""),
            "query": self.request.GET.urlencode(),
            "submitted": submitted,
            "submitted_words": f"{submitted} of {len(lines)} submitted",
            "late_count": len(late),
            "reads_words": can_oversee(self.actor),
            "can_nudge": can_nudge(self.actor),
            "can_accept": self.actor.has(Role.NATIONAL_TEAM),
            "can_extend": can_run_periods(self.actor),
            "national_words": self._national_words(),
            "can_open": can_open_now(self.actor, self.period, at=self.at),
            "can_close": can_close_now(self.actor, self.period, at=self.at),
        }

    def _filtered(
        self, lines: list[ReturnLine], late: list[ReturnLine], show: str
    ) -> list[ReturnLine]:
        if show == LATE:
            return late
        return [line for line in lines if line.state == show] if show in ReturnState else lines

    def _filters(
        self, lines: list[ReturnLine], late: list[ReturnLine], show: str
    ) -> list[tuple[str, str, bool]]:
        """What the grid can be narrowed to: words, address, and whether it is."""
        counts = Counter(line.state for line in lines)
        states = [(state, state.label, counts[state]) for state in ReturnState if counts[state]]
        named = [("", "All", len(lines)), (LATE, "Late", len(late)), *states]
        return [
            (f"{words} ({count})", f"?show={name}" if name else "?", name == show)
            for name, words, count in named
        ]

    def _national_words(self) -> str:
        """How many of the national team's own figures are there, for those who read them."""
        if not can_read_national_figures(self.actor):
            return ""
        return reported_words(self.period)


class PeriodOpenView(PeriodPage):
    """Opening a quarter, once confirmed."""

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        _refuse_others(self)
        if not can_open_now(self.actor, self.period, at=self.at):
            raise WrongStateError(f"{self.period.quarter.short_label} has been opened already")
        return _confirm(self, OpenPeriodForm(), "programme/period_open.html")

    def post(self, request: HttpRequest, period: str) -> HttpResponse:
        open_period(period=self.period, actor=self.actor, at=self.at)
        messages.success(request, f"{self.period.quarter.short_label} is open")
        return redirect(self.back_url())


class PeriodCloseView(PeriodPage):
    """Closing a quarter before its time, once confirmed."""

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        _refuse_others(self)
        if not can_close_now(self.actor, self.period, at=self.at):
            raise WrongStateError(f"{self.period.quarter.short_label} is not open")
        return _confirm(self, ClosePeriodForm(), "programme/period_close.html")

    def post(self, request: HttpRequest, period: str) -> HttpResponse:
        close_period(period=self.period, actor=self.actor, at=self.at)
        messages.success(request, f"{self.period.quarter.short_label} is closed")
        return redirect(self.back_url())


def _refuse_others(page: PeriodPage) -> None:
    # The address first: who may not open a quarter may still ask for one that does not exist.
    if page.period and not can_run_periods(page.actor):
        raise NotPermittedError("Only the Head of CS Local can open or close a quarter")


def _confirm(page: PeriodPage, form: Any, template: str) -> HttpResponse:
    form.cancel_url = page.back_url()
    here = form.submit_label
    trail = crumbs((page.period.quarter.short_label, page.back_url()), here=here)
    return page.show(template, {"form": form, "crumbs": trail})
