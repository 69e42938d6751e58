"""The stages of a plan's items: their mix, how it moved, and moving one."""

import datetime as dt
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from csplan.core.components import Crumb
from csplan.core.errors import NotPermittedError, StaleVersionError, WrongStateError
from csplan.core.tabular.writing import Cell
from csplan.registers.views import download
from programme.choices import PlanState
from programme.forms.stages import MoveForm, StageDaysForm
from programme.models import WorkItem
from programme.permissions.plans import can_keep_some_local_plan
from programme.permissions.work import can_keep_item
from programme.registers.stages import item_url, timeline
from programme.rules.stages import STAGES, Proposal, stage_words
from programme.rules.work import plan_days
from programme.selectors.stages import (
    BAR_WIDTH,
    NATIONAL,
    StagePage,
    item_moves,
    moves_between,
    stage_page,
)
from programme.services.stages import MoveProblemsError, move_stage
from programme.views.base import PAGE_SIZE, pages
from programme.views.plans import PlanPage

MOVE_HEADINGS = [
    "Moved on", "Locality", "Item", "From", "To", "Why", "Taken on by", "Recorded by",
]  # fmt: skip


class MixPage(PlanPage):
    """The mix of stages on a chosen day, and what moved since another."""

    here = "Stages"

    @cached_property
    def form(self) -> StageDaysForm:
        asked = any(name in self.request.GET for name in ("on-day", "since-day"))
        given = self.request.GET if asked else None
        return StageDaysForm(given, initial=self.days(), last=self.today)

    def days(self) -> dict[str, dt.date]:
        """Today, or the end of a plan that is over; and its start, if it has begun."""
        days = plan_days(self.plan.first_year, self.plan.last_year)
        on = min(self.today, days.last)
        return {"on": on, "since": min(days.first, on)}

    @cached_property
    def chosen(self) -> dict[str, dt.date]:
        """The days asked for; what was not, or wrongly, is the usual one."""
        usual = self.days()
        if not self.form.is_bound:
            return usual
        self.form.is_valid()
        days = {name: self.form.cleaned_data.get(name) or usual[name] for name in usual}
        return {**days, "since": min(days.values())}

    @cached_property
    def mix(self) -> StagePage:
        return stage_page(self.plan, on=self.chosen["on"])

    def moves(self) -> Any:
        return moves_between(self.plan, self.chosen["since"], self.chosen["on"])


class StagesView(MixPage):
    """As it was on a day, by locality; and which items moved, when, why and to whom."""

    def get(self, request: HttpRequest, plan: str) -> HttpResponse:
        page = Paginator(self.moves(), PAGE_SIZE).get_page(request.GET.get("page"))
        query = request.GET.copy()
        query.pop("page", None)
        context = {
            "form": self.form,
            "mix": self.mix,
            "since": self.chosen["since"],
            "moves": page.object_list,
            "moved_count": page.paginator.count,
            "pages": pages(page, "Pages of moves", query=query.urlencode()),
            "headings": [stage_words(stage) for stage in STAGES],
            "bar_width": BAR_WIDTH,
            "query": query.urlencode(),
            "may_record": can_keep_some_local_plan(self.actor, self.plan),
        }
        return self.show("programme/stages.html", context)


class StagesExportView(MixPage):
    """The mix as CSV or ODS; an ODS file holds the moves as well."""

    def get(self, request: HttpRequest, plan: str, kind: str) -> HttpResponse:
        sheets = [("Mix of stages", self.mix_headings(), self.mix_rows())]
        if kind == "ods":
            sheets.append(("Moves", MOVE_HEADINGS, self.move_rows()))
        return download(kind, f"{self.plan.slug}-stages", sheets)

    def mix_headings(self) -> list[str]:
        now = f"{self.mix.on:%Y-%m-%d}"
        start = f"{self.mix.start:%Y-%m-%d}"
        stages = [stage_words(stage) for stage in STAGES]
        of_a_day = [f"{words}, {day}" for day in (now, start) for words in (*stages, "All")]
        return ["Locality", *of_a_day]

    def mix_rows(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = []
        for line in (*self.mix.lines, self.mix.whole):
            counts = [(*(mix.at(stage) for stage in STAGES), mix.total)
                      for mix in (line.mix, line.start)]  # fmt: skip
            rows.append([line.name, *counts[0], *counts[1]])
        return rows

    def move_rows(self) -> list[list[Cell]]:
        return [
            [
                move.moved_on,
                move.work_item.locality.name if move.work_item.locality else NATIONAL,
                f"{move.work_item.number} {move.work_item.text}",
                stage_words(move.from_stage),
                stage_words(move.to_stage),
                move.reason,
                move.taken_on_by,
                str(move.recorded_by),
            ]
            for move in self.moves()
        ]


class StageMoveView(PlanPage):
    """Move one item, national or local, to another stage."""

    @cached_property
    def item(self) -> WorkItem:
        items = WorkItem.objects.filter(outcome__plan=self.plan)
        return get_object_or_404(
            items.select_related("locality__cluster", "outcome__plan"), pk=self.kwargs["pk"]
        )

    @property
    def heading(self) -> str:
        return "Move the item to another stage" if self.item.stage else "Set the item’s stage"

    def crumbs(self) -> list[Crumb]:
        return [
            Crumb("Plans", reverse("programme:plan-list")),
            Crumb(self.plan.title, self.url("plan-detail")),
            Crumb("Stages", self.url("stages")),
            Crumb(self.heading),
        ]

    def back_url(self) -> str:
        return item_url(self.item)

    def get(self, request: HttpRequest, plan: str, pk: int) -> HttpResponse:
        self.refuse()
        return self.show_form(self.form(initial={"moved_on": self.today}))

    def post(self, request: HttpRequest, plan: str, pk: int) -> HttpResponse:
        self.refuse()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            self.move(form.proposal(request.POST.get("from_stage", "")))
        except MoveProblemsError as error:
            for name, words in error.problems.items():
                form.add_error(name, words)
            return self.show_form(form)
        except StaleVersionError as error:
            return self.moved_meanwhile(error)
        messages.success(request, f"{self.item.number} is now at “{stage_words(self.item.stage)}”")
        return redirect(self.back_url())

    def refuse(self) -> None:
        if not can_keep_item(self.actor, self.plan, self.item):
            if self.plan.state == PlanState.CLOSED:
                raise NotPermittedError("Nothing in a closed plan is moved")
            raise NotPermittedError("You may not move this to another stage")
        if self.item.ends_on is not None and self.item.ends_on < self.today:
            raise WrongStateError("This has ended, so it is not moved any more")

    def move(self, proposal: Proposal) -> None:
        move_stage(item=self.item, move=proposal, actor=self.actor, at=self.at)

    def moved_meanwhile(self, error: StaleVersionError) -> HttpResponse:
        """The form with what was typed, drawn from where the item stands now."""
        del self.item
        form = self.form(self.request.POST)
        form.is_valid()
        form.add_error(None, f"{error.message}. See where it stands now, then decide again")
        return self.show_form(form, status=HTTPStatus.CONFLICT)

    def form(self, data: Any = None, **kwargs: Any) -> MoveForm:
        form = MoveForm(data, item=self.item, **kwargs)
        form.cancel_url = self.back_url()
        return form

    def show_form(self, form: MoveForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
        context = {
            "form": form,
            "item": self.item,
            "heading": self.heading,
            "stage": stage_words(self.item.stage),
            "timeline": timeline(item_moves(self.item)) if self.item.stage else "",
        }
        return self.show("programme/stage_move.html", context, status=status)
