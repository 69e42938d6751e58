"""Allauth's pages about the second factor, with one event in the history for each change."""

from http import HTTPStatus
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.base import ContextMixin

from csplan.accounts.middleware import ActorRequest
from csplan.accounts.second_factor import SET_UP_HERE, forget, has_one, is_demanded
from csplan.audit.services import record
from csplan.core import clock
from csplan.core.views import error_page


class RecordedMixin:
    """Saves and records in one transaction."""

    request: ActorRequest
    action = ""
    kind = ""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # a form's view's
        person = self.request.actor.person
        after = {"kind": self.kind}
        record(action=self.action, target=person, actor=person, at=clock.now(), after=after)
        return response


class DemandMixin(ContextMixin):
    """Tells the page whether the person's role asks for a second factor."""

    request: ActorRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "is_demanded": is_demanded(self.request.actor)}


class SetUpMixin(RecordedMixin):
    """Whoever sets up a second factor has thereby given it."""

    action = "user.second_factor_added"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session[SET_UP_HERE] = self.request.user.pk
        return response


class RemovedMixin(RecordedMixin):
    """Whoever has none left has given none."""

    action = "user.second_factor_removed"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if not has_one(self.request.actor.person):
            forget(self.request)
        return response


class SecondFactorView(DemandMixin, IndexView):
    """What guards the person's account."""


@method_decorator([login_not_required, never_cache], name="dispatch")
class CodeView(AuthenticateView):
    """The step after the password; asks again when nothing was sent that is offered here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        offered = {"code", "credential"} if settings.CSPLAN_PASSKEYS else {"code"}
        if request.method == "POST" and offered.isdisjoint(request.POST):
            return redirect("mfa_authenticate")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class ActivateView(DemandMixin, SetUpMixin, ActivateTOTPView):
    kind = "authenticator app"


class DeactivateView(RemovedMixin, DeactivateTOTPView):
    kind = "authenticator app"


class RecoveryCodesView(RecordedMixin, GenerateRecoveryCodesView):
    action = "user.recovery_codes_made"
    kind = "recovery codes"


class AddPasskeyView(DemandMixin, SetUpMixin, AddWebAuthnView):
    kind = "passkey"


class RenamePasskeyView(EditWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class RemovePasskeyView(RemovedMixin, RemoveWebAuthnView):
    """A passkey is removed unless it is the last factor that a role demands."""

    kind = "passkey"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            message = f"{adapter.error_messages['cannot_delete_authenticator']}."
            return error_page(self.request, HTTPStatus.CONFLICT, message=message)
        return super().form_valid(form)
