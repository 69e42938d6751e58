"""Refuses what would be saved while csplan is read-only, and loses none of it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from csplan.core import read_only
from csplan.core.sent_words import prose, typed

READING: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
TRY_AFTER_SECONDS: Final = "300"
UNAVAILABLE: Final = HTTPStatus.SERVICE_UNAVAILABLE


class ReadOnlyMiddleware:
    """Answers 503 to whatever would be saved, before anything reads or writes a database row.

    What was typed is given back in a form that sends the same again. It stands outside the
    middleware that keeps drafts, because a draft is something saved too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READING:
            return self.get_response(request)
        reason = read_only.reason()
        return _refusal(request, reason) if reason else self.get_response(request)


def _refusal(request: HttpRequest, reason: str) -> HttpResponse:
    if "application/json" in request.headers.get("Accept", ""):
        words = "Nothing can be saved at the moment. Keep this page open"
        response: HttpResponse = JsonResponse({"words": words}, status=UNAVAILABLE)
    else:
        response = render(request, "errors/503.html", _told(request, reason), status=UNAVAILABLE)
    # It holds what somebody typed.
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = TRY_AFTER_SECONDS
    return response


def _told(request: HttpRequest, reason: str) -> dict[str, object]:
    """What the page says: the banner of every other page would say it twice."""
    fields, has_file = typed(request), bool(request.FILES)
    return {
        "reason": reason,
        "address": request.get_full_path(),
        "fields": [] if has_file else fields,
        "words": prose(fields),
        "has_file": has_file,
        "read_only_reason": "",
    }
