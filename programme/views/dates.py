"""A quarter's dates, counted back from the meeting that considers it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from programme.forms.dates import CountBackForm, DatesForm, FollowForm
from programme.permissions.periods import can_date_period
from programme.selectors.dates import consideration_of
from programme.services.dates import follow_meeting, settle_dates
from programme.views.base import PeriodPage, crumbs


class PeriodDatesView(PeriodPage):
    """Choose the meeting; see what dates follow; change them where they must; save them."""

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        self.refuse_others()
        choice = self.choice()
        if not choice.is_bound or not choice.is_valid():
            return self.page(choice)
        counted = choice.counted
        worked_out = {"due_at": counted.due_at, "closes_at": counted.closes_at}
        return self.page(choice, DatesForm(period=self.period, initial=worked_out))

    def post(self, request: HttpRequest, period: str) -> HttpResponse:
        self.refuse_others()
        choice, form = self.choice(), DatesForm(request.POST, period=self.period)
        if not choice.is_bound or not choice.is_valid() or not form.is_valid():
            return self.page(choice, form if choice.is_bound and choice.is_valid() else None)
        try:
            settle_dates(
                period=self.period,
                **choice.cleaned_data,
                dates=form.dates,
                seen=form.cleaned_data["seen"],
                actor=self.actor,
                at=self.at,
            )
        except IncompleteError as error:
            form.add_error("closes_at", error.message)
            return self.page(choice, form)
        messages.success(request, f"The dates of {self.period.quarter.short_label} are saved")
        return redirect(self.back_url())

    def refuse_others(self) -> None:
        if not can_date_period(self.actor, self.period):
            raise NotPermittedError("Only the Head of CS Local can set this quarter’s dates")
        if self.period.is_closed_at(self.at):
            raise WrongStateError(f"{self.period.quarter.short_label} is closed")

    def choice(self) -> CountBackForm:
        """The meeting and the days before it, from the address."""
        asked = self.request.GET if "meeting" in self.request.GET else None
        return CountBackForm(asked, period=self.period, current=consideration_of(self.period))

    def page(self, choice: CountBackForm, form: DatesForm | None = None) -> HttpResponse:
        if form is not None:
            form.cancel_url = self.back_url()
        context = {
            "choice": choice,
            "form": form,
            "meeting": choice.cleaned_data["meeting"] if form is not None else None,
            "asked": choice.cleaned_data if form is not None else {},
            "has_meetings": choice.fields["meeting"].queryset.exists(),  # type: ignore[attr-defined]  # a choice of records
            "crumbs": crumbs(
                (self.period.quarter.short_label, self.back_url()), here="Due and closing dates"
            ),
        }
        return self.show("programme/period_dates.html", {**context, "period": self.period})


class PeriodFollowView(PeriodPage):
    """One press: count the dates back again from the meeting that has moved."""

    def post(self, request: HttpRequest, period: str) -> HttpResponse:
        form = FollowForm(request.POST)
        if not can_date_period(self.actor, self.period):
            raise NotPermittedError("Only the Head of CS Local can set this quarter’s dates")
        if not form.is_valid():
            raise IncompleteError(form.missing["day"])
        follow_meeting(
            period=self.period, day=form.cleaned_data["day"], actor=self.actor, at=self.at
        )
        messages.success(request, f"The dates of {self.period.quarter.short_label} are saved")
        return redirect(self.back_url())
