"""A plan's page, its lineage, and deciding on it."""

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from csplan.core.components import Crumb
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.forms import BaseForm
from csplan.registers.selectors import history
from csplan.registers.views import OneRecordPage
from programme.choices import PLAN_STATE_COLOURS, PlanState
from programme.forms.plans import AgreeForm, CloseForm, ConfirmForm, TakeBackForm
from programme.models import BusinessPlan
from programme.permissions.plans import can_decide_plans, can_start_plans
from programme.registers.plans import plan_or_404
from programme.rules.periods import CLOSES_AFTER, DUE_AFTER, usual_days
from programme.selectors.lineage import plan_lineage
from programme.selectors.plan_checks import (
    has_been_reported_on,
    missing_quarters,
    plan_findings,
    unfinished_quarters,
)
from programme.selectors.plan_links import plan_links
from programme.selectors.plans import plan_page
from programme.selectors.roll_forward import is_rolled_forward
from programme.services.plans import agree_plan, close_plan, make_quarters, take_back_plan
from programme.views.base import ProgrammePage


class PlanRecordPage(OneRecordPage):
    """The plan by its key, as the list and the change form know it; leads to its own page."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("programme:plan-detail", self.record.slug)


class PlanPage(ProgrammePage):
    """A page about one plan, named ``plan`` in the address."""

    here = ""

    @cached_property
    def plan(self) -> BusinessPlan:
        return plan_or_404(self.actor, self.kwargs["plan"])

    def url(self, name: str) -> str:
        return reverse(f"programme:{name}", args=[self.plan.slug])

    def back_url(self) -> str:
        return self.url("plan-detail")

    def common(self) -> dict[str, Any]:
        return {
            "plan": self.plan,
            "state_colour": PLAN_STATE_COLOURS[self.plan.state],
            "crumbs": self.crumbs(),
        }

    def crumbs(self) -> list[Crumb]:
        plans = Crumb("Plans", reverse("programme:plan-list"))
        if not self.here:
            return [plans, Crumb(self.plan.title)]
        return [plans, Crumb(self.plan.title, self.url("plan-detail")), Crumb(self.here)]


class PlanDetailView(PlanPage):
    """The whole plan, where its lists are, and what happened to it."""

    def get(self, request: HttpRequest, plan: str) -> HttpResponse:
        links = plan_links(
            self.plan,
            self.actor,
            lacks_quarters=bool(missing_quarters(self.plan)),
            is_reported_on=can_decide_plans(self.actor) and has_been_reported_on(self.plan),
            goes_on=can_start_plans(self.actor) and is_rolled_forward(self.plan),
        )
        context = {
            "page": plan_page(self.plan),
            "links": links,
            "events": history(self.plan),
            "nothing_yet": f"This plan has no {self.plan.outcome_plural} yet",
        }
        return self.show("programme/plan_detail.html", context)


class PlanLineageView(PlanPage):
    """Where each line comes from, and what became of it."""

    here = "Where it comes from, and what became of it"

    def get(self, request: HttpRequest, plan: str) -> HttpResponse:
        context = {"lineage": plan_lineage(self.plan, self.actor)}
        return self.show("programme/plan_lineage.html", context)


class PlanStep(PlanPage, ABC):
    """Something the Head decides about a plan, read and confirmed on a page of its own."""

    template = "form_page.html"
    heading = ""
    done = ""
    from_state = PlanState.AGREED

    def get(self, request: HttpRequest, plan: str) -> HttpResponse:
        self.refuse()
        return self.show_step(self.form())

    def post(self, request: HttpRequest, plan: str) -> HttpResponse:
        self.refuse()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_step(form)
        try:
            self.take(form)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_step(form)
        messages.success(request, self.done)
        return redirect(self.back_url())

    def show_step(self, form: BaseForm) -> HttpResponse:
        form.cancel_url = self.back_url()
        context = {"form": form, "heading": self.heading, **self.reading()}
        return self.show(self.template, context)

    def refuse(self) -> None:
        # The plan first: whoever may not see it learns nothing from what they may not do.
        if self.plan and not self.is_permitted():
            raise NotPermittedError("Only the Head of CS Local can agree, take back or close it")
        if self.plan.state != self.from_state:
            now = self.plan.get_state_display().lower()
            raise WrongStateError(f"You cannot do this now: the plan is {now}")

    def is_permitted(self) -> bool:
        return can_decide_plans(self.actor)

    @abstractmethod
    def form(self, data: Any = None) -> BaseForm:
        """The form of the step."""

    def reading(self) -> dict[str, Any]:
        """What the person reads before deciding."""
        return {}

    @abstractmethod
    def take(self, form: BaseForm) -> None:
        """Take the step."""


class PlanAgreeView(PlanStep):
    """Agreeing a draft: what is missing is listed, and some of it must be there first."""

    template = "programme/plan_agree.html"
    here = heading = "Agree the plan"
    done = "The plan is agreed. Localities report on it from the next quarter that opens"
    from_state = PlanState.DRAFT

    @cached_property
    def findings(self) -> Any:
        return plan_findings(self.plan)

    def form(self, data: Any = None) -> BaseForm:
        return AgreeForm(data, has_warnings=bool(self.findings))

    def reading(self) -> dict[str, Any]:
        return {
            "blocking": [each for each in self.findings if each.blocks],
            "warnings": [each for each in self.findings if not each.blocks],
        }

    def take(self, form: BaseForm) -> None:
        agree_plan(
            plan=self.plan,
            actor=self.actor,
            at=self.at,
            in_spite_of_warnings=bool(form.cleaned_data.get("in_spite_of_warnings")),
        )


class PlanTakeBackView(PlanStep):
    """An agreed plan made a draft again, before any quarter is opened under it."""

    here = heading = "Take the plan back to draft"
    done = "The plan is a draft again"

    def refuse(self) -> None:
        super().refuse()
        if has_been_reported_on(self.plan):
            raise WrongStateError("A quarter has been opened under this plan, so it stays agreed")

    def form(self, data: Any = None) -> BaseForm:
        return TakeBackForm(data)

    def reading(self) -> dict[str, Any]:
        lead = "Nobody reports on a draft, and only those who make and review plans see it."
        return {"lead": lead}

    def take(self, form: BaseForm) -> None:
        reason = form.cleaned_data["reason"]
        take_back_plan(plan=self.plan, reason=reason, actor=self.actor, at=self.at)


class PlanCloseView(PlanStep):
    """Closing a plan for good."""

    template = "programme/plan_close.html"
    here = heading = "Close the plan"
    done = "The plan is closed"

    @cached_property
    def unfinished(self) -> list[str]:
        return unfinished_quarters(self.plan)

    def form(self, data: Any = None) -> BaseForm:
        return CloseForm(data, is_early=bool(self.unfinished))

    def reading(self) -> dict[str, Any]:
        return {"unfinished": self.unfinished}

    def take(self, form: BaseForm) -> None:
        reason = form.cleaned_data["reason"]
        close_plan(plan=self.plan, reason=reason, actor=self.actor, at=self.at)


class PlanQuartersView(PlanStep):
    """Giving the quarters of the plan's years their usual dates."""

    template = "programme/plan_quarters.html"
    here = heading = "Make the quarters of this plan"
    done = "The quarters have their dates"

    def is_permitted(self) -> bool:
        return can_start_plans(self.actor)

    def refuse(self) -> None:
        if self.plan and not self.is_permitted():
            raise NotPermittedError("You may not add quarters")

    @cached_property
    def missing(self) -> list[Any]:
        return missing_quarters(self.plan)

    def form(self, data: Any = None) -> BaseForm:
        form = ConfirmForm(data)
        form.submit_label = "Make these quarters"
        return form

    def reading(self) -> dict[str, Any]:
        return {
            "quarters": [(quarter, usual_days(quarter)) for quarter in self.missing],
            "due_after": DUE_AFTER,
            "closes_after": CLOSES_AFTER,
        }

    def take(self, form: BaseForm) -> None:
        made = make_quarters(plan=self.plan, actor=self.actor, at=self.at)
        self.done = f"{made} quarter{'' if made == 1 else 's'} made"
