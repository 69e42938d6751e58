"""What the programme's pages share: finding the return, refusing, and turning pages."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from csplan.accounts.actors import Actor
from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.components import Crumb, PageLink, Pages
from csplan.core.errors import NotPermittedError, RefusedError
from csplan.core.models import ReportingPeriod
from csplan.core.periods import PeriodError, Quarter, london_day
from csplan.core.sent_words import prose, typed
from programme.choices import RETURN_STATE_COLOURS, ReturnState
from programme.models import MeasureUpdate, MilestoneUpdate, QuarterlyReturn
from programme.permissions.returns import can_edit

PAGE_SIZE = 40
UpdateT = TypeVar("UpdateT", MilestoneUpdate, MeasureUpdate)
ItemT = TypeVar("ItemT")


def quarter_or_404(slug: str) -> Quarter:
    try:
        return Quarter.parse(slug)
    except PeriodError:
        raise Http404 from None


def period_or_404(slug: str) -> ReportingPeriod:
    period = ReportingPeriod.objects.for_quarter(quarter_or_404(slug)).first()
    if period is None:
        raise Http404
    return period


def return_or_404(actor: Actor, period: str, locality: str) -> QuarterlyReturn:
    """The latest revision that ``actor`` may read of the locality's return. One query."""
    found = (
        QuarterlyReturn.objects.visible_to(actor)
        .filter(period__starts_on=quarter_or_404(period).starts_on, locality__slug=locality)
        .select_related("period", "locality", "submitted_by", "signed_off_by", "accepted_by")
        .order_by("-revision")
        .first()
    )
    if found is None:
        raise Http404
    return found


def update_or_404(
    model: type[UpdateT], actor: Actor, period: str, locality: str, **subject: int
) -> UpdateT:
    """The update of ``subject`` in the return that ``return_or_404`` would find. One query."""
    returns = QuarterlyReturn.objects.visible_to(actor).filter(
        period__starts_on=quarter_or_404(period).starts_on, locality__slug=locality
    )
    found = (
        model.objects.filter(quarterly_return__in=returns, **subject)
        .select_related("quarterly_return__period", "quarterly_return__locality", *subject)
        .order_by("-quarterly_return__revision")
        .first()
    )
    if found is None:
        raise Http404
    return found


def return_url(name: str, quarterly_return: QuarterlyReturn, *more: int) -> str:
    """The address of one of the return's pages; ``quarterly_return`` has its period loaded."""
    slugs = (quarterly_return.period.slug, quarterly_return.locality.slug)
    return reverse(f"programme:{name}", args=(*slugs, *more))


def crumbs(*steps: tuple[str, str], here: str) -> list[Crumb]:
    """The trail from the list of quarters to this page."""
    start = Crumb("Returns", reverse("programme:period-list"))
    return [start, *(Crumb(label, url) for label, url in steps), Crumb(here)]


def page_of(request: HttpRequest, items: Sequence[ItemT]) -> "Page[ItemT]":
    """The page of ``items`` the address asks for, or the nearest there is."""
    return Paginator(items, PAGE_SIZE).get_page(request.GET.get("page"))


def pages(page: "Page[Any]", label: str, *, query: str = "") -> Pages | None:
    """The pagination list; None when everything fits on one page.

    ``query`` is the rest of the address's question, kept from page to page.
    """
    if page.paginator.num_pages == 1:
        return None
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    start = f"?{query}&page=" if query else "?page="
    return Pages(
        items=[
            PageLink(number, f"{start}{number}", number == page.number)
            if isinstance(number, int)
            else PageLink(None)
            for number in numbers
        ],
        previous_url=f"{start}{page.previous_page_number()}" if page.has_previous() else "",
        next_url=f"{start}{page.next_page_number()}" if page.has_next() else "",
        label=label,
    )


class ProgrammePage(View):
    """A page that knows who asks and when, and answers a service's refusal plainly."""

    request: ActorRequest

    @property
    def actor(self) -> Actor:
        return self.request.actor

    @cached_property
    def at(self) -> dt.datetime:
        """The one moment this request takes place at."""
        return clock.now()

    @property
    def today(self) -> dt.date:
        return london_day(self.at)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except NotPermittedError as error:
            raise PermissionDenied(error.message) from error
        except RefusedError as error:
            return self.refused(error)

    def refused(self, error: RefusedError) -> HttpResponse:
        """The page for what has moved on, with what was written; ``back_url`` leads to it now."""
        words = prose(typed(self.request))
        context = {"message": error.message, "back_url": self.back_url(), "words": words}
        return self.show("programme/moved_on.html", context, status=error.status)

    def back_url(self) -> str:
        return reverse("programme:period-list")

    def show(
        self, template: str, context: Mapping[str, Any], *, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        return render(self.request, template, {**self.common(), **context}, status=status)

    def common(self) -> dict[str, Any]:
        """What every page of this kind shows."""
        return {}


class PeriodPage(ProgrammePage):
    """A page about one quarter, named ``period`` in the address."""

    @cached_property
    def period(self) -> ReportingPeriod:
        return period_or_404(self.kwargs["period"])

    def back_url(self) -> str:
        return reverse("programme:return-list", args=[self.period.slug])

    def common(self) -> dict[str, Any]:
        return {"period": self.period}


class ReturnPage(ProgrammePage):
    """A page about one return, found from ``period`` and ``locality`` in the address."""

    @cached_property
    def quarterly_return(self) -> QuarterlyReturn:
        return return_or_404(self.actor, self.kwargs["period"], self.kwargs["locality"])

    def back_url(self) -> str:
        return self.url("return-detail")

    def url(self, name: str, *more: int) -> str:
        return return_url(name, self.quarterly_return, *more)

    def common(self) -> dict[str, Any]:
        period = self.quarterly_return.period
        return {
            "return": self.quarterly_return,
            "period": period,
            "locality": self.quarterly_return.locality,
            "state_colour": RETURN_STATE_COLOURS[self.quarterly_return.state],
            "base_url": self.url("return-detail"),
            "crumbs": self.trail(),
        }

    # The last step of the trail.
    here: str = ""

    def trail(self) -> list[Crumb]:
        return self.trail_to(self.here)

    def trail_to(self, here: str) -> list[Crumb]:
        locality = self.quarterly_return.locality.name
        return crumbs(self.period_step(), (locality, self.url("return-detail")), here=here)

    def period_step(self) -> tuple[str, str]:
        period = self.quarterly_return.period
        return period.quarter.short_label, reverse("programme:return-list", args=[period.slug])


class EditorsPage(ReturnPage):
    """A page of a return for those who write in it."""

    def why_closed(self) -> str:
        if self.quarterly_return.state != ReturnState.OPEN:
            state = self.quarterly_return.get_state_display().lower()
            return f"This return has been {state}, so its answers can no longer be changed"
        return (
            "The time for reporting this quarter has ended. Answers can be changed only if the "
            "Head of CS Local gives this locality longer"
        )

    def refuse_others(self) -> None:
        if not can_edit(self.actor, self.quarterly_return):
            raise NotPermittedError("Only the locality’s co-ordinators can change its return")
