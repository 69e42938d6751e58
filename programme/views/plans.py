"""The plans themselves."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from csplan.accounts.middleware import ActorRequest
from csplan.core.components import Crumb
from programme.models import BusinessPlan
from programme.selectors.plans import plan_page
from programme.views.base import PAGE_SIZE, pages


@require_safe
def plan_list(request: ActorRequest) -> HttpResponse:
    plans = BusinessPlan.objects.select_related("source")
    page = Paginator(plans, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"plans": page.object_list, "pages": pages(page, "Pages of plans")}
    return render(request, "programme/plan_list.html", context)


@require_safe
def plan_detail(request: ActorRequest, slug: str) -> HttpResponse:
    plan = get_object_or_404(BusinessPlan.objects.select_related("source"), slug=slug)
    trail = [Crumb("Plans", ".."), Crumb(plan.title)]
    context = {"page": plan_page(plan), "plan": plan, "crumbs": trail}
    return render(request, "programme/plan_detail.html", context)
