"""What people are told while something csplan leans on is away: plainly, with their words kept."""

import sqlite3
from http import HTTPStatus
from typing import Final

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from redis.exceptions import ConnectionError as StoreAwayError
from redis.exceptions import TimeoutError as StoreSlowError

from csplan.core.sent_words import Fields, is_partial, prose, typed

TRY_AFTER_SECONDS: Final = "30"
AWAY: Final = (OperationalError, InterfaceError, StoreAwayError, StoreSlowError)
UNAVAILABLE: Final = HTTPStatus.SERVICE_UNAVAILABLE
UNREADABLE: Final = (SuspiciousOperation, MultiPartParserError, UnreadablePostError)


def is_outage(error: BaseException | None) -> bool:
    """Whether it is the database or the store that is away, full or overrun, and not csplan.

    SQLite also says so of a statement it does not understand, which no waiting mends.
    """
    if not isinstance(error, AWAY):
        return False
    return getattr(error.__cause__, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR


def outage_page(request: HttpRequest) -> HttpResponse:
    """The answer 503, made without the database, and with what was sent in it."""
    if "application/json" in request.headers.get("Accept", ""):
        words = "csplan is not available at the moment. Keep this page open"
        response: HttpResponse = JsonResponse({"words": words}, status=UNAVAILABLE)
    else:
        page = render_to_string("errors/unavailable.html", _told(request))
        response = HttpResponse(page, status=UNAVAILABLE)
    # It may hold what somebody typed.
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = TRY_AFTER_SECONDS
    return response


def _told(request: HttpRequest) -> dict[str, object]:
    fields = _sent(request)
    return {
        "is_sent": request.method == "POST",
        "address": request.get_full_path(),
        "fields": [] if _is_partial(request) else fields,
        "words": prose(fields),
        "reference": getattr(request, "request_id", ""),
    }


def _sent(request: HttpRequest) -> Fields:
    try:
        return typed(request)
    except UNREADABLE:
        return []


def _is_partial(request: HttpRequest) -> bool:
    try:
        return is_partial(request)
    except UNREADABLE:
        return True
