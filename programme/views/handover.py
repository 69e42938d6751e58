"""The page that a new co-ordinator reads first: what is open in the locality."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from csplan.core.components import Crumb
from csplan.core.errors import NotPermittedError
from programme.permissions.delivery import can_log
from programme.permissions.handover import can_know_of_drafts, can_read_handovers
from programme.selectors.delivery import readable_localities
from programme.selectors.handover import ROWS_SHOWN, handover
from programme.selectors.questions import colour_of, whose_turn
from programme.views.base import ProgrammePage, return_url


class HandoverPage(ProgrammePage):
    """What is open in one locality, and who had it before: made to be read and printed."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not can_read_handovers(self.actor):
            raise NotPermittedError("You may not see what is open in a locality")
        places = readable_localities(self.actor).select_related("cluster")
        locality = get_object_or_404(places, slug=slug)
        found = handover(locality, actor=self.actor, at=self.at, on=self.today)
        context = {
            "found": found,
            "locality": locality,
            "today": self.today,
            "returns": [(each, self._url(each.quarterly_return)) for each in found.returns],
            "base_url": self._url(found.answers.quarterly_return) if found.answers else "",
            "questions": [(each, colour_of(each), whose_turn(each)) for each in found.questions],
            "rows_shown": ROWS_SHOWN,
            "may_write": can_log(self.actor, locality),
            "knows_of_drafts": can_know_of_drafts(self.actor, locality),
            "crumbs": [
                Crumb("Delivery", reverse("programme:delivery")),
                Crumb(locality.name, reverse("programme:delivery-locality", args=[slug])),
                Crumb("Handover"),
            ],
        }
        return self.show("programme/handover.html", context)

    def _url(self, quarterly_return: Any) -> str:
        return return_url("return-detail", quarterly_return)
