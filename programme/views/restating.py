"""Putting an earlier quarter's figure right."""

from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from csplan.core.components import Crumb
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from programme.choices import AFTER_SUBMISSION, Collection
from programme.forms.figures import RestateForm
from programme.models import MeasureUpdate
from programme.permissions.returns import can_edit
from programme.selectors.derived import RecordFigure, figure_for
from programme.selectors.figures import Stated, readable_restatements, stated
from programme.services.restatements import restate_figure
from programme.views.base import ReturnPage, crumbs, quarter_or_404

STALE = "Somebody else put this figure right while you were writing. Look at it again"


class MeasureRestateView(ReturnPage):
    """From an open return: an earlier quarter's figure as it stands, and as it should be."""

    @cached_property
    def update(self) -> MeasureUpdate:
        """What this locality reported of the measure for the earlier quarter, last revised."""
        found = (
            MeasureUpdate.objects.filter(
                measure=self.kwargs["pk"],
                version__gt=0,
                quarterly_return__locality=self.quarterly_return.locality_id,
                quarterly_return__period__starts_on=self.earlier_starts_on,
            )
            .select_related("measure", "quarterly_return__period", "quarterly_return__locality")
            .prefetch_related(readable_restatements(self.actor, self.quarterly_return))
            .order_by("-quarterly_return__revision")
            .first()
        )
        if found is None:
            raise Http404
        return found

    @property
    def earlier_starts_on(self) -> Any:
        earlier = quarter_or_404(self.kwargs["earlier"])
        if earlier >= self.quarterly_return.period.quarter:
            raise Http404
        return earlier.starts_on

    @cached_property
    def from_record(self) -> RecordFigure | None:
        """What the record says now, for a measure that follows it."""
        is_derived = self.update.measure.collection == Collection.DERIVED
        return figure_for(self.update) if is_derived else None

    def back_url(self) -> str:
        return self.url("measure-update", self.kwargs["pk"])

    def trail(self) -> list[Crumb]:
        locality = (self.quarterly_return.locality.name, self.url("return-detail"))
        measure = (self.update.measure.title, self.back_url())
        return crumbs(self.period_step(), locality, measure, here="Put a figure right")

    def get(self, request: HttpRequest, **slugs: Any) -> HttpResponse:
        self.refuse()
        return self.show_form(self.form(initial={"version": self.seen}))

    def post(self, request: HttpRequest, **slugs: Any) -> HttpResponse:
        self.refuse()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            self.save(form)
        except StaleVersionError:
            return self.stale(request)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form)
        messages.success(request, f"Put right: {self.update.measure.title}")
        return redirect(self.back_url())

    def refuse(self) -> None:
        # The figure first: whoever may not see it learns nothing from what they may not do.
        if self.update and not can_edit(self.actor, self.quarterly_return):
            raise NotPermittedError("Only the locality’s co-ordinators can put its figures right")
        if not self.quarterly_return.is_editable_at(self.at):
            raise WrongStateError("This return can no longer be changed")
        if self.update.quarterly_return.state not in AFTER_SUBMISSION:
            label = self.update.quarterly_return.period.quarter.short_label
            raise WrongStateError(f"{label} is not submitted: change its figure there instead")

    @property
    def seen(self) -> int:
        return len(self.update.restatements.all())

    def form(self, data: Any = None, initial: Any = None) -> RestateForm:
        asks = self.from_record is None
        return RestateForm(data, initial=initial, measure=self.update.measure, asks=asks)

    def save(self, form: RestateForm) -> None:
        restate_figure(
            update=self.update,
            restated_in=self.quarterly_return,
            answers=form.answers,
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )

    def stale(self, request: HttpRequest) -> HttpResponse:
        """The figure as it now stands, with what was typed still in the form."""
        del self.update
        data = request.POST.copy()
        data["version"] = str(self.seen)
        form = self.form(data)
        form.add_error(None, STALE)
        return self.show_form(form, status=HTTPStatus.CONFLICT)

    def show_form(self, form: RestateForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
        form.cancel_url = self.back_url()
        now: Stated = stated(self.update, self.update.measure.unit)
        context = {
            "form": form,
            "measure": self.update.measure,
            "now": now,
            "earlier": self.update.quarterly_return.period,
            "from_record": self.from_record,
            "caption": f"{self.quarterly_return.locality.name}, {self.update.measure.title}",
        }
        return self.show("programme/measure_restate.html", context, status=status)
