"""What the pages that edit a working copy share: what was typed is never lost."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.forms import CharField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from csplan.core.components import TextDifference
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.form_layout import HiddenValue
from csplan.drafts.restoring import restore
from csplan.registers.cells import shown_value, value_cell
from objectives.choices import SetState
from objectives.permissions.sets import can_edit
from objectives.services.editing import NOT_A_DRAFT
from objectives.views.base import OfficePage


class DraftPage(OfficePage):
    """A page that edits a draft; only its private office has it, and only then."""

    def refuse_others(self) -> None:
        # The set first: whoever may not see it learns nothing from what they may not do.
        chosen = self.objective_set
        if not can_edit(self.actor, chosen):
            raise NotPermittedError("Only the holder’s private office can edit these objectives")
        if chosen.state != SetState.DRAFT:
            raise WrongStateError(NOT_A_DRAFT)

    def back_url(self) -> str:
        return self.set_url()

    def anchor(self) -> str:
        """Where on the set's page this is."""
        return ""

    def return_url(self) -> str:
        anchor = self.anchor()
        return f"{self.set_url()}#{anchor}" if anchor else self.set_url()


class EditPage(DraftPage, ABC):
    """A form that saves one thing. A stale save shows both texts and keeps what was typed."""

    template = "objectives/office/edit.html"
    heading = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        form = self.form(initial=self.initial())
        seen = self.seen_now(form)
        draft = restore(form, request)
        if draft is not None:
            seen = draft.sent.get("seen", seen)
        return self.show_form(form, seen=seen)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        form = self.form(request.POST, initial=self.initial())
        seen = request.POST.get("seen", "")
        if not form.is_valid():
            return self.show_form(form, seen=seen)
        try:
            said = self.save(form, seen)
        except StaleVersionError:
            return self.conflict(form)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form, seen=seen)
        messages.success(request, said)
        return redirect(self.next_url())

    def conflict(self, form: Any) -> HttpResponse:
        """Both texts; the writer's own still in the form, ready to save again.

        Nothing is asked of a writer whose words are what is stored, as after a double click.
        """
        self.read_again()
        pairs = differences(form, self.initial())
        if not pairs:
            return redirect(self.return_url())
        again = self.form(self.request.POST, initial=self.initial())
        seen = self.seen_now(again)
        return self.show_form(again, seen=seen, status=HTTPStatus.CONFLICT, differences=pairs)

    def show_form(
        self, form: Any, *, seen: str, status: int = HTTPStatus.OK, **more: Any
    ) -> HttpResponse:
        form.cancel_url = self.return_url()
        form.helper.layout.append(HiddenValue("seen", seen))
        context = {"form": form, "heading": self.heading, **self.beside(), **more}
        return self.show(self.template, context, status=status)

    def next_url(self) -> str:
        return self.return_url()

    def words(self) -> list[tuple[str, str]]:
        if self.request.method != "POST":
            return []
        form = self.form(self.request.POST)
        boxes = (box for box in form.visible_fields() if isinstance(box.field, CharField))
        return [(str(box.label), words) for box in boxes if (words := box.value() or "").strip()]

    def read_again(self) -> None:
        """Forget what was read, so that the next look is at what is stored now."""
        for name in ("subject", "objective_set"):
            self.__dict__.pop(name, None)

    def beside(self) -> Mapping[str, Any]:
        """What stands beside the form."""
        return {}

    @abstractmethod
    def form(self, data: Any = None, **kwargs: Any) -> Any:
        """The form of the page."""

    @abstractmethod
    def initial(self) -> dict[str, Any]:
        """What is stored, by the names of the boxes."""

    @abstractmethod
    def seen_now(self, form: Any) -> str:
        """What tells whether it is still as it was when the form was drawn."""

    @abstractmethod
    def save(self, form: Any, seen: str) -> str:
        """Save the form; returns what the person is told."""


def differences(form: Any, stored: Mapping[str, Any]) -> list[TextDifference]:
    """Where what is stored differs from what was typed, box by box."""
    pairs = []
    for bound in form.visible_fields():
        theirs = _words(bound.field, stored.get(bound.name))
        yours = _words(bound.field, form.cleaned_data.get(bound.name))
        if theirs != yours:
            pairs.append(TextDifference(str(bound.label), theirs, yours))
    return pairs


def _words(field: Any, value: Any) -> str:
    return shown_value(field, value_cell(field, value))
