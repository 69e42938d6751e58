"""Staying signed in."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Nothing to do: any request of somebody signed in moves the end of their session on."""
    return HttpResponse(status=204)
