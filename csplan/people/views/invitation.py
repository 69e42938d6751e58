"""Choosing the first password of an account, by its link and without an account."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from csplan.core import clock
from csplan.core.errors import WrongStateError
from csplan.people.forms import AcceptForm
from csplan.people.models import Invitation
from csplan.people.services.invitations import accept_invitation, open_invitation


@method_decorator([login_not_required, never_cache], name="dispatch")
class InvitationView(View):
    """Whoever has the link chooses the password, once; any other link is answered alike."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        invitation = open_invitation(token, at=clock.now())
        if invitation is None:
            return self.over(request)
        return self.show(request, invitation, AcceptForm(user=invitation.user))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        invitation = open_invitation(token, at=clock.now())
        if invitation is None:
            return self.over(request)
        form = AcceptForm(request.POST, user=invitation.user)
        if not form.is_valid():
            return self.show(request, invitation, form)
        password = form.cleaned_data["password1"]
        try:
            accept_invitation(invitation=invitation, password=password, at=clock.now())
        except WrongStateError:
            return self.over(request)
        messages.success(request, "Your password is saved. You can sign in now")
        return redirect("account_login")

    def show(self, request: HttpRequest, invitation: Invitation, form: AcceptForm) -> HttpResponse:
        context = {"form": form, "person": invitation.user}
        return render(request, "people/invitation.html", context)

    def over(self, request: HttpRequest) -> HttpResponse:
        return render(request, "people/invitation_over.html", status=HTTPStatus.NOT_FOUND)
