"""Nobody goes further than their account's own pages without what their role demands."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from csplan.accounts import second_factor
from csplan.accounts.adapter import SHORT_PASSWORD
from csplan.accounts.choices import LONG_PASSWORD_ROLES
from csplan.accounts.middleware import ActorRequest, is_for_people
from csplan.core.views import error_page

SAFE = frozenset({"GET", "HEAD"})
ALWAYS_OPEN = frozenset(
    {
        "account_logout", "account_change_password", "account_reauthenticate", "session-stay",
        "mfa_index", "mfa_activate_totp", "mfa_view_recovery_codes", "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn", "mfa_add_webauthn",
    }
)  # fmt: skip
"""What somebody needs to meet the demand, or to leave."""

FIRST = "Before you go on, csplan asks you for something: {what}. Nothing was saved."


class SignInDemandsMiddleware:
    """Sends people to set up or give their second factor, or to choose a longer password.

    Roles are read anew for each request, so a role that is given acts on the next one. A form
    that is sent meanwhile is refused with its words kept, not led away.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: ActorRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        is_open = match is None or match.view_name in ALWAYS_OPEN
        if is_open or not is_for_people(view_func):
            return None
        if not request.user.is_authenticated:
            return None
        return demand_on(request)


def demand_on(request: ActorRequest) -> HttpResponse | None:
    """What stands between the person and the page; None when nothing does."""
    actor = request.actor
    if SHORT_PASSWORD in request.session and actor.has(*LONG_PASSWORD_ROLES):
        return _answer(request, "account_change_password", "a longer password")
    if not second_factor.is_demanded(actor) or second_factor.was_given(request):
        return None
    if not second_factor.has_one(actor.person):
        return _answer(request, "mfa_activate_totp", "a second factor")
    return _answer(request, "", "your second factor")


def _answer(request: HttpRequest, page: str, what: str) -> HttpResponse:
    url = reverse(page) if page else _where_to_give(request)
    if request.method in SAFE:
        return redirect(f"{url}?{urlencode({'next': request.get_full_path()})}")
    message = FIRST.format(what=what)
    there = {"back_url": url, "back_label": "Do that now"}
    return error_page(request, HTTPStatus.FORBIDDEN, message=message, **there)


def _where_to_give(request: HttpRequest) -> str:
    """The page that asks for the kind of second factor the person has."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    pages = [method["url"] for method in methods if method["id"].startswith("mfa")]
    return pages[0] if pages else reverse("mfa_index")
