"""The portfolio of examples of a set."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from csplan.core.components import Crumb
from csplan.core.errors import IncompleteError, NotPermittedError
from csplan.drafts.restoring import restore
from objectives.forms.feedback import ExampleForm
from objectives.selectors.feedback import objectives_of, portfolio
from objectives.services.examples import STRANGER, add_example, withdraw_example
from objectives.views.feedback import FeedbackPage


class ExamplePage(FeedbackPage):
    def back_url(self) -> str:
        return self.url("example-list")


class ExampleListView(ExamplePage):
    here = "Examples"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.show(
            "objectives/feedback/examples.html", {"examples": portfolio(self.objective_set)}
        )


class ExampleAddView(ExamplePage):
    here = "Add an example"

    def trail(self) -> list[Crumb]:
        return self.trail_through(Crumb("Examples", self.back_url()))

    def refuse(self) -> None:
        if not self.asks:
            raise NotPermittedError(STRANGER)

    def form(self, data: Any = None) -> ExampleForm:
        return ExampleForm(data, objectives=objectives_of(self.objective_set), today=self.today)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.refuse()
        form = self.form()
        restore(form, request)
        return self.show_form(form)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.refuse()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            add_example(
                objective_set=self.objective_set, actor=self.actor, at=self.at, **form.cleaned_data
            )
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form)
        messages.success(request, "The example is in the portfolio")
        return redirect(self.back_url())

    def show_form(self, form: ExampleForm) -> HttpResponse:
        form.cancel_url = self.back_url()
        return self.show("objectives/feedback/example_add.html", {"form": form})


class ExampleWithdrawView(ExamplePage):
    """Take an example out. There is only the button."""

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        example = self.objective_set.examples.filter(pk=pk).first()
        if example is None:
            raise Http404
        example.objective_set = self.objective_set
        withdraw_example(example=example, actor=self.actor, at=self.at)
        messages.success(request, "The example is withdrawn")
        return redirect(self.back_url())
