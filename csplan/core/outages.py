"""What people are told while something csplan leans on is away: plainly, with their words kept."""

import sqlite3
from collections.abc import Callable
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
    return unavailable(
        request,
        words="csplan is not available at the moment. Keep this page open",
        page=lambda: render_to_string("errors/unavailable.html", _told(request)),
        try_after_seconds=30,
    )


def unavailable(
    request: HttpRequest, *, words: str, page: Callable[[], str], try_after_seconds: int
) -> HttpResponse:
    """The answer 503: the page, or its words alone for a script that asks for data."""
    if "application/json" in request.headers.get("Accept", ""):
        response: HttpResponse = JsonResponse({"words": words}, status=UNAVAILABLE)
    else:
        response = HttpResponse(page(), status=UNAVAILABLE)
    # It may hold what somebody typed.
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(try_after_seconds)
    return response


def given_back(request: HttpRequest) -> dict[str, object]:
    """What a page needs to give back what was sent, as far as it could be read."""
    fields, is_part = _sent(request), _is_partial(request)
    return {
        "address": request.get_full_path(),
        "fields": [] if is_part else fields,
        "words": prose(fields),
        "is_partial": is_part,
    }


def _told(request: HttpRequest) -> dict[str, object]:
    return {
        **given_back(request),
        "is_sent": request.method == "POST",
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
