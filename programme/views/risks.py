"""Risks: the list, one risk's story, the steps taken with it, and the matrix."""

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode

from csplan.accounts.actors import Actor
from csplan.core import clock
from csplan.core.components import Crumb, SummaryRow
from csplan.core.errors import NotPermittedError, StaleVersionError, WrongStateError
from csplan.core.periods import Quarter
from csplan.core.worded_moments import date_words
from csplan.registers.declaration import Register
from csplan.registers.tables import cell_words
from csplan.registers.views import RecordPage
from programme.choices_engagement import (
    IMPACT_DEFINITIONS,
    LIKELIHOOD_DEFINITIONS,
    Likelihood,
    RiskImpact,
)
from programme.forms.risks import (
    CloseRiskForm,
    EscalateForm,
    MatrixForm,
    ReassessForm,
    StandDownForm,
    StepForm,
)
from programme.models import BusinessPlan
from programme.permissions.engagement import can_keep_for, can_read_engagement
from programme.registers.risks import place_words, risks_register
from programme.rules.risks import last_quarters_end, score_words
from programme.selectors.risks import in_cell, matrix, moved, risks_of_the_day, story
from programme.services.delivery import InvalidRecordError
from programme.services.risks import (
    close_risk,
    escalate_risk,
    reassess_risk,
    stand_down_risk,
)
from programme.views.base import PAGE_SIZE, ProgrammePage, pages

CELL = re.compile(r"([1-5])x([1-5])")
QUARTERS_BACK = 4


def list_of_today(actor: Actor) -> Register:
    """The list of risks, whose movement is reckoned to the day it is looked at."""
    return risks_register(clock.today())


def risks_url(name: str, *args: Any) -> str:
    return reverse(f"programme:{name}", args=args)


