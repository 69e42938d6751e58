"""Each locality's own plan."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from csplan.core.components import Crumb
from localities.models import Locality
from programme.models import WorkItem
from programme.permissions.plans import can_keep_local_plan
from programme.selectors.work import local_plan, locality_lines, national_items
from programme.services.work import take_up
from programme.views.plans import PlanPage


class LocalPlansView(PlanPage):
    """The localities, and how much of the plan each has made its own."""

    here = "Local plans"

    def get(self, request: HttpRequest, plan: str) -> HttpResponse:
        context = {
            "lines": locality_lines(self.plan),
            "national_count": national_items(self.plan).count(),
        }
        return self.show("programme/local_plans.html", context)


class LocalityPage(PlanPage):
    """A page about one locality's part of a plan, named ``locality`` in the address."""

    @cached_property
    def locality(self) -> Locality:
        localities = Locality.objects.select_related("cluster")
        return get_object_or_404(localities, slug=self.kwargs["locality"])

    def back_url(self) -> str:
        return reverse("programme:local-plan", args=[self.plan.slug, self.locality.slug])

    def common(self) -> dict[str, Any]:
        return {**super().common(), "locality": self.locality}

    def crumbs(self) -> list[Crumb]:
        return [
            Crumb("Plans", reverse("programme:plan-list")),
            Crumb(self.plan.title, self.url("plan-detail")),
            Crumb("Local plans", self.url("local-plans")),
            Crumb(self.locality.name),
        ]


class LocalPlanView(LocalityPage):
    """What the locality takes up, what it has not yet, its priorities and their milestones."""

    def get(self, request: HttpRequest, plan: str, locality: str) -> HttpResponse:
        has_ended = self.locality.ends_on is not None and self.locality.ends_on < self.today
        keeps = can_keep_local_plan(self.actor, self.plan, self.locality) and not has_ended
        found = local_plan(self.plan, self.locality, actor=self.actor, on=self.today)
        return self.show("programme/local_plan.html", {"page": found, "keeps": keeps})


class TakeUpView(LocalityPage):
    """One press makes a local item that serves a national one."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, plan: str, locality: str, pk: int) -> HttpResponse:
        national = get_object_or_404(
            national_items(self.plan).select_related("outcome__plan"), pk=pk
        )
        made: WorkItem = take_up(
            item=national, locality=self.locality, actor=self.actor, at=self.at
        )
        messages.success(
            request,
            f"{self.locality} takes this up: {made.short_text} Say below what it means here.",
        )
        return redirect("programme:local-items-change", self.plan.slug, made.pk)
