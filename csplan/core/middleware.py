"""What every answer carries: an identifier to find it by in the logs, and orders to browsers.

And what no request may be: one that cannot be read is refused here.
"""

import codecs
import re
import uuid
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
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


ORDERS: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class BrowserOrdersMiddleware:
    """Tells browsers, on every answer whatever its status, what pages of csplan may not do.

    It stands outside the middleware that can refuse a request, such as for its host, so that the
    refusal carries the same orders as a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in ORDERS.items():
            response.headers.setdefault(name, value)
        return response


LENGTH: Final = re.compile(r"[0-9]{1,18}")
SCRIPTS: Final = frozenset({"utf-8", "ascii"})


class ReadableRequestMiddleware:
    """Refuses, before anything of it is read, a request that later steps would stumble over.

    413 for a body longer than CSPLAN_MOST_REQUEST_BYTES, so that no upload fills the disk; 400
    for a length that is no number, words in another script than UTF-8, and NUL in the address
    or a cookie, which PostgreSQL would not be asked for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not LENGTH.fullmatch(length):
            raise BadRequest("The length of the request is not a number")
        if int(length) > settings.CSPLAN_MOST_REQUEST_BYTES:
            raise RequestDataTooBig("The request is longer than csplan reads")
        if "\x00" in "".join((request.path_info, *request.COOKIES.values())):
            raise BadRequest("The request holds NUL")
        if not _is_in_utf_8(request):
            raise BadRequest("The request is not in UTF-8")
        return self.get_response(request)


def _is_in_utf_8(request: HttpRequest) -> bool:
    charset = (request.content_params or {}).get("charset", "utf-8")
    try:
        return codecs.lookup(charset).name in SCRIPTS
    except (LookupError, ValueError):
        return False
