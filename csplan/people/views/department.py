"""Going to a department's identity provider, and coming back."""

from http import HTTPStatus
from typing import Final

from allauth.core.ratelimit import consume
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.utils import get_request_param
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from csplan.core.views import error_page
from csplan.people.oidc import FAILED

PROVIDER: Final = {"provider_id": "department"}


@login_not_required
@require_POST
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider. A form's button, so that no other site starts it unasked.

    Each is an attempt to sign in, and makes csplan ask the provider: so they are as limited.
    For anything else that allauth can be asked to do there, csplan has no page.
    """
    if get_request_param(request, "process", AuthProcess.LOGIN) != AuthProcess.LOGIN:
        return error_page(request, HTTPStatus.BAD_REQUEST)
    if not consume(request, action="login"):
        return error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        response: HttpResponse = openid.login(request, provider_id)
    except RequestException:
        messages.error(request, FAILED)
        return redirect("account_login")
    return response


@login_not_required
@require_safe
def finish(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in whom the provider vouches for; anything else leads back with a word why."""
    response: HttpResponse = openid.callback(request, provider_id)
    return response
