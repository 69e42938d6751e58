"""Pages about where CS Local works, who works there, who oversees it and who pays."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from csplan.core import clock
from localities import selectors
from localities.models import Locality, SteeringGroup


@require_safe
def locality_list(request: HttpRequest) -> HttpResponse:
    """Clusters with their localities, people and posts."""
    organisation = selectors.organisation(on=clock.today())
    groups = SteeringGroup.objects.filter(locality__isnull=True)
    context = {"organisation": organisation, "national_groups": groups}
    return render(request, "localities/locality_list.html", context)


@require_safe
def locality_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One locality with its posts and steering group."""
    rows = Locality.objects.select_related("cluster", "source", "steering_group")
    locality = get_object_or_404(rows, slug=slug)
    group = getattr(locality, "steering_group", None)
    context = {
        "locality": locality,
        "posts": selectors.post_lines(locality, on=clock.today()),
        "group": group,
        "seats": group.seats.select_related("department") if group else (),
    }
    return render(request, "localities/locality_detail.html", context)


@require_safe
def steering_group_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A steering group and who sits on it in which capacity."""
    group = get_object_or_404(
        SteeringGroup.objects.select_related("locality", "source"), slug=slug
    )
    context = {"group": group, "seats": group.seats.select_related("department")}
    return render(request, "localities/steering_group_detail.html", context)


@require_safe
def funding_list(request: HttpRequest) -> HttpResponse:
    """What each department contributes, by year."""
    return render(request, "localities/funding_list.html", {"years": selectors.funding_years()})
