"""Rolling a plan forward into the next one, in two pages that work without script."""

from collections import Counter
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from csplan.core.errors import IncompleteError, NotPermittedError
from csplan.core.form_layout import HiddenValue
from programme.choices import SuccessionKind
from programme.forms.roll_forward import RollForwardDetailsForm, RollForwardForm
from programme.permissions.plans import can_start_plans
from programme.rules.roll_forward import Level, Line
from programme.selectors.roll_forward import plan_lines
from programme.services.roll_forward import refuse_rolled, roll_forward
from programme.views.plans import PlanPage

SECOND_PAGE = "details"


class RollForwardView(PlanPage):
    """Choose what becomes of each line; then say what the choices need, and make the draft."""

    here = "Roll it forward"

    def get(self, request: HttpRequest, plan: str) -> HttpResponse:
        self.refuse()
        return self.show_choices(self.form())

    def post(self, request: HttpRequest, plan: str) -> HttpResponse:
        self.refuse()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_choices(form)
        if SECOND_PAGE not in request.POST:
            return self.show_details(self.details(form))
        details = self.details(form, bound=True)
        if not details.is_valid():
            return self.show_details(details)
        return self.make(details)

    def make(self, form: RollForwardDetailsForm) -> HttpResponse:
        try:
            made = roll_forward(
                source=self.plan, wishes=form.wishes(), actor=self.actor, at=self.at
            )
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_details(form)
        messages.success(self.request, f"Made the draft of {made.title}")
        return redirect("programme:plan-detail", made.slug)

    def refuse(self) -> None:
        if self.plan and not can_start_plans(self.actor):
            raise NotPermittedError("You may not roll a plan forward")
        refuse_rolled(self.plan)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return plan_lines(self.plan)

    def form(self, data: Any = None) -> RollForwardForm:
        return RollForwardForm(data, source=self.plan, lines=self.lines)

    def details(self, chosen: RollForwardForm, *, bound: bool = False) -> RollForwardDetailsForm:
        """The second page; fresh, it opens with the first one's answers."""
        given: dict[str, Any] = {"source": self.plan, "lines": self.lines}
        given["chosen"] = chosen.decisions()
        if bound:
            return RollForwardDetailsForm(self.request.POST, **given)
        answers = {name: chosen[name].value() for name in chosen.fields}
        return RollForwardDetailsForm(answers=answers, **given)

    def show_choices(self, form: RollForwardForm) -> HttpResponse:
        form.cancel_url = self.back_url()
        without_words = self.plan.review_lines.filter(achievements="").count()
        context = {
            "form": form,
            "review_lines": self.plan.review_lines.count(),
            "without_words": without_words,
        }
        return self.show("programme/plan_roll_forward.html", context)

    def show_details(self, form: RollForwardDetailsForm) -> HttpResponse:
        form.cancel_url = self.url("plan-roll-forward")
        form.helper.layout.append(HiddenValue(SECOND_PAGE, "1"))
        context = {"form": form, "counts": self.counts(form), "asks": bool(form.asked)}
        return self.show("programme/plan_roll_forward_details.html", context)

    def counts(self, form: RollForwardDetailsForm) -> list[tuple[str, str]]:
        """How many lines of each level become what."""
        levels = (
            (Level.OUTCOME, self.plan.outcome_plural),
            (Level.ITEM, self.plan.items_counted),
            (Level.MEASURE, "measures"),
        )
        return [
            (name[:1].upper() + name[1:], words)
            for level, name in levels
            if (words := _words(form, level))
        ]


def _words(form: RollForwardDetailsForm, level: Level) -> str:
    """ "3 continue, 1 ends" """
    kinds = Counter(each.kind for (of, _), each in form.chosen.items() if of == level)
    said = {
        SuccessionKind.CONTINUED: ("continues", "continue"),
        SuccessionKind.MERGED: ("is merged", "are merged"),
        SuccessionKind.SPLIT: ("is split", "are split"),
        SuccessionKind.ENDED: ("ends", "end"),
    }
    return ", ".join(
        f"{kinds[kind]} {words[kinds[kind] > 1]}" for kind, words in said.items() if kinds[kind]
    )
