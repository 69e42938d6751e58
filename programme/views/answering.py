"""What the pages that write one answer share: what was typed is never lost."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from csplan.core.components import Crumb
from csplan.core.errors import (
    IncompleteError,
    StaleVersionError,
    WrongStateError,
)
from csplan.drafts.posted import keep_posted
from csplan.drafts.restoring import RestoredDraft, is_blank, restore, typed_values
from programme.forms.answers import AnswerForm
from programme.forms.values import differences
from programme.models import MeasureUpdate, MilestoneUpdate
from programme.selectors.following import next_unanswered
from programme.selectors.remarks import open_remarks
from programme.views.base import EditorsPage

NEXT = re.compile(r"(?P<kind>milestone|measure|overview)(?:-(?P<pk>[0-9]{1,18}))?")


class AnswerPage(EditorsPage, ABC):
    """One answer: the form, the save, and what to do when somebody else was quicker."""

    template: str
    kind: str

    def get(self, request: HttpRequest, **slugs: Any) -> HttpResponse:
        self.refuse_others()
        if not self.quarterly_return.is_editable_at(self.at):
            raise WrongStateError(self.why_closed())
        form = self.form(initial=self.initial())
        draft = restore(form, request)
        if draft is None or draft.version(default=-1) == self.initial()["version"]:
            return self.show_form(form)
        return self.show_form(form, **self.draft_conflict(draft))

    def post(self, request: HttpRequest, **slugs: Any) -> HttpResponse:
        self.refuse_others()
        form = self.form(request.POST)
        if not self.quarterly_return.is_editable_at(self.at):
            return self.too_late(form)
        if "start" in request.POST:
            return self.start_from_last(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        return self.saved_or_conflict(form)

    def saved_or_conflict(self, form: AnswerForm) -> HttpResponse:
        try:
            self.save(form)
        except StaleVersionError:
            return self.conflict(form)
        except WrongStateError:
            return self.too_late(form)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form)
        return self.saved()

    def saved(self) -> HttpResponse:
        messages.success(self.request, f"Saved: {self.title}")
        return redirect(self.next_url() or self.url("return-detail"))

    def conflict(self, form: AnswerForm) -> HttpResponse:
        """Both texts side by side, the writer's own still in the form, ready to save again.

        Nothing is asked of a writer whose words are what is stored, as after a double click.
        """
        self.read_again()
        pairs = differences(form, self.initial())
        if not pairs:
            return self.saved()
        again = self.form(_with_version(self.request.POST, self.initial()["version"]))
        context = {"differences": pairs, "saved_by": self.last_writer()}
        return self.show_form(again, status=HTTPStatus.CONFLICT, **context)

    def draft_conflict(self, draft: RestoredDraft) -> dict[str, Any]:
        """What differs between the draft in the form and what was saved since it was begun."""
        pairs = differences(self.form(draft.sent), self.initial())
        return {"differences": pairs, "saved_by": self.last_writer()} if pairs else {}

    def start_from_last(self, typed: QueryDict) -> HttpResponse:
        """The form with last quarter's answers in the boxes that are empty; nothing is saved."""
        typed_so_far = typed_values(self.form(), typed)
        given = {name: value for name, value in typed_so_far.items() if not is_blank(value)}
        version = {"version": typed.get("version", "")}
        form = self.form(initial={**self.initial(), **self.last_answers(), **given, **version})
        return self.show_form(form, started_from=self.starts_from())

    def too_late(self, form: AnswerForm) -> HttpResponse:
        """The return has moved on: nothing can be saved, so the words are there to copy."""
        is_kept = keep_posted(self.request, at=self.at)
        self.read_again()
        context: dict[str, Any] = {"message": self.why_closed(), "title": self.title}
        context["words"] = list(form.words())
        context |= {"back_url": self.back_url(), "is_kept": is_kept}
        return self.show("programme/too_late.html", context, status=HTTPStatus.CONFLICT)

    def show_form(self, form: AnswerForm, *, status: int = 200, **context: Any) -> HttpResponse:
        form.following = self.following()
        form.starts_from = "" if "started_from" in context else self.starts_from()
        remark = open_remarks(self.quarterly_return).get(self.key(), "")
        shown = {"form": form, "title": self.title, "remark": remark, **self.beside(), **context}
        return self.show(self.template, shown, status=status)

    def following(self) -> str:
        """What to answer next: what the address says, or the next that is unanswered."""
        asked = self.request.GET.get("next", "")
        if NEXT.fullmatch(asked):
            return asked
        return next_unanswered(
            self.quarterly_return, actor=self.actor, on=self.today, after=self.key()
        )

    def next_url(self) -> str:
        """Where "Save and go to the next" leads: an answer of this return, or nowhere."""
        match = NEXT.fullmatch(self.request.POST.get("next", ""))
        if match is None:
            return ""
        more = [int(match["pk"])] if match["pk"] else []
        if bool(more) == (match["kind"] == "overview"):
            return ""
        return self.url(f"{match['kind']}-update", *more)

    def trail(self) -> list[Crumb]:
        return self.trail_to(self.title)

    @property
    @abstractmethod
    def title(self) -> str:
        """What the answer is to."""

    @abstractmethod
    def key(self) -> str:
        """This answer's name among the next ones: "milestone-12", "measure-3", "overview"."""

    @abstractmethod
    def form(self, data: Any = None, initial: Any = None) -> AnswerForm:
        """The form of the answer."""

    @abstractmethod
    def initial(self) -> dict[str, Any]:
        """What is stored, by the names of the boxes."""

    @abstractmethod
    def save(self, form: AnswerForm) -> None:
        """Save the answer."""

    @abstractmethod
    def read_again(self) -> None:
        """Forget what was read, so that the next look is at what is stored now."""

    @abstractmethod
    def last_writer(self) -> Mapping[str, Any]:
        """Who saved last and when, and whether that was the person asking."""

    def written_by(self, update: MilestoneUpdate | MeasureUpdate) -> Mapping[str, Any]:
        is_own = update.updated_by_id == self.actor.person.pk
        return {"by": update.updated_by, "at": update.updated_at, "is_own": is_own}

    def entered_for(self, update: MilestoneUpdate | MeasureUpdate) -> str:
        """For whom the person themself saved it last; nobody inherits that from a colleague."""
        is_own = update.updated_by_id == self.actor.person.pk
        return update.on_behalf_of if is_own else ""

    @abstractmethod
    def beside(self) -> Mapping[str, Any]:
        """What stands beside the form."""

    @abstractmethod
    def last_answers(self) -> Mapping[str, Any]:
        """What was said a quarter earlier and can be said again, by the names of the boxes."""

    def starts_from(self) -> str:
        """What the form can be started from; nothing once the question has been answered."""
        if self.initial()["version"] or not self.last_answers():
            return ""
        return "last quarter’s answers"


def _with_version(data: QueryDict, version: int) -> QueryDict:
    fresh = data.copy()
    fresh["version"] = str(version)
    return fresh
