"""The national team's own figures: a quarter's list, one figure, and putting one right."""

from abc import ABC, abstractmethod
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from programme.forms.answers import AnswerForm
from programme.forms.figures import NationalFigureForm, RestateForm
from programme.forms.values import differences, measure_initial
from programme.permissions.measures import (
    can_keep_national_figures,
    can_read_national_figures,
)
from programme.selectors.national_figures import NationalLine, national_lines
from programme.services.national_figures import save_national_figure
from programme.services.restatements import restate_national_figure
from programme.views.base import PeriodPage, crumbs
from programme.views.restating import STALE

HEADING = "National figures"


class NationalPage(PeriodPage):
    """A page about what the national team counts itself in one quarter."""

    def refuse_others(self) -> None:
        # The quarter first: whoever may not read its figures may ask for one that is not there.
        if self.period and not can_read_national_figures(self.actor):
            raise NotPermittedError("Only the national team reads national figures here")

    def list_url(self) -> str:
        return reverse("programme:national-figures", args=[self.period.slug])

    def back_url(self) -> str:
        return self.list_url()

    def period_step(self) -> tuple[str, str]:
        label = self.period.quarter.short_label
        return label, reverse("programme:return-list", args=[self.period.slug])


class NationalFiguresView(NationalPage):
    """Each national measure of the quarter, the missing ones first named."""

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        self.refuse_others()
        lines = national_lines(self.period)
        context = {
            "lines": lines,
            "missing": [line for line in lines if not line.is_reported],
            "is_open": self.period.is_open_at(self.at),
            "may_keep": can_keep_national_figures(self.actor),
            "heading": HEADING,
            "crumbs": crumbs(self.period_step(), here=HEADING),
        }
        return self.show("programme/measure_national_list.html", context)


class OneFigurePage(NationalPage, ABC):
    """A page about one national figure that is about to be changed."""

    template = "programme/measure_national_figure.html"
    here = ""

    @cached_property
    def line(self) -> NationalLine:
        found = national_lines(self.period, measure=self.kwargs["pk"])
        if not found:
            raise Http404
        return found[0]

    def get(self, request: HttpRequest, **slugs: Any) -> HttpResponse:
        self.refuse()
        return self.show_form(self.form(initial=self.initial()))

    def post(self, request: HttpRequest, **slugs: Any) -> HttpResponse:
        self.refuse()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            self.save(form)
        except StaleVersionError:
            return self.stale(form)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form)
        messages.success(request, f"Saved: {self.line.measure.title}")
        return redirect(self.list_url())

    def refuse(self) -> None:
        self.refuse_others()
        if self.line and not can_keep_national_figures(self.actor):
            raise NotPermittedError("Only the national team reports national figures")
        if not self.is_time():
            raise WrongStateError(self.too_late())

    def show_form(self, form: Any, *, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
        form.cancel_url = self.list_url()
        trail = crumbs(self.period_step(), (HEADING, self.list_url()), here=self.trail_end())
        context = {"form": form, "line": self.line, "crumbs": trail, **more}
        return self.show(self.template, context, status=status)

    def again(self, version: int) -> Any:
        """The form as it was sent, on the version that is stored now."""
        data = self.request.POST.copy()
        data["version"] = str(version)
        return self.form(data)

    def trail_end(self) -> str:
        return self.here or self.line.measure.title

    @abstractmethod
    def is_time(self) -> bool:
        """Whether it can be written now."""

    @abstractmethod
    def too_late(self) -> str:
        """Why it cannot be."""

    @abstractmethod
    def form(self, data: Any = None, initial: Any = None) -> Any:
        """The form of the figure."""

    @abstractmethod
    def initial(self) -> dict[str, Any]:
        """What is stored, by the names of the boxes."""

    @abstractmethod
    def save(self, form: Any) -> None:
        """Save the figure."""

    @abstractmethod
    def stale(self, form: Any) -> HttpResponse:
        """The answer to a save over what somebody else saved meanwhile."""


class NationalFigureView(OneFigurePage):
    """Report one figure, while the quarter is open."""

    def is_time(self) -> bool:
        return self.period.is_open_at(self.at)

    def too_late(self) -> str:
        return f"{self.period.quarter.short_label} is not open for reporting"

    def form(self, data: Any = None, initial: Any = None) -> AnswerForm:
        return NationalFigureForm(data, initial=initial, measure=self.line.measure)

    def initial(self) -> dict[str, Any]:
        return measure_initial(self.line.figure)

    def save(self, form: Any) -> None:
        save_national_figure(
            figure=self.line.figure,
            answers=form.answers,
            comment=form.cleaned_data["comment"],
            version=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )

    def stale(self, form: Any) -> HttpResponse:
        """Both texts; nothing is asked of a writer whose words are what is stored."""
        del self.line
        pairs = differences(form, self.initial())
        if not pairs:
            return redirect(self.list_url())
        figure = self.line.figure
        return self.show_form(
            self.again(figure.version),
            status=HTTPStatus.CONFLICT,
            differences=pairs,
            saved_by={"by": figure.updated_by, "at": figure.updated_at},
        )


class NationalRestateView(OneFigurePage):
    """Put one figure right, once its quarter is closed."""

    template = "programme/measure_restate.html"
    here = "Put a figure right"

    def is_time(self) -> bool:
        return self.period.is_closed_at(self.at) and self.line.is_reported

    def too_late(self) -> str:
        return "Only a figure of a closed quarter is put right: change this one instead"

    def form(self, data: Any = None, initial: Any = None) -> RestateForm:
        return RestateForm(data, initial=initial, measure=self.line.measure)

    def initial(self) -> dict[str, Any]:
        return {"version": len(self.line.stated.before)}

    def save(self, form: Any) -> None:
        restate_national_figure(
            figure=self.line.figure,
            answers=form.answers,
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )

    def stale(self, form: Any) -> HttpResponse:
        del self.line
        again = self.again(len(self.line.stated.before))
        again.add_error(None, STALE)
        return self.show_form(again, status=HTTPStatus.CONFLICT)

    def show_form(self, form: Any, *, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
        about = {
            "now": self.line.stated,
            "earlier": self.period,
            "caption": self.line.measure.title,
        }
        return super().show_form(form, status=status, **about, **more)
