"""The quality check: of one set, and over all the sets of a year."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from csplan.core.components import Crumb
from objectives.permissions.sets import can_see_working_copies
from objectives.rules.quality import PUBLISHED_FIGURES
from objectives.selectors.quality import quality_overview, quality_page
from objectives.selectors.revisions import published_regardless
from objectives.views.base import ObjectivesPage, OfficePage

FACTS = {"published": PUBLISHED_FIGURES}


class QualityView(OfficePage):
    """What makes the set hard to judge, with where to mend it, and how it scores."""

    here = "Quality check"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        page = quality_page(self.objective_set, self.actor, on=self.today)
        context = {
            "page": page,
            "score": page.score,
            "regardless": published_regardless(self.objective_set),
            **FACTS,
        }
        return self.show("objectives/office/quality.html", context)


class QualityOverviewView(ObjectivesPage):
    """Every set of a year by how much was found in it, with the scores of all together."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not can_see_working_copies(self.actor):
            raise PermissionDenied("Only private offices and the Head of CS Local read this")
        asked = request.GET.get("year", "")
        is_year = asked.isascii() and asked.isdigit() and len(asked) == len("2012")
        year = int(asked) if is_year else None
        overview = quality_overview(self.actor, year, on=self.today)
        context = {"overview": overview, "score": overview.total, "crumbs": self.trail(), **FACTS}
        return self.show("objectives/office/quality_overview.html", context)

    def trail(self) -> list[Crumb]:
        return [
            Crumb("Objectives", reverse("objectives:set-list")),
            Crumb("Being worked on", reverse("objectives:office-list")),
            Crumb("Quality check"),
        ]
