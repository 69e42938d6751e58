"""The least a page can cost: bytes that are ready before it is asked for.

Only the benchmark's own urlconf leads here.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

BODIES: dict[str, bytes] = {}
"""What each bare view answers with, by name; filled with the pages' own bytes."""


@login_not_required
def bare(request: HttpRequest, name: str) -> HttpResponse:
    """The bytes alone: no session, no user, no query."""
    return HttpResponse(BODIES[name])


def bare_signed_in(request: HttpRequest, name: str) -> HttpResponse:
    """The bytes, once the session and the user are loaded."""
    return HttpResponse(BODIES[name], headers={"X-Person": str(request.user.pk)})
