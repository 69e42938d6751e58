"""Pages that need no account: statements, health and errors."""

import sys
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from csplan.core import health
from csplan.core.outages import is_outage, outage_page
from csplan.core.sent_words import prose, typed

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    context = {
        "contact": settings.CSPLAN_CONTACT,
        "in_northern_ireland": settings.CSPLAN_IN_NORTHERN_IRELAND,
    }
    return render(request, "core/accessibility.html", context)


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "core/privacy.html", {"contact": settings.CSPLAN_CONTACT})


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Reads nothing."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when requests may be sent here, else 503; the broker alone never makes it 503."""
    states = health.report()
    status = HTTPStatus.OK if health.is_ready(states) else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse(states, status=status)


def error_page(request: HttpRequest, status: HTTPStatus, **context: object) -> HttpResponse:
    """The page for a refusal, such as 409 or 413, for views that must answer with one."""
    return render(request, f"errors/{status.value}.html", context, status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413 for a request with more in it than is read, 400 for any other that is refused."""
    is_too_large = isinstance(exception, TOO_LARGE)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_too_large else HTTPStatus.BAD_REQUEST
    return error_page(request, status)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, HTTPStatus.FORBIDDEN)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, HTTPStatus.NOT_FOUND)


@login_not_required
def conflict(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, HTTPStatus.CONFLICT)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request's context: the database may be what failed.

    Then it is told as what it is, with the status 503, wherever in csplan it was met.
    """
    if is_outage(sys.exception()):
        return outage_page(request)
    reference = getattr(request, "request_id", "")
    page = render_to_string("errors/500.html", {"reference": reference})
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_refusal(request: HttpRequest, *, kept_at: str = "") -> HttpResponse:
    """Refuse the form, and give back the prose in it: the browser may not hold it any more.

    ``kept_at`` is the address of the page that has kept it as a draft, if one has.
    """
    context = {"texts": prose(typed(request)), "kept_at": kept_at}
    return render(request, "errors/csrf.html", context, status=HTTPStatus.FORBIDDEN)
