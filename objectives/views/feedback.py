"""Feedback on a holder, for those who may read it: what was asked, of whom, and what was said."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from csplan.core.components import Crumb
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.drafts.restoring import restore
from objectives.forms.feedback import SHOWN, AskForm, EndRoundForm
from objectives.models import FeedbackRound, ObjectiveSet
from objectives.permissions.feedback import can_ask
from objectives.permissions.progress import takes_reports
from objectives.permissions.sets import can_see_working_copy
from objectives.rules.feedback import FEWEST
from objectives.selectors.feedback import (
    RoundPage,
    categories_of,
    round_lines,
    round_page,
    visible_sets,
)
from objectives.services import feedback as services
from objectives.views.base import OfficePage


class FeedbackPage(OfficePage):
    """A page about a set for whoever may read its feedback, its reviewers included."""

    @cached_property
    def objective_set(self) -> ObjectiveSet:
        rows = visible_sets(self.actor).select_related("department")
        found = rows.filter(slug=self.kwargs["slug"]).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def reads_set(self) -> bool:
        return can_see_working_copy(self.actor, self.objective_set)

    @property
    def asks(self) -> bool:
        return can_ask(self.actor, self.objective_set)

    def common(self) -> dict[str, Any]:
        return {**super().common(), "asks": self.asks, "reads_set": self.reads_set}

    def trail_through(self, *steps: Crumb) -> list[Crumb]:
        """A reviewer need not be entitled to the set's own pages."""
        if self.reads_set:
            return super().trail_through(*steps)
        own = Crumb(str(self.objective_set), self.url("set-reviews"))
        return [Crumb("Reviews", reverse("objectives:review-list")), own, *steps, Crumb(self.here)]

    def url(self, name: str, *more: int) -> str:
        return reverse(f"objectives:{name}", args=[self.objective_set.slug, *more])

    def back_url(self) -> str:
        return self.url("feedback-list")

    def refuse_strangers(self) -> None:
        if not self.asks:
            raise NotPermittedError(services.STRANGER)


class FeedbackListView(FeedbackPage):
    """Everything that was asked, and how many have answered."""

    here = "Feedback"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        context = {
            "lines": round_lines(self.objective_set, at=self.at),
            "can_ask_now": self.asks and takes_reports(self.objective_set),
        }
        return self.show("objectives/feedback/list.html", context)


class AskView(FeedbackPage):
    """Ask several people the same question."""

    here = "Ask for feedback"

    def trail(self) -> list[Crumb]:
        return self.trail_through(Crumb("Feedback", self.back_url()))

    def refuse(self) -> None:
        self.refuse_strangers()
        if not takes_reports(self.objective_set):
            raise WrongStateError(services.NOT_AGREED)

    def form(self, data: Any = None) -> AskForm:
        usual = self.today + dt.timedelta(days=settings.CSPLAN_FEEDBACK_DAYS)
        return AskForm(
            data,
            categories=categories_of(self.objective_set),
            today=self.today,
            initial={"last_day": usual},
        )

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.refuse()
        form = self.form()
        restore(form, request)
        return self.show_form(form)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.refuse()
        form = self.form(request.POST)
        return self.saved_or_shown(form) if form.is_valid() else self.show_form(form)

    def saved_or_shown(self, form: AskForm) -> HttpResponse:
        try:
            made = self.save(form)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form)
        count = len(form.people)
        messages.success(
            self.request, f"Asked: {count} {'person' if count == 1 else 'people'}, by email"
        )
        return redirect(self.url("feedback-round", made.pk))

    def save(self, form: AskForm) -> FeedbackRound:
        said = form.cleaned_data
        return services.ask(
            objective_set=self.objective_set,
            people=form.people,
            question=said["question"],
            category=said["category"],
            is_attributed=said["names"] == SHOWN,
            last_day=said["last_day"],
            actor=self.actor,
            at=self.at,
        )

    def show_form(self, form: AskForm) -> HttpResponse:
        form.cancel_url = self.back_url()
        return self.show("objectives/feedback/ask.html", {"form": form})


class RoundPageView(FeedbackPage):
    """A page about one round."""

    @cached_property
    def page(self) -> RoundPage:
        found = round_page(self.objective_set, self.kwargs["pk"], at=self.at)
        if found is None:
            raise Http404
        return found

    @property
    def round(self) -> FeedbackRound:
        self.page.round.objective_set = self.objective_set
        return self.page.round

    def round_url(self) -> str:
        return self.url("feedback-round", self.kwargs["pk"])

    def back_url(self) -> str:
        return self.round_url()

    def trail(self) -> list[Crumb]:
        steps = [Crumb("Feedback", self.url("feedback-list"))]
        return self.trail_through(*steps)


class RoundView(RoundPageView):
    """Who was asked what, and what was said."""

    here = "What was said"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = {"page": self.page, "round": self.round, "fewest": FEWEST}
        return self.show("objectives/feedback/round.html", context)


class RemindView(RoundPageView):
    """Write again to those who have not answered. There is only the button."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.remind(round_=self.round, actor=self.actor, at=self.at)
        messages.success(request, "Those who have not answered are reminded, with a new link")
        return redirect(self.round_url())


class EndRoundView(RoundPageView):
    """Withdraw the request from those who have not answered."""

    here = "Withdraw the request"

    def trail(self) -> list[Crumb]:
        steps = Crumb("Feedback", self.url("feedback-list")), Crumb("Request", self.round_url())
        return self.trail_through(*steps)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.page:
            self.refuse_strangers()
        if not self.page.line.is_open:
            raise WrongStateError(services.OVER)
        form = EndRoundForm()
        form.cancel_url = self.round_url()
        context = {"form": form, "page": self.page, "round": self.round}
        return self.show("objectives/feedback/withdraw.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.withdraw(round_=self.round, actor=self.actor, at=self.at)
        messages.success(request, "The request is withdrawn: links not used open nothing any more")
        return redirect(self.round_url())
