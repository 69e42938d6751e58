"""The review of a plan's year: what the record says beside people's own words."""

from functools import cached_property

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from programme.choices import PlanState
from programme.models import ReviewLine
from programme.permissions.plans import can_frame, can_read_review_drafts
from programme.services.review import draft_review
from programme.views.plans import PlanPage


class PlanReviewView(PlanPage):
    """Every line with its draft, and what can be done with them."""

    here = "Review of the year"

    @cached_property
    def lines(self) -> list[ReviewLine]:
        return list(self.plan.review_lines.select_related("outcome").order_by("order"))

    def get(self, request: HttpRequest, plan: str) -> HttpResponse:
        context = {
            "lines": self.lines,
            "shows_drafts": can_read_review_drafts(self.actor),
            "may_keep": can_frame(self.actor, self.plan),
            "can_be_drafted": self.plan.state == PlanState.AGREED,
            "drafted_at": max((e.drafted_at for e in self.lines if e.drafted_at), default=None),
        }
        return self.show("programme/plan_review.html", context)


class DraftReviewView(PlanPage):
    """Takes the button of the review's page."""

    def post(self, request: HttpRequest, plan: str) -> HttpResponse:
        draft_review(plan=self.plan, actor=self.actor, at=self.at)
        messages.success(request, "Drafted from the record. Nobody’s own words were changed")
        return redirect("programme:plan-review", self.plan.slug)
