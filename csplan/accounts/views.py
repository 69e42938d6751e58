"""Staying signed in, and starting again."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Nothing to do: any request of somebody signed in moves the end of their session on."""
    return HttpResponse(status=204)


@login_not_required
@require_POST
def start_over(request: HttpRequest) -> HttpResponse:
    """Forget a sign-in that is half way through."""
    logout(request)
    return redirect("account_login")
