"""Stakeholders on their grid, communications ticked off, and impact written and judged."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import capfirst
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.core import clock
from csplan.core.components import Crumb, SummaryRow
from csplan.core.errors import NotPermittedError, StaleVersionError, WrongStateError
from csplan.core.worded_moments import date_words
from csplan.registers.declaration import Register
from programme.forms.engagement import CancelForm, DoneForm, EvidenceForm, JudgeForm
from programme.forms.risks import StepForm
from programme.models import BusinessPlan, Stakeholder
from programme.permissions.engagement import (
    can_add_evidence,
    can_judge_impact,
    can_keep_within,
    can_read_engagement,
)
from programme.registers.engagement import (
    communications_on,
    impact_of,
    told_words,
)
from programme.registers.plans import plan_or_404
from programme.registers.risks import place_words
from programme.selectors.engagement import impact_by_year, stakeholder_grid
from programme.services.delivery import InvalidRecordError
from programme.services.engagement import (
    cancel_communication,
    complete_communication,
    judge_impact,
    write_evidence,
)
from programme.views.base import ProgrammePage


def communications_of_today(actor: Actor, plan: str) -> Register:
    """The plan's communications, overdue or not on the day they are looked at."""
    return communications_on(clock.today(), actor, plan)


class OfPlanPage(ProgrammePage):
    """A page about something of the plan named in the address."""

    @cached_property
    def plan(self) -> BusinessPlan:
        return plan_or_404(self.actor, self.kwargs["plan"])

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"programme:{name}", args=[self.plan.slug, *args])

    def trail(self, *steps: Crumb) -> list[Crumb]:
        return [Crumb(self.plan.title, self.url("plan-detail")), *steps]


class StakeholderGridView(OfPlanPage):
    """The plan's stakeholders of today by influence and interest."""

    def get(self, request: HttpRequest, plan: str) -> HttpResponse:
        current = Stakeholder.objects.filter(plan=self.plan).current_on(self.today)
        if not can_read_engagement(self.actor):
            raise NotPermittedError("You may not see stakeholders")
        rows = stakeholder_grid(current.visible_to(self.actor))
        context = {
            "plan": self.plan,
            "rows": rows,
            "count": sum(len(cell.stakeholders) for row in rows for cell in row.cells),
            "crumbs": self.trail(
                Crumb("Stakeholders", self.url("stakeholders-list")),
                Crumb("Interest and influence"),
            ),
        }
        return self.show("programme/engagement/grid.html", context)


