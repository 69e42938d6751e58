"""Pages that show what Permanent Secretaries are held to."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from csplan.accounts.middleware import ActorRequest
from objectives.models import ObjectiveSet
from objectives.selectors import set_page
from objectives.tables import ObjectiveSetTable

SETS_ON_A_PAGE = 25


@require_safe
def set_list(request: ActorRequest) -> HttpResponse:
    """Every set the person may see, latest year first."""
    table = ObjectiveSetTable(
        ObjectiveSet.objects.public() | ObjectiveSet.objects.visible_to(request.actor),
        empty_text="No objectives have been published yet.",
    )
    RequestConfig(request, paginate={"per_page": SETS_ON_A_PAGE}).configure(table)
    return render(request, "objectives/set_list.html", {"table": table})


@require_safe
def set_detail(request: ActorRequest, slug: str) -> HttpResponse:
    """One set, category by category, with the published words."""
    visible = ObjectiveSet.objects.public() | ObjectiveSet.objects.visible_to(request.actor)
    objective_set = get_object_or_404(visible.select_related("department", "source"), slug=slug)
    context = {"page": set_page(objective_set)}
    return render(request, "objectives/set_detail.html", context)
