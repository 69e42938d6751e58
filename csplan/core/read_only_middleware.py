"""Refuses what would be saved while csplan is read-only, and loses none of it."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from csplan.core import read_only
from csplan.core.outages import given_back, unavailable

READING: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


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
    # The banner of every other page would say it twice.
    told = {**given_back(request), "reason": reason, "read_only_reason": ""}
    return unavailable(
        request,
        words="Nothing can be saved at the moment. Keep this page open",
        page=lambda: render_to_string("errors/503.html", told, request),
        try_after_seconds=300,
    )