class StepPage(OfPlanPage, ABC):
    """One step taken with a record of the plan, on a page that shows the record."""

    form_class: type[Any] = StepForm
    heading = ""

    @property
    @abstractmethod
    def register(self) -> Register:
        """The list that the record is kept in."""

    @cached_property
    def record(self) -> Any:
        return get_object_or_404(self.register.rows(self.actor), pk=self.kwargs["pk"])

    def back_url(self) -> str:
        return self.register.url("record", self.kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        self.refuse_settled()
        return self.show_form(self.form_class(initial=self.initial()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        self.refuse_settled()
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            self.step(form.cleaned_data)
        except StaleVersionError:
            return self.stale()
        except InvalidRecordError as error:
            for name, words in error.problems.items():
                form.add_error(name if name in form.fields else None, words)
            return self.show_form(form)
        messages.success(request, f"Saved: {self.record}")
        return redirect(self.back_url())

    def stale(self) -> HttpResponse:
        """The record as it is now, with what was typed, to be decided on again."""
        del self.record
        data = self.request.POST.copy()
        data["version"] = str(self.record.version)
        form = self.form_class(data)
        form.add_error(None, "Somebody changed this while you were writing. Look at it again")
        return self.show_form(form, status=HTTPStatus.CONFLICT)

    def show_form(self, form: Any, *, status: int = HTTPStatus.OK) -> HttpResponse:
        form.cancel_url = self.back_url()
        context = {
            "form": form,
            "heading": self.heading,
            "rows": self.rows(),
            "crumbs": self.trail(
                Crumb(self.register.title, self.register.url("list")),
                Crumb(str(self.record), self.back_url()),
                Crumb(self.heading),
            ),
        }
        return self.show("programme/engagement/step.html", context, status=status)

    def initial(self) -> dict[str, Any]:
        return {}

    @abstractmethod
    def rows(self) -> list[SummaryRow]:
        """What matters of the record for the step."""

    @abstractmethod
    def refuse_others(self) -> None:
        """Raise NotPermittedError for whoever may not take the step."""

    @abstractmethod
    def refuse_settled(self) -> None:
        """Raise WrongStateError where the step was taken already."""

    @abstractmethod
    def step(self, data: Mapping[str, Any]) -> None:
        """Call the service."""


class CommunicationStepPage(StepPage):
    @cached_property
    def register(self) -> Register:
        return communications_of_today(self.actor, self.kwargs["plan"])

    def rows(self) -> list[SummaryRow]:
        return [
            SummaryRow("Communication", self.record.what),
            SummaryRow("For", told_words(self.record)),
            SummaryRow("Locality", place_words(self.record)),
            SummaryRow("Channel", self.record.channel),
            SummaryRow("Planned for", date_words(self.record.planned_on)),
        ]

    def refuse_others(self) -> None:
        if not can_read_engagement(self.actor):
            raise NotPermittedError("You may not see communications")
        if not can_keep_within(self.actor, self.plan, self.record.locality):
            raise NotPermittedError("You may not change this communication")

    def refuse_settled(self) -> None:
        if self.record.done_on is not None or self.record.cancelled_reason:
            raise WrongStateError("This communication was done or cancelled already")

    def given(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {**data, "communication": self.record, "actor": self.actor, "at": self.at}


class CommunicationDoneView(CommunicationStepPage):
    form_class = DoneForm
    heading = "Mark as done"

    def initial(self) -> dict[str, Any]:
        return {"done_on": self.today}

    def step(self, data: Mapping[str, Any]) -> None:
        complete_communication(**self.given(data))


class CommunicationCancelView(CommunicationStepPage):
    form_class = CancelForm
    heading = "Cancel this communication"

    def step(self, data: Mapping[str, Any]) -> None:
        cancel_communication(**self.given(data))


class ImpactStepPage(StepPage):
    @cached_property
    def register(self) -> Register:
        return impact_of(self.actor, self.kwargs["plan"])

    def rows(self) -> list[SummaryRow]:
        return [
            SummaryRow(capfirst(self.plan.outcome_singular), self.record.outcome),
            SummaryRow("Question", self.record.question),
        ]

    def refuse_settled(self) -> None:
        if self.record.ends_on is not None:
            raise WrongStateError("This question is no longer asked")

    def given(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {**data, "question": self.record, "actor": self.actor, "at": self.at}


class EvidenceView(ImpactStepPage):
    form_class = EvidenceForm
    heading = "Write the evidence"

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version, "evidence": self.record.evidence}

    def refuse_others(self) -> None:
        if not can_add_evidence(self.actor, self.plan):
            raise NotPermittedError("You may not write evidence of this plan’s impact")

    def step(self, data: Mapping[str, Any]) -> None:
        write_evidence(**self.given(data))


class JudgeView(ImpactStepPage):
    form_class = JudgeForm
    heading = "Judge the impact"

    def rows(self) -> list[SummaryRow]:
        return [*super().rows(), SummaryRow("Evidence", self.record.evidence or "None yet")]

    def initial(self) -> dict[str, Any]:
        judged = {
            "judgement": self.record.judgement,
            "judgement_reason": self.record.judgement_reason,
        }
        return {"version": self.record.version, **judged}

    def refuse_others(self) -> None:
        if not can_judge_impact(self.actor, self.plan):
            raise NotPermittedError("The national team and the Head of CS Local judge impact")

    def step(self, data: Mapping[str, Any]) -> None:
        judge_impact(**self.given(data))


class ImpactReportView(OfPlanPage):
    """Every question with its evidence and judgement, on one page to read or print."""

    def get(self, request: HttpRequest, plan: str) -> HttpResponse:
        years = impact_by_year(self.plan)
        asked = (each for part in years for one in part.outcomes for each in one.questions)
        context = {
            "plan": self.plan,
            "years": years,
            "is_illustrative": any(each.is_illustrative for each in asked),
            "crumbs": self.trail(Crumb("Impact", self.url("impact-list")), Crumb("On one page")),
        }
        return self.show("programme/engagement/impact.html", context)
