"""Pages that show what Permanent Secretaries are held to."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from objectives.models import ObjectiveSet
from objectives.selectors import set_page

SETS_ON_A_PAGE = 25


def set_list(request: ActorRequest) -> HttpResponse:
    """Every set the person may see, latest year first."""
    sets = ObjectiveSet.objects.visible_to(request.actor).select_related("department")
    page = Paginator(sets, SETS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "objectives/set_list.html", {"page": page})


def set_detail(request: ActorRequest, slug: str) -> HttpResponse:
    """One set, category by category, with the published words."""
    visible = ObjectiveSet.objects.visible_to(request.actor).select_related("department", "source")
    objective_set = get_object_or_404(visible, slug=slug)
    context = {"page": set_page(objective_set, on=clock.today())}
    return render(request, "objectives/set_detail.html", context)
