"""Checking a copy of a pack, without an account.

It tells of published editions alone, and of what it does not know always the same.
"""

from http import HTTPStatus
from typing import Any

from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from csplan.accounts.middleware import ActorRequest
from csplan.core.views import error_page
from reporting.forms_verifying import MOST_BYTES, VerifyForm
from reporting.permissions import can_read
from reporting.services.verifying import verify
from reporting.tables import pack_url

ROOM_FOR_THE_FORM = 64 * 1024
TOO_OFTEN = "You have checked many files in a short time. Try again in an hour."


# Exempt: anybody may ask, nothing is changed and no cookie plays a part.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pack_verify(request: ActorRequest) -> HttpResponse:
    """Asks for a file or its digest, and says which edition it is, if any."""
    if request.method != "POST":
        return _page(request, VerifyForm())
    # Looked at before the form is read: a larger one is not taken in at all.
    if _length(request) > MOST_BYTES + ROOM_FOR_THE_FORM:
        return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    limits = {"verify": settings.CSPLAN_VERIFICATIONS}
    if not consume(request, app="csplan", action="verify", config=limits):
        return error_page(request, HTTPStatus.TOO_MANY_REQUESTS, message=TOO_OFTEN)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    digest = form.digest
    verdict = verify(digest)
    found: dict[str, Any] = {
        "digest": digest,
        "verdict": verdict,
        "is_of_a_file": form.is_of_a_file,
    }
    if verdict and can_read(request.actor, verdict.pack):
        found["address"] = pack_url("pack-detail", verdict.pack)
    return _page(request, VerifyForm(), **found)


def _length(request: HttpRequest) -> int:
    """What the browser says it sends; what does not say is not read."""
    said = request.headers.get("Content-Length", "")
    return int(said) if said.isdecimal() else MOST_BYTES + ROOM_FOR_THE_FORM + 1


def _page(
    request: HttpRequest, form: VerifyForm, status: int = HTTPStatus.OK, **found: object
) -> HttpResponse:
    context = {"form": form, **found}
    return render(request, "reporting/verify.html", context, status=status)
