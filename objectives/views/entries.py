"""What the pages that add an entry share: what was typed is never lost, nothing overwritten."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from csplan.core.components import Crumb
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.drafts.restoring import restore
from objectives.forms.progress import EntryForm, differences
from objectives.models import ObjectiveSet
from objectives.permissions.progress import can_report, takes_reports
from objectives.selectors.progress import measure_line, milestone_line
from objectives.selectors.progress_lines import Line, MilestoneLine
from objectives.views.base import OfficePage

NOT_AGREED = "These objectives are not agreed yet, so there is no progress to report"
STRANGER = "Only the holder’s private office can report progress"


def line_url(name: str, slug: str, line: Line) -> str:
    """The address of a page about one line: "progress" or "rebaseline"."""
    if isinstance(line, MilestoneLine) and line.occurrence_on:
        day = line.occurrence_on.isoformat()
        return reverse(f"objectives:occurrence-{name}", args=[slug, line.item.pk, day])
    return reverse(f"objectives:{line.kind}-{name}", args=[slug, line.item.pk])


def progress_url(objective_set: ObjectiveSet) -> str:
    return reverse("objectives:progress", args=[objective_set.slug])


class EntryPage(OfficePage, ABC):
    """A form that adds an entry about one line, with what was said before beside it.

    Whoever reads the set reads the page; only its private office has the form.
    """

    template: str
    saved_words: str

    @cached_property
    def line(self) -> Any:
        line = self.find()
        if line is None:
            raise Http404
        return line

    def back_url(self) -> str:
        return progress_url(self.objective_set)

    def trail(self) -> list[Crumb]:
        return self.trail_through(Crumb("Progress", progress_url(self.objective_set)))

    @property
    def writes(self) -> bool:
        """The line first: whoever may not see it learns nothing from what they may not do."""
        return bool(self.line) and can_report(self.actor, self.objective_set)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not (self.writes and takes_reports(self.objective_set)):
            return self.show_form(None)
        form = self.form(initial={**self.initial(), "version": self.seen()})
        restore(form, request)
        return self.show_form(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.writes:
            raise NotPermittedError(STRANGER)
        if not takes_reports(self.objective_set):
            raise WrongStateError(NOT_AGREED)
        form = self.form(request.POST)
        return self.saved_or_shown(form) if form.is_valid() else self.show_form(form)

    def saved_or_shown(self, form: EntryForm) -> HttpResponse:
        try:
            self.save(form)
        except StaleVersionError:
            return self.conflict(form)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form)
        return self.saved()

    def saved(self) -> HttpResponse:
        messages.success(self.request, f"{self.saved_words}: {self.line.item.text}")
        return redirect(self.back_url())

    def conflict(self, form: EntryForm) -> HttpResponse:
        """Theirs beside what was typed, which is still in the form and can be saved after it.

        Nothing is asked of a writer whose words are the last entry, as after a double click.
        """
        del self.line
        said = {name: getattr(self.last(), name, None) for name in form.fields}
        pairs = differences(form, said)
        if not pairs:
            return self.saved()
        data = self.request.POST.copy()
        data["version"] = str(self.seen())
        context = {"differences": pairs, "other": self.last()}
        return self.show_form(self.form(data), status=HTTPStatus.CONFLICT, **context)

    def show_form(self, form: EntryForm | None, *, status: int = 200, **more: Any) -> HttpResponse:
        if form is not None:
            form.cancel_url = self.back_url()
        context = {
            "form": form,
            "line": self.line,
            "writes": self.writes,
            "baseline_url": line_url("rebaseline", self.objective_set.slug, self.line),
        }
        return self.show(self.template, {**context, **more}, status=status)

    def subject(self, form: EntryForm) -> dict[str, Any]:
        """What every service of an entry is told besides what was said."""
        return {
            "objective_set": self.objective_set,
            **self.named(),
            "seen": form.cleaned_data["version"],
            "actor": self.actor,
            "at": self.at,
        }

    @abstractmethod
    def named(self) -> Mapping[str, Any]:
        """What the entry is about, by the names the services have for it."""

    @abstractmethod
    def find(self) -> Line | None:
        """The line that the address names; None when there is none."""

    @abstractmethod
    def seen(self) -> int:
        """How many entries of this kind there are."""

    @abstractmethod
    def last(self) -> Any:
        """The last of them."""

    def initial(self) -> dict[str, Any]:
        return {}

    @abstractmethod
    def form(self, data: Any = None, initial: Any = None) -> EntryForm:
        """The form of the entry."""

    @abstractmethod
    def save(self, form: Any) -> None:
        """Add the entry."""


class OfMilestone(EntryPage):
    """A page about a milestone, or about the occurrence of it that the address names by day."""

    @property
    def occurrence_on(self) -> dt.date | None:
        day = self.kwargs.get("day")
        try:
            return dt.date.fromisoformat(day) if day else None
        except ValueError:
            raise Http404 from None

    def find(self) -> Line | None:
        pk = self.kwargs["pk"]
        return milestone_line(self.objective_set, pk, self.occurrence_on, on=self.today)

    def named(self) -> Mapping[str, Any]:
        return {"milestone_id": self.kwargs["pk"], "occurrence_on": self.occurrence_on}


class OfMeasure(EntryPage):
    def find(self) -> Line | None:
        return measure_line(self.objective_set, self.kwargs["pk"], on=self.today)

    def named(self) -> Mapping[str, Any]:
        return {"measure_id": self.kwargs["pk"]}
