"""The page people land on."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.home.selectors import home_page


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """The next jobs of the person's roles, and the current pack for those who may read it."""
    return render(request, "home/home.html", {"page": home_page(request.actor, at=clock.now())})
