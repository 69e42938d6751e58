"""Signatures: what changed is read, then the whole; each answer is signed or sent back."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from csplan.core.forms import BaseForm
from programme.forms.decisions import SEND_BACK, SignatureForm
from programme.permissions.returns import can_accept, can_sign_off
from programme.selectors.changes import changes
from programme.selectors.measures import (
    ComparedMeasure,
    compared_measures,
    compared_standings,
)
from programme.selectors.ratings import Standings
from programme.selectors.remarks import OVERVIEW, SentBack, last_sent_back
from programme.services import accept_return, sign_off_return
from programme.views.transitions import SENT_BACK, StepPage, answer_titles, send_back

CHANGES_SHOWN = 40


class ReadingStep(StepPage):
    """A signature: what changed is read first, then the whole; what is not right is sent back.

    What is not sent back is signed. A return that does not fit on a page is sent back on its own.
    """

    form_class = SignatureForm

    def make_form(self, *args: Any, **kwargs: Any) -> BaseForm:
        titles = {} if self.shown["pages"] else answer_titles(self.answers)
        return SignatureForm(*args, titles=titles, **kwargs)

    def post(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        if SEND_BACK not in request.POST:
            return super().post(request, period, locality)
        self.refuse()
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show_step(form)
        send_back(self, form)
        messages.success(request, SENT_BACK)
        return redirect(self.url("return-detail"))

    def show_step(self, form: BaseForm) -> HttpResponse:
        self.boxes = form.boxes()  # type: ignore[attr-defined]  # of SignatureForm
        return super().show_step(form)

    @cached_property
    def compared(self) -> list[ComparedMeasure]:
        return compared_measures(self.quarterly_return, self.answers.measures, self.actor)

    @cached_property
    def sent_back(self) -> SentBack | None:
        return last_sent_back(self.quarterly_return)

    @cached_property
    def shown(self) -> dict[str, Any]:
        return self.whole_answers()

    def standings(self) -> Standings:
        """From the measures as they are shown, so that they are read once."""
        return compared_standings(self.quarterly_return.locality_id, self.compared)

    def reading(self) -> dict[str, Any]:
        whole = [milestone for milestone, *_ in self.shown["milestones"]]
        found = changes(
            self.quarterly_return, self.actor, self.answers.milestones, whole, self.compared
        )
        return {
            **self.shown,
            "changes": found,
            "changed": found.milestones[:CHANGES_SHOWN],
            "more_changed": max(0, len(found.milestones) - CHANGES_SHOWN),
            "sent_back_before": self.sent_back,
            "milestones": [
                (milestone, ratings, self.beside(f"milestone-{milestone.line.milestone_id}"))
                for milestone, ratings, _ in self.shown["milestones"]
            ],
            "compared": [
                (each, self.beside(f"measure-{each.line.measure_id}")) for each in self.compared
            ],
            "beside_overview": self.beside(OVERVIEW),
        }

    def beside(self, name: str) -> Mapping[str, Any]:
        """What stands below an answer: what became of it since it was sent back, and the box."""
        found: dict[str, Any] = {"box": self.boxes.get(name, "")}
        if self.sent_back is not None:
            found["asked"] = self.sent_back.asked.get(name, "")
            found["is_changed"] = name in self.sent_back.changed
        return found


class ReturnSignOffView(ReadingStep):
    template = "programme/return_sign_off.html"
    here = "Sign off"
    button = "Sign off the return"
    done = "Signed off. The national team can now accept it"

    def is_permitted(self) -> bool:
        return can_sign_off(self.actor, self.quarterly_return, author_ids=self.author_ids)

    def is_time(self) -> bool:
        return self.steps.sign_off

    def take(self, form: BaseForm) -> None:
        sign_off_return(**self.decision(form))


class ReturnAcceptView(ReadingStep):
    template = "programme/return_accept.html"
    here = "Accept"
    button = "Accept the return"
    done = "Accepted for the monitoring pack"

    def is_permitted(self) -> bool:
        return can_accept(self.actor, author_ids=self.author_ids)

    def is_time(self) -> bool:
        return self.steps.accept

    def take(self, form: BaseForm) -> None:
        accept_return(**self.decision(form))
