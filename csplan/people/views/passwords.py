"""Allauth's pages about one's own password, with one event in the history for each change."""

from typing import Any

from allauth.account.views import PasswordChangeView, PasswordResetFromKeyView
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from csplan.accounts.middleware import ActorRequest
from csplan.accounts.models import User
from csplan.audit.services import record
from csplan.core import clock


class ChangePasswordView(PasswordChangeView):
    """Another password; whoever signs in by other means, and has none, chooses it by a link."""

    request: ActorRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.request.actor.person.has_usable_password():
            return redirect("account_reset_password")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record("user.password_changed", form.user)
        return response


@method_decorator(login_not_required, name="dispatch")
class ResetPasswordView(PasswordResetFromKeyView):
    """A new password, by the link of a message."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record("user.password_reset", self.reset_user)
        return response


def _record(action: str, person: User) -> None:
    """That it was done, by whoever could: a password is in no history."""
    record(action=action, target=person, actor=person, at=clock.now())
