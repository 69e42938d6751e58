"""Giving and ending roles, and what waits for a second administrator."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from csplan.accounts.choices import GUARDED_ROLES
from csplan.accounts.models import RoleGrant
from csplan.core import clock
from csplan.core.components import Crumb
from csplan.core.errors import RefusedError
from csplan.core.views import error_page
from csplan.people.choices import ProposalKind
from csplan.people.forms import EndRoleForm, GiveRoleForm
from csplan.people.mailing import send_address_changed
from csplan.people.models import Proposal
from csplan.people.permissions import can_decide, can_withdraw
from csplan.people.selectors.people import role_words, waiting_proposals
from csplan.people.services import grants, proposals
from csplan.people.views.people import trail
from csplan.people.views.shared import PeopleView, PersonView, attempt


class GiveRoleView(PersonView):
    """A role for one person."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        actor, at = self.request.actor, clock.now()
        return attempt(
            self,
            lambda: grants.give_role(grant=form.instance, actor=actor, at=at),
            done="The role is given",
            form=form,
            again=lambda: self.show(form),
        )

    def form(self, *data: Any) -> GiveRoleForm:
        return GiveRoleForm(*data, user=self.person, on=clock.today())

    def show(self, form: GiveRoleForm) -> HttpResponse:
        form.cancel_url = _page(self)
        context = {
            "form": form,
            "heading": f"Give {self.person.full_name} a role",
            "crumbs": trail(Crumb(self.person.full_name, _page(self)), Crumb("Give a role")),
        }
        return render(self.request, "people/form.html", context)


class EndRoleView(PersonView):
    """The last day of a role."""

    def get(self, request: HttpRequest, pk: int, grant: int) -> HttpResponse:
        return self.show(EndRoleForm(initial={"ends_on": clock.today()}))

    def post(self, request: HttpRequest, pk: int, grant: int) -> HttpResponse:
        form, row = EndRoleForm(request.POST), self.grant()
        if not form.is_valid():
            return self.show(form)
        ends_on, actor, at = form.cleaned_data["ends_on"], self.request.actor, clock.now()
        return attempt(
            self,
            lambda: grants.end_role(grant=row, ends_on=ends_on, actor=actor, at=at),
            done="The role ends on the day you gave",
            form=form,
            again=lambda: self.show(form),
        )

    def grant(self) -> RoleGrant:
        rows = RoleGrant.objects.select_related("locality", "cluster", "department")
        return get_object_or_404(rows, pk=self.kwargs["grant"], user=self.person)

    def show(self, form: EndRoleForm) -> HttpResponse:
        grant, form.cancel_url = self.grant(), _page(self)
        context = {
            "form": form,
            "heading": f"End the role {role_words(grant)} of {self.person.full_name}",
            "waits": grant.role in GUARDED_ROLES,
            "crumbs": trail(Crumb(self.person.full_name, _page(self)), Crumb("End a role")),
        }
        return render(self.request, "people/form.html", context)


class WaitingView(PeopleView):
    """Everything that waits for a second administrator."""

    def get(self, request: HttpRequest) -> HttpResponse:
        actor = self.request.actor
        rows = list(waiting_proposals())
        context = {
            "proposals": [(row, can_decide(actor, row), can_withdraw(actor, row)) for row in rows],
            "crumbs": trail(Crumb("Waiting")),
        }
        return render(request, "people/waiting.html", context)


DECISIONS = {
    "confirm": (proposals.confirm, "It is done"),
    "decline": (proposals.decline, "You have declined it. Nothing changes"),
    "withdraw": (proposals.withdraw, "You have taken it back. Nothing changes"),
}


class DecideView(PeopleView):
    """Confirm, decline or take back one change."""

    def post(self, request: HttpRequest, pk: int, decision: str) -> HttpResponse:
        rows = Proposal.objects.select_related("user", "proposed_by", "grant")
        proposal = get_object_or_404(rows, pk=pk)
        old_email = proposal.user.email
        decide, done = DECISIONS[decision]
        try:
            decide(proposal=proposal, actor=self.request.actor, at=clock.now())
        except RefusedError as error:
            status = HTTPStatus(error.status)
            return error_page(request, status, message=f"{error.message}.")
        if decision == "confirm" and proposal.kind == ProposalKind.ADDRESS:
            send_address_changed(proposal.user, old_email)
        messages.success(request, done)
        return redirect("people:person", proposal.user_id)


def _page(view: PersonView) -> str:
    return reverse("people:person", args=[view.person.pk])
