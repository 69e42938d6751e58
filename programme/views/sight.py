"""The line of sight: from an objective down to milestones, and from a milestone up."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from csplan.core.components import Crumb
from programme.selectors.sight import milestone_sight, objective_sight, sight_index
from programme.views.base import ProgrammePage


class SightIndexView(ProgrammePage):
    """Every published objective that something serves, by holder."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "holders": sight_index(self.actor),
            "crumbs": [Crumb("Objectives", objectives_url()), Crumb("Line of sight")],
        }
        return self.show("programme/sight/index.html", context)


class ObjectiveSightView(ProgrammePage):
    """What serves one objective, and what stands above it."""

    def get(self, request: HttpRequest, slug: str, reference: str) -> HttpResponse:
        sight = objective_sight(self.actor, (slug, reference))
        if sight is None:
            raise Http404
        context = {"sight": sight, "crumbs": [*start(), Crumb(f"Objective {reference}")]}
        return self.show("programme/sight/objective.html", context)


class MilestoneSightView(ProgrammePage):
    """The objectives that one milestone serves in the end."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        sight = milestone_sight(self.actor, pk)
        if sight is None:
            raise Http404
        context = {"sight": sight, "crumbs": [*start(), Crumb("From a milestone")]}
        return self.show("programme/sight/milestone.html", context)


def objectives_url() -> str:
    return reverse("objectives:set-list")


def start() -> list[Crumb]:
    return [
        Crumb("Objectives", objectives_url()),
        Crumb("Line of sight", reverse("programme:line-of-sight")),
    ]
