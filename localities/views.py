"""Pages about where CS Local works, who works there, who oversees it and who pays."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_safe

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.components import Crumb
from csplan.core.errors import IncompleteError, RefusedError
from csplan.core.views import error_page
from csplan.registers.selectors import history
from csplan.registers.views import download
from localities import selectors, services
from localities.choices import ChangeKind
from localities.forms import ReorganiseForm
from localities.models import Locality, SteeringGroup
from localities.permissions import can_keep_organisation
from localities.selectors import places

MEETINGS_SHOWN = 5


def trail(*steps: Crumb) -> list[Crumb]:
    """The steps from the list of localities to this page."""
    return [Crumb("Localities", reverse("localities:locality-list")), *steps]


@require_safe
def locality_list(request: ActorRequest) -> HttpResponse:
    """Clusters with their localities, people and posts."""
    today = clock.today()
    context = {
        "organisation": selectors.organisation(on=today),
        "national_groups": SteeringGroup.objects.filter(locality__isnull=True).in_force_on(today),
        "may_manage": can_keep_organisation(request.actor),
    }
    return render(request, "localities/locality_list.html", context)


@require_safe
def locality_detail(request: ActorRequest, slug: str) -> HttpResponse:
    """One locality with its posts, its steering group, its departments and what it was part of."""
    rows = Locality.objects.select_related("cluster", "source", "steering_group")
    locality = get_object_or_404(rows, slug=slug)
    group = getattr(locality, "steering_group", None)
    today = clock.today()
    context = {
        "locality": locality,
        "page": places.locality_page(locality, on=today),
        "group": group,
        "seats": selectors.seats_on(group, on=today) if group else (),
        "events": history(locality),
        "crumbs": trail(Crumb(locality.name)),
        "may_manage": can_keep_organisation(request.actor),
    }
    return render(request, "localities/locality_detail.html", context)


@require_safe
def steering_group_detail(request: ActorRequest, slug: str) -> HttpResponse:
    """A steering group and who sits on it in which capacity."""
    group = get_object_or_404(
        SteeringGroup.objects.select_related("locality", "source"), slug=slug
    )
    context = {
        "group": group,
        "seats": selectors.seats_on(group, on=clock.today()),
        "events": history(group),
        "crumbs": trail(Crumb(group.name)),
        "meetings": group.meetings.filter(day__gte=clock.today()).order_by("day")[:MEETINGS_SHOWN],
        "may_manage": can_keep_organisation(request.actor),
    }
    return render(request, "localities/steering_group_detail.html", context)


@require_safe
def funding_list(request: HttpRequest) -> HttpResponse:
    """What each department contributes, by year, and how it adds up."""
    crumbs = trail(Crumb("Funding from departments"))
    context = {"years": selectors.funding_years(), "crumbs": crumbs}
    return render(request, "localities/funding_list.html", context)


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Which departments are represented where, and the share of staff that makes."""
    page = selectors.coverage_on(on=clock.today())
    context = {"page": page, "crumbs": trail(Crumb("Coverage"))}
    return render(request, "localities/coverage.html", context)


@require_safe
def coverage_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The matrix as a file."""
    page = selectors.coverage_on(on=clock.today())
    headings = ["Department", *(place.name for place in page.localities), "By cluster only"]
    rows: list[list[Any]] = [
        [row.department.name, *(cell.words for cell in row.cells), row.wide or None]
        for row in page.rows
    ]
    return download(kind, "coverage", [("Coverage", headings, rows)])


class LocalityReorganise(View):
    """Move, merge, split, rename or close a locality."""

    request: ActorRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.locality = get_object_or_404(
            Locality.objects.select_related("cluster"), slug=kwargs["slug"]
        )
        if not can_keep_organisation(self.request.actor):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.show(ReorganiseForm(locality=self.locality))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = ReorganiseForm(request.POST, locality=self.locality)
        if not form.is_valid():
            return self.show(form)
        try:
            self.reorganise(form.cleaned_data)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show(form)
        except RefusedError as error:
            back = reverse("localities:locality-detail", args=[slug])
            status = HTTPStatus(error.status)
            return error_page(request, status, message=f"{error.message}.", back_url=back)
        messages.success(request, f"Recorded: {self.locality}")
        return redirect("localities:localities-record", self.locality.pk)

    def reorganise(self, asked: dict[str, Any]) -> None:
        verbs: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
            ChangeKind.MOVED: (services.move_locality, {"to": asked["to_cluster"]}),
            ChangeKind.MERGED: (services.merge_locality, {"into": asked["into"]}),
            ChangeKind.SPLIT: (services.split_locality, {"new_name": asked["new_name"]}),
            ChangeKind.RENAMED: (services.rename_locality, {"new_name": asked["new_name"]}),
            ChangeKind.CLOSED: (services.close_locality, {}),
        }
        verb, more = verbs[asked["kind"]]
        verb(
            locality=self.locality,
            on=asked["on"],
            reason=asked["reason"],
            actor=self.request.actor,
            at=clock.now(),
            **more,
        )

    def show(self, form: ReorganiseForm) -> HttpResponse:
        form.cancel_url = reverse("localities:localities-record", args=[self.locality.pk])
        record = Crumb(self.locality.name, form.cancel_url)
        context = {
            "form": form,
            "heading": f"Record a change to {self.locality}",
            "crumbs": trail(record, Crumb("Record a change")),
            "lead": "Quarters that are past keep the locality as it was.",
        }
        return render(self.request, "form_page.html", context)
