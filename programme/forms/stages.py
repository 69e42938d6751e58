"""What people fill in about the stage of an item."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.db.models import Max
from django.utils.functional import cached_property

from csplan.core.form_layout import HiddenValue
from csplan.core.forms import BaseForm, GovDateField, NamedChoiceField, NarrativeField
from csplan.registers.forms import RegisterForm
from programme.choices import Stage
from programme.forms.layout import ShownFor
from programme.models import BusinessPlan, StageMove, WorkItem
from programme.permissions.plans import can_frame
from programme.rules.stages import Proposal, move_problems, stage_words
from programme.selectors.work import kept_localities

TAKEN_ON_HINT = "The team or line of business it becomes part of. Only when it is embedded."
ITEM_ORDER = ("locality__cluster__order", "locality__order", "outcome__order", "order")
MOVE_ON_ITS_PAGE = "Record a move on its page to change that"


class FirstStageForm(RegisterForm):
    """The stage an item is added at, and who takes it on if that is embedded.

    Afterwards it only moves: the page carries its stage along, and another one in a file is
    refused.
    """

    taken_on_by = forms.CharField(
        label="Who takes it on?", required=False, max_length=200, help_text=TAKEN_ON_HINT
    )
    stage_fields: tuple[str, ...] = ("stage", "taken_on_by")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        self.initial["taken_on_by"] = getattr(self.instance, "taken_on_by", None) or ""
        for name in self.stage_fields:
            self.fields[name].widget = forms.HiddenInput()

    def stage_layout(self) -> list[str | LayoutObject]:
        return ["stage", ShownFor("stage", [Stage.EMBED], "taken_on_by")]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is not None:
            self._refuse_another_stage(cleaned)
        elif cleaned.get("stage") == Stage.EMBED and not cleaned.get("taken_on_by"):
            self.add_error("taken_on_by", "Enter who takes it on")
        return cleaned

    def _refuse_another_stage(self, cleaned: dict[str, Any]) -> None:
        was = self.initial["stage"]
        if cleaned.get("stage", was) != was:
            words = f"Its stage is “{stage_words(was)}”. {MOVE_ON_ITS_PAGE}"
            self.add_error("stage", words)
        elif cleaned.get("taken_on_by", "") != self.initial["taken_on_by"]:
            self.add_error("taken_on_by", f"This was said when it moved. {MOVE_ON_ITS_PAGE}")


class MoveForm(BaseForm):
    """One item moved to another stage."""

    to_stage = forms.ChoiceField(
        label="Where does it move to?", choices=Stage.choices, widget=forms.RadioSelect()
    )
    moved_on = GovDateField(
        label="When did it move?", what="the day it moved", help_text="Today unless you change it"
    )
    reason = NarrativeField(label="Why?", rows=4)
    taken_on_by = forms.CharField(
        label="Who takes it on?", required=False, max_length=200, help_text=TAKEN_ON_HINT
    )

    missing = {
        "to_stage": "Select the stage it moves to",
        "reason": "Enter why it moves",
    }
    submit_label = "Record the move"

    def __init__(self, *args: Any, item: WorkItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        if not item.stage:
            self.fields["to_stage"].label = "Which stage is it at?"
            self.fields["moved_on"].label = "Since when?"
        others = [(value, words) for value, words in Stage.choices if value != item.stage]
        stages: Any = self.fields["to_stage"]
        stages.choices = others

    def layout_items(self) -> Sequence[str | LayoutObject]:
        embedded = ShownFor("to_stage", [Stage.EMBED], "taken_on_by")
        seen = HiddenValue("from_stage", self.item.stage)
        return ["to_stage", embedded, "moved_on", "reason", seen]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("to_stage") == Stage.EMBED and not cleaned.get("taken_on_by"):
            self.add_error("taken_on_by", "Enter who takes it on")
        return cleaned

    def proposal(self, from_stage: str) -> Proposal:
        """The move of a valid form."""
        typed = self.cleaned_data
        return Proposal(
            from_stage, typed["to_stage"], typed["moved_on"], typed["reason"], typed["taken_on_by"]
        )


class StageDaysForm(BaseForm):
    """Which day to look at, and since when; both are the usual ones when left empty."""

    on = GovDateField(label="As it was on", what="the day to look at", required=False)
    since = GovDateField(label="What moved since", what="the day before that", required=False)

    submit_label = "Show"

    def __init__(self, *args: Any, last: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last

    @cached_property
    def helper(self) -> Any:
        """A question and not a deed: it is asked by its address."""
        helper = super().helper
        helper.form_method = "get"
        helper.disable_csrf = True
        return helper

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        on, since = cleaned.get("on"), cleaned.get("since")
        if on and on > self.last:
            self.add_error("on", "The day to look at must be today or in the past")
        if on and since and since > on:
            self.add_error("since", "The second day must not be after the first")
        return cleaned


Planned = tuple[dt.date, str, str]
"""The day, the stage and the reason of a move that a file would add."""


@dataclass
class MoveChain:
    """Where each item of a plan stands, with the moves that earlier rows of a file would add."""

    plan: BusinessPlan
    planned: dict[int, list[Planned]] = field(default_factory=dict)
    last_days: dict[int, dt.date] | None = None

    def before(self, item: WorkItem, move: Planned) -> tuple[str, dt.date | None]:
        """The stage and the day of the move before ``move``; the same however often asked."""
        earlier = self.planned.setdefault(item.pk, [])
        place = earlier.index(move) if move in earlier else len(earlier)
        if place == len(earlier):
            earlier.append(move)
        if place:
            day, stage, _ = earlier[place - 1]
            return stage, day
        return item.stage, self._last_days().get(item.pk)

    def _last_days(self) -> dict[int, dt.date]:
        """The day of each item's last move. One query."""
        if self.last_days is None:
            moves = StageMove.objects.filter(work_item__outcome__plan=self.plan).order_by()
            rows = moves.values_list("work_item").annotate(Max("moved_on"))
            self.last_days = dict(rows)
        return self.last_days


