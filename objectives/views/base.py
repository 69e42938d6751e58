"""What the pages of the objectives share: who asks, when, and how a refusal is answered."""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from csplan.accounts.actors import Actor
from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.components import Crumb, PageLink, Pages
from csplan.core.errors import NotPermittedError, RefusedError, WrongStateError
from csplan.core.periods import london_day
from csplan.core.views import error_page
from objectives.models import ObjectiveSet


def pages_of(page: "Page[Any]", *, label: str) -> Pages | None:
    """The pagination list; None when everything fits on one page."""
    if page.paginator.num_pages == 1:
        return None
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return Pages(
        items=[
            PageLink(number, f"?page={number}", number == page.number)
            if isinstance(number, int)
            else PageLink(None)
            for number in numbers
        ],
        previous_url=f"?page={page.previous_page_number()}" if page.has_previous() else "",
        next_url=f"?page={page.next_page_number()}" if page.has_next() else "",
        label=label,
    )


class ObjectivesPage(View):
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
        """The page for what has moved on; ``back_url`` leads to how it is now."""
        if isinstance(error, WrongStateError):
            return self.moved_on(error)
        status = HTTPStatus(error.status)
        return error_page(self.request, status, message=error.message, back_url=self.back_url())

    def moved_on(self, error: WrongStateError) -> HttpResponse:
        context = {"message": error.message, "back_url": self.back_url(), "words": self.words()}
        template = "objectives/moved_on.html"
        return render(self.request, template, context, status=HTTPStatus.CONFLICT)

    def words(self) -> list[tuple[str, str]]:
        """What was typed and can no longer be saved, by the names of its boxes, to be copied."""
        return []

    def back_url(self) -> str:
        return reverse("objectives:set-list")

    def show(
        self, template: str, context: Mapping[str, Any], *, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        return render(self.request, template, {**self.common(), **context}, status=status)

    def common(self) -> dict[str, Any]:
        """What every page of this kind shows."""
        return {}


class OfficePage(ObjectivesPage):
    """A page about the working copy of one set, named ``slug`` in the address."""

    # The last step of the trail.
    here: str = ""

    @cached_property
    def objective_set(self) -> ObjectiveSet:
        visible = ObjectiveSet.objects.visible_to(self.actor).select_related("department")
        found = visible.filter(slug=self.kwargs["slug"]).first()
        if found is None:
            raise Http404
        return found

    def common(self) -> dict[str, Any]:
        return {"set": self.objective_set, "crumbs": self.trail()}

    def trail(self) -> list[Crumb]:
        return self.trail_through()

    def trail_through(self, *steps: Crumb) -> list[Crumb]:
        """From the list of sets, through the set and ``steps``, to this page."""
        own = Crumb(str(self.objective_set), self.set_url())
        return [*self.start(), own, *steps, Crumb(self.here)]

    def start(self) -> list[Crumb]:
        """The lists that lead to the set."""
        return [
            Crumb("Objectives", reverse("objectives:set-list")),
            Crumb("Being worked on", reverse("objectives:office-list")),
        ]

    def set_url(self) -> str:
        return reverse("objectives:working-set", args=[self.objective_set.slug])