class RiskPage(RecordPage):
    """A risk with every assessment and escalation there was."""

    def show(
        self, template: str, context: Mapping[str, Any], *, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        since = last_quarters_end(self.today)
        more = {
            "words": self.record.score_words,
            "moved": moved(self.record),
            "since": since,
            **story(self.record),
        }
        template = "programme/engagement/risk.html"
        return super().show(template, {**context, **more}, status=status)


class RiskStepPage(ProgrammePage, ABC):
    """One step taken with an open risk, on a page that shows the risk."""

    form_class: type[StepForm] = StepForm
    heading = ""
    lead = ""
    shown = ("locality", "title", "cause", "effect", "score", "movement", "mitigation", "owner")

    @cached_property
    def register(self) -> Register:
        return risks_register(self.today)

    @cached_property
    def risk(self) -> Any:
        return get_object_or_404(self.register.rows(self.actor), pk=self.kwargs["pk"])

    def back_url(self) -> str:
        return risks_url("risks-record", self.kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        self.refuse_closed()
        initial = {"version": self.risk.version, **self.initial()}
        return self.show_form(self.form_class(initial=initial))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        self.refuse_closed()
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
        messages.success(request, f"Saved: {self.risk}")
        return redirect(self.back_url())

    def refuse_others(self) -> None:
        if not can_read_engagement(self.actor):
            raise NotPermittedError("You may not see risks")
        if not can_keep_for(self.actor, self.risk.locality):
            raise NotPermittedError("You may not change this risk")

    def refuse_closed(self) -> None:
        if self.risk.is_closed:
            raise WrongStateError("This risk has been closed")

    def stale(self) -> HttpResponse:
        """The risk as it is now, with what was typed, to be decided on again."""
        del self.risk
        data = self.request.POST.copy()
        data["version"] = str(self.risk.version)
        form = self.form_class(data)
        form.add_error(None, "Somebody changed this while you were reading. Look at it again")
        return self.show_form(form, status=HTTPStatus.CONFLICT)

    def show_form(self, form: StepForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
        form.cancel_url = self.back_url()
        context = {
            "form": form,
            "heading": self.heading,
            "lead": self.lead,
            "rows": self.rows(),
            "crumbs": [
                Crumb("Risks", risks_url("risks-list")),
                Crumb(str(self.risk), self.back_url()),
                Crumb(self.heading),
            ],
        }
        return self.show("programme/engagement/step.html", context, status=status)

    def rows(self) -> list[SummaryRow]:
        """What matters of the risk for the step."""
        fields = self.register.form.base_fields
        columns = {column.name: column for column in self.register.columns}
        return [
            SummaryRow(
                columns[name].heading,
                cell_words(columns[name], fields.get(name), self.risk) or "–",
            )
            for name in self.shown
        ]

    def initial(self) -> dict[str, Any]:
        return {}

    @abstractmethod
    def step(self, data: Mapping[str, Any]) -> None:
        """Call the service. ``data`` has the names of its arguments."""

    def given(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {**data, "risk": self.risk, "actor": self.actor, "at": self.at}


class ReassessRiskView(RiskStepPage):
    form_class = ReassessForm
    heading = "Reassess this risk"

    def initial(self) -> dict[str, Any]:
        judged = {"likelihood": self.risk.likelihood, "impact": self.risk.impact}
        return {**judged, "assessed_on": self.today}

    def step(self, data: Mapping[str, Any]) -> None:
        reassess_risk(**self.given(data))


class EscalateRiskView(RiskStepPage):
    form_class = EscalateForm
    heading = "Escalate this risk"
    lead = "It will be in the next monitoring pack, which the National Steering Group reads."

    def step(self, data: Mapping[str, Any]) -> None:
        escalate_risk(**self.given(data))


class StandDownRiskView(RiskStepPage):
    form_class = StandDownForm
    heading = "Stand this risk down"
    lead = "It stays open here, and leaves the next monitoring pack."

    def step(self, data: Mapping[str, Any]) -> None:
        stand_down_risk(**self.given(data))


class CloseRiskView(RiskStepPage):
    form_class = CloseRiskForm
    heading = "Close this risk"
    lead = "It stays in csplan with its history, and cannot be opened again."

    def initial(self) -> dict[str, Any]:
        return {"closed_on": self.today}

    def step(self, data: Mapping[str, Any]) -> None:
        close_risk(**self.given(data))


class RiskMatrixView(ProgrammePage):
    """How many risks were how likely and how grave on a day, and which they were."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not can_read_engagement(self.actor):
            raise NotPermittedError("You may not see risks")
        form = self.form()
        is_valid = not form.is_bound or form.is_valid()
        asked = form.cleaned_data if form.is_bound and is_valid else {}
        day, plan = asked.get("on") or self.today, asked.get("plan")
        risks = risks_of_the_day(self.actor, day, plan)
        cell = self.cell()
        kept = self.kept(day, plan)
        found = in_cell(risks, cell)
        page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        query = urlencode({**kept, "cell": request.GET["cell"]}) if cell else urlencode(kept)
        context = {
            "form": form,
            "day": day,
            "rows": matrix(risks),
            "impacts": [(each.label, IMPACT_DEFINITIONS[each.value]) for each in RiskImpact],
            "definitions": definitions(),
            "cell": cell,
            "query": urlencode(kept),
            "cell_words": score_words(*cell) if cell else "",
            "found": [found_line(risk) for risk in page.object_list],
            "count": page.paginator.count,
            "pages": pages(page, "Pages of risks", query=query),
            "quarters": self.quarters(plan),
            "crumbs": [
                Crumb("Risks", risks_url("risks-list")),
                Crumb("Risks by likelihood and impact"),
            ],
        }
        return self.show("programme/engagement/risk_matrix.html", context)

    def form(self) -> MatrixForm:
        """Filled in with what was asked, or with today."""
        is_asked = any(name.startswith("on-") for name in self.request.GET)
        more: dict[str, Any] = {"actor": self.actor, "today": self.today}
        if is_asked:
            return MatrixForm(self.request.GET, **more)
        return MatrixForm(initial={"on": self.today}, **more)

    def cell(self) -> tuple[int, int] | None:
        """The likelihood and the impact that was chosen, if any."""
        found = CELL.fullmatch(self.request.GET.get("cell", ""))
        return (int(found[1]), int(found[2])) if found else None

    def kept(self, day: dt.date, plan: BusinessPlan | None) -> dict[str, Any]:
        """What the address says of the day and the plan."""
        days = {"on-day": day.day, "on-month": day.month, "on-year": day.year}
        return {**days, "plan": plan.pk} if plan else days

    def quarters(self, plan: BusinessPlan | None) -> list[tuple[str, str]]:
        """Today, and the last days of the quarters before, each with its address."""
        ends, quarter = [], Quarter.containing(self.today)
        for _ in range(QUARTERS_BACK):
            quarter = quarter.previous
            ends.append((f"End of {quarter.short_label}", quarter.ends_on))
        days = [(f"Today, {date_words(self.today)}", self.today), *ends]
        return [(words, f"?{urlencode(self.kept(day, plan))}") for words, day in days]


def found_line(risk: Any) -> dict[str, Any]:
    """A risk as it was judged on the day that was asked for."""
    words = score_words(risk.likelihood_then, risk.impact_then)
    return {"risk": risk, "place": place_words(risk), "words": words}


def definitions() -> list[tuple[str, list[tuple[str, str]]]]:
    """Both scales, the highest step first."""
    scales: list[tuple[str, Any, Mapping[int, str]]] = [
        ("Likelihood", Likelihood, LIKELIHOOD_DEFINITIONS),
        ("Impact", RiskImpact, IMPACT_DEFINITIONS),
    ]
    return [
        (name, [(step.label, words[step.value]) for step in reversed(list(scale))])
        for name, scale, words in scales
    ]
