"""Addresses of plans, what is national in each, and the quarters."""

from django.urls import URLPattern, path

from csplan.registers.urls import register_urls, register_urls_within
from programme.registers import national
from programme.registers import plans as lists
from programme.registers.periods import QUARTERS
from programme.views import plans, review, roll_forward

PLAN = "plans/<slug:plan>/"


def _plan_urls() -> list[URLPattern]:
    """The register's own, but for the record: a plan's page has the plan's name in its address."""
    return [
        path(str(each.pattern), plans.PlanRecordPage.as_view(register=lists.PLANS), name=each.name)
        if each.name == "plan-record"
        else each
        for each in register_urls(lists.PLANS, "plans/")
    ]


urlpatterns = [
    *_plan_urls(),
    path(PLAN, plans.PlanDetailView.as_view(), name="plan-detail"),
    path(f"{PLAN}agree/", plans.PlanAgreeView.as_view(), name="plan-agree"),
    path(f"{PLAN}take-back/", plans.PlanTakeBackView.as_view(), name="plan-take-back"),
    path(f"{PLAN}close/", plans.PlanCloseView.as_view(), name="plan-close"),
    path(f"{PLAN}quarters/", plans.PlanQuartersView.as_view(), name="plan-quarters"),
    path(f"{PLAN}lineage/", plans.PlanLineageView.as_view(), name="plan-lineage"),
    path(f"{PLAN}roll-forward/", roll_forward.RollForwardView.as_view(), name="plan-roll-forward"),
    path(f"{PLAN}review/", review.PlanReviewView.as_view(), name="plan-review"),
    path(f"{PLAN}review/draft/", review.DraftReviewView.as_view(), name="plan-review-draft"),
    *register_urls_within(f"{PLAN}groups/", "groups", lists.groups, removes=True),
    *register_urls_within(f"{PLAN}outcomes/", "outcomes", lists.outcomes, removes=True),
    *register_urls_within(f"{PLAN}items/", "items", national.items, ends=True, removes=True),
    *register_urls_within(f"{PLAN}offers/", "offers", lists.offers, removes=True),
    *register_urls_within(f"{PLAN}review/lines/", "review", lists.review, removes=True),
    *register_urls(QUARTERS),
]
