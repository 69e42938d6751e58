"""Refuses what would be saved while csplan is read-only, and loses none of it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from csplan.core import draft_tokens, read_only

READING: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
NEVER_GIVEN_BACK: Final = "password"
TRY_AFTER_SECONDS: Final = "300"
SHORTEST_PROSE: Final = 20
TOKENS: Final = frozenset({"csrfmiddlewaretoken", draft_tokens.FIELD})
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
    fields = typed(request)
    words = [
        value for name, value in fields if len(value) >= SHORTEST_PROSE and name not in TOKENS
    ]
    has_file = bool(request.FILES)
    told = {"reason": reason, "fields": fields, "words": words, "has_file": has_file}
    return {**told, "read_only_reason": ""}


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The form as it was sent, its own token with it, but no password.

    Its token is the one that was sent and never a fresh one: a form that another site made
    somebody send is refused when it is sent again, as it would have been now.
    """
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if NEVER_GIVEN_BACK not in name
        for value in values
    ]
