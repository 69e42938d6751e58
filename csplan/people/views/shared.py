"""What the pages about people share: who may open them, and how refusals are answered."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views import View

from csplan.accounts.middleware import ActorRequest
from csplan.accounts.models import User
from csplan.core.errors import RefusedError
from csplan.core.forms import BaseForm, BaseModelForm
from csplan.core.views import error_page
from csplan.people.models import Proposal
from csplan.people.permissions import can_change_person, can_see_people

WAITS = "A second administrator must confirm this. Until then nothing changes"


class PeopleView(View):
    """A page for administrators."""

    request: ActorRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_see_people(self.request.actor):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PersonView(PeopleView):
    """A page that changes one person: any administrator's but that person's."""

    person: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_see_people(self.request.actor):
            raise PermissionDenied
        self.person = get_object_or_404(User, pk=self.kwargs["pk"])
        if not can_change_person(self.request.actor, self.person):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def attempt(
    view: PersonView,
    write: Callable[[], Proposal | None],
    *,
    done: str,
    form: BaseForm | BaseModelForm | None = None,
    again: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:
    """Do it and go back to the person, or say why not; what was typed stays in the form."""
    try:
        proposal = write()
    except ValidationError as error:
        if form is None or again is None:
            raise
        form.add_error(None, error)
        return again()
    except RefusedError as error:
        status = HTTPStatus(error.status)
        return error_page(view.request, status, message=f"{error.message}.")
    if proposal is None:
        messages.success(view.request, done)
    else:
        messages.warning(view.request, WAITS)
    return redirect("people:person", view.person.pk)
