"""Counts and times every request."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from csplan.operations.figures import count_request


class FiguresMiddleware:
    """Adds each request to the figures, under the name of its view. It stands outside the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        count_request(
            view=match.view_name if match else "",
            method=request.method or "",
            status=response.status_code,
            seconds=time.perf_counter() - started,
        )
        return response
