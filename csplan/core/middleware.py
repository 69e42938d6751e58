"""Gives each request an identifier, so that a person's report can be found in the logs."""

import re
import uuid
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from csplan.core.request_ids import current_request_id

HEADER: Final = "X-Request-ID"
# Anything else could forge a line of the log, or fill it.
SAFE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


class RequestIdMiddleware:
    """Sets `request.request_id` and the answer's X-Request-ID header.

    An identifier sent by a proxy is kept when it is harmless; otherwise a new one is made.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = accepted_or_new(request.headers.get(HEADER, ""))
        request.request_id = request_id  # type: ignore[attr-defined]
        token = current_request_id.set(request_id)
        try:
            response = self.get_response(request)
        finally:
            current_request_id.reset(token)
        response[HEADER] = request_id
        return response


def accepted_or_new(proposed: str) -> str:
    """The proposed identifier if it is safe to repeat, else a new one."""
    return proposed if SAFE.fullmatch(proposed) else uuid.uuid4().hex
