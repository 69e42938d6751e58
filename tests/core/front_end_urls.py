"""Addresses for the tests of pages and sign-in: the open ones, and one that needs an account."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLResolver, include, path

from csplan.core.components import TextDifference
from csplan.core.views import error_page


def protected(request: HttpRequest) -> HttpResponse:
    return render(request, "core/privacy.html")


@login_not_required
def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@login_not_required
def misunderstood(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("A secret in a message")


@login_not_required
def refusal(request: HttpRequest, status: int) -> HttpResponse:
    words = TextDifference("Narrative", theirs="<b>Six</b>", yours="Seven")
    return error_page(request, HTTPStatus(status), differences=[words], back_url="/back/")


def section(name: str, *pages: str) -> URLResolver:
    """A stand-in for an app: the pages that the navigation leads to."""
    patterns = [path(f"{page}/", protected, name=page) for page in pages]
    return path(f"{name}/", include((patterns, name)))


urlpatterns = [
    section(
        "programme",
        "period-list",
        "plan-list",
        "quarters-list",
        "question-list",
        "meeting-list",
        "decision-list",
        "action-list",
    ),
    section("localities", "locality-list"),
    section("objectives", "set-list", "office-list"),
    section("reporting", "pack-list", "reading-room", "pack-verify"),
    section("admin", "index"),
    section("people", "list"),
    path("", include("csplan.core.urls")),
    path("account/", include("csplan.accounts.urls")),
    path("account/", include("csplan.people.urls_account")),
    path("account/emails/", include("csplan.notices.urls")),
    path("", protected, name="home"),
    path("protected/", protected, name="protected"),
    path("refused/", refused),
    path("misunderstood/", misunderstood),
    path("broken/", broken),
    path("refusal/<int:status>/", refusal),
]

handler400 = "csplan.core.views.bad_request"
handler403 = "csplan.core.views.permission_denied"
handler404 = "csplan.core.views.page_not_found"
handler500 = "csplan.core.views.server_error"
