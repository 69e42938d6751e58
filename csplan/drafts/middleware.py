"""No form that was sent loses its words, whatever came of it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from csplan.core import clock
from csplan.drafts.posted import keep_posted, token_of
from csplan.drafts.services import discard_draft

SEE_OTHER = frozenset({HTTPStatus.FOUND, HTTPStatus.SEE_OTHER})
WORDS_ARE_KEPT = (
    "You were signed out before this was saved. Sign in again: what you typed is kept, and will "
    "be in the form"
)


class DraftMiddleware:
    """Keeps a form's words unless they were saved, and forgets their draft once they were.

    A page that saves answers with a redirect; any other answer means that it did not save.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # What a page refused to take in for its size is not read here either.
        if response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return response
        token = token_of(request)
        if token is None:
            return response
        if response.status_code not in SEE_OTHER:
            keep_posted(request, at=clock.now())
        elif request.user.pk == token.owner_id:
            discard_draft(owner_id=token.owner_id, page=token.page)
        return response


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Sends strangers to sign in, and keeps what somebody typed whose session has ended.

    Of a page that is open to anybody it does not even ask who comes: a page that does not look
    at the session is alike for everybody, and may be kept by caches.
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if keep_posted(request, at=clock.now()):
            messages.warning(request, WORDS_ARE_KEPT)
        return super().handle_no_permission(request, view_func)