class StageMoveForm(RegisterForm):
    """A move as a line of the list of moves, typed or read from a file."""

    work_item = NamedChoiceField(
        named=attrgetter("place_and_number"), queryset=WorkItem.objects.none()
    )
    moved_on = GovDateField(label="When did it move?", what="the day it moved")
    reason = NarrativeField(label="Why?", rows=4)

    class Meta:
        model = StageMove
        fields = ["work_item", "to_stage", "moved_on", "reason", "taken_on_by"]
        labels = {"to_stage": "Where does it move to?", "taken_on_by": "Who takes it on?"}
        help_texts = {"taken_on_by": TAKEN_ON_HINT}

    missing = {
        "work_item": "Select what moves",
        "to_stage": "Select the stage it moves to",
        "reason": "Enter why it moves",
    }

    def __init__(self, *args: Any, chain: MoveChain, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chain, self.from_stage = chain, ""
        item: Any = self.fields["work_item"]
        item.label = "What moves?"
        item.queryset = self._movable_items(chain.plan)

    def layout_items(self) -> Sequence[str | LayoutObject]:
        embedded = ShownFor("to_stage", [Stage.EMBED], "taken_on_by")
        return ["work_item", "to_stage", embedded, "moved_on", "reason"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        item = cleaned.get("work_item")
        if item is not None and self.instance.pk is None:
            self._check(item, cleaned)
        return cleaned

    def proposal(self) -> Proposal:
        return _proposed(self.from_stage, self.cleaned_data)

    def _movable_items(self, plan: BusinessPlan) -> Any:
        """The items whose moves the writer may record; the one it is about stays among them."""
        items = WorkItem.objects.filter(outcome__plan=plan).select_related(
            "locality__cluster", "outcome__plan"
        )
        if not can_frame(self.actor, plan):
            items = items.filter(locality__in=kept_localities(self.actor, plan, self.on))
        return items.order_by(*ITEM_ORDER)

    def _check(self, item: WorkItem, cleaned: dict[str, Any]) -> None:
        day = cleaned.get("moved_on")
        if day is None or not cleaned.get("to_stage"):
            return
        move = (day, cleaned["to_stage"], cleaned.get("reason", ""))
        self.from_stage, last = self.chain.before(item, move)
        problems = move_problems(
            _proposed(self.from_stage, cleaned),
            last_moved_on=last,
            ends_on=item.ends_on,
            today=self.on,
        )
        for name, words in problems.items():
            if name not in self.errors:
                self.add_error(name, words)


def _proposed(from_stage: str, cleaned: dict[str, Any]) -> Proposal:
    return Proposal(
        from_stage=from_stage,
        to_stage=cleaned.get("to_stage") or "",
        moved_on=cleaned.get("moved_on"),
        reason=cleaned.get("reason") or "",
        taken_on_by=cleaned.get("taken_on_by") or "",
    )
