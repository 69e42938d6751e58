"""Inviting people, changing their details, closing and opening their accounts."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from csplan.core import clock
from csplan.core.components import Crumb
from csplan.core.errors import RefusedError
from csplan.core.views import error_page
from csplan.people.forms import ChangeDetailsForm, ConfirmForm, InviteForm
from csplan.people.mailing import send_address_changed, send_invitation
from csplan.people.models import Proposal
from csplan.people.permissions import is_guarded
from csplan.people.services import accounts, invitations
from csplan.people.views.people import trail
from csplan.people.views.shared import PeopleView, PersonView, attempt

SENT = "An invitation is on its way to {email}"
ADDRESS_WAITS = (
    "A second administrator must confirm another email address. A name changes at once."
)
NOT_SENT = "The account is there, but no email could be sent. Send the invitation again later"


class InviteView(PeopleView):
    """A new account, whose holder alone learns its password."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(InviteForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InviteForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        wanted, actor = form.details(), self.request.actor
        try:
            person, token = invitations.invite_person(
                email=wanted.email, full_name=wanted.full_name, actor=actor, at=clock.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(form)
        _tell(request, send_invitation(person, token), person.email)
        return redirect("people:person", person.pk)

    def show(self, form: InviteForm) -> HttpResponse:
        form.cancel_url = reverse("people:list")
        context = {
            "form": form,
            "heading": "Invite somebody",
            "lead": (
                "They get an email with a link to choose their password. Nobody else learns it. "
                "You give them their role on the next page."
            ),
            "crumbs": trail(Crumb("Invite somebody")),
        }
        return render(self.request, "people/form.html", context)


class InviteAgainView(PersonView):
    """Another link for somebody who has not chosen a password."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        actor, at = self.request.actor, clock.now()
        try:
            token = invitations.invite_again(user=self.person, actor=actor, at=at)
        except RefusedError as error:
            status = HTTPStatus(error.status)
            return error_page(request, status, message=f"{error.message}.")
        _tell(request, send_invitation(self.person, token), self.person.email)
        return redirect("people:person", pk)


class ChangeDetailsView(PersonView):
    """Somebody's name and address."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        name, email = self.person.full_name, self.person.email
        initial = {"full_name": name, "email": email, "seen_name": name, "seen_email": email}
        return self.show(ChangeDetailsForm(initial=initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ChangeDetailsForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        return attempt(
            self,
            lambda: self.save(form),
            done="The details are changed",
            form=form,
            again=lambda: self.show(form),
        )

    def save(self, form: ChangeDetailsForm) -> Proposal | None:
        wanted, old_email = form.details(), self.person.email
        proposal = accounts.change_details(
            user=self.person,
            seen=form.seen(),
            wanted=wanted,
            actor=self.request.actor,
            at=clock.now(),
        )
        if proposal is None and wanted.email != old_email:
            send_address_changed(self.person, old_email)
        return proposal

    def show(self, form: ChangeDetailsForm) -> HttpResponse:
        form.cancel_url = reverse("people:person", args=[self.person.pk])
        context = {
            "form": form,
            "heading": f"Change the details of {self.person.full_name}",
            "lead": ADDRESS_WAITS if is_guarded(self.person, on=clock.today()) else "",
            "crumbs": trail(_crumb(self), Crumb("Change")),
        }
        return render(self.request, "people/form.html", context)


class ConfirmView(PersonView):
    """One press that changes an account, after a page that says what it does."""

    heading = ""
    lead = ""
    button = ""
    done = ""
    write: Callable[..., Proposal | None]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ConfirmForm()
        form.submit_label = self.button
        form.cancel_url = reverse("people:person", args=[pk])
        context = {
            "form": form,
            "heading": self.heading.format(person=self.person.full_name),
            "lead": self.lead,
            "waits": is_guarded(self.person, on=clock.today()),
            "crumbs": trail(_crumb(self), Crumb(self.button)),
        }
        return render(request, "people/form.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        given = {"user": self.person, "actor": self.request.actor, "at": clock.now()}
        return attempt(self, lambda: self.write(**given), done=self.done)


class CloseView(ConfirmView):
    heading = "Close the account of {person}?"
    lead = (
        "They are signed out at once and cannot sign in again. What they did stays in the "
        "history, and the account can be opened again."
    )
    button = "Close the account"
    done = "The account is closed"
    write = staticmethod(accounts.close_account)


class ReopenView(ConfirmView):
    heading = "Open the account of {person} again?"
    lead = "They can sign in again, with the roles that have not ended."
    button = "Open the account"
    done = "The account is open again"
    write = staticmethod(accounts.reopen_account)


class RemoveSecondFactorView(ConfirmView):
    heading = "Remove the second factor of {person}?"
    lead = (
        "Do this when they have lost both their device and their recovery codes, and only once "
        "you are sure who is asking. If their role asks for a second factor, they set up another "
        "when they next sign in."
    )
    button = "Remove the second factor"
    done = "The second factor is removed"
    write = staticmethod(accounts.remove_second_factor)


def _crumb(view: PersonView) -> Crumb:
    return Crumb(view.person.full_name, reverse("people:person", args=[view.person.pk]))


def _tell(request: HttpRequest, is_sent: bool, email: str) -> None:
    if is_sent:
        messages.success(request, SENT.format(email=email))
    else:
        messages.warning(request, NOT_SENT)
