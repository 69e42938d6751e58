"""Records every refusal a signed-in person meets."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from csplan.audit.services import record_refusal
from csplan.core import clock

REFUSALS = frozenset({403, 404, 409, 413, 429})


class RefusalMiddleware:
    """Adds one audit event for each refusal of a page that exists, to somebody signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in REFUSALS and request.resolver_match is not None:
            _record(request, response.status_code)
        return response


def _record(request: HttpRequest, status: int) -> None:
    if not request.user.is_authenticated:
        return
    record_refusal(
        path=request.path,
        method=request.method or "",
        status=status,
        actor=request.user,
        at=clock.now(),
    )
