"""The list of moves between stages, and what every item's page says about its own."""

import datetime as dt
import functools
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.template.defaultfilters import capfirst
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from csplan.core.errors import WrongStateError
from csplan.core.worded_moments import date_words
from csplan.registers.declaration import (
    Filter,
    RecordLink,
    Register,
    RegisterColumn,
    choice_filter,
    related_filter,
)
from localities.models import Locality
from programme.choices import Stage
from programme.forms.stages import MoveChain, StageMoveForm
from programme.models import BusinessPlan, StageMove, WorkItem
from programme.permissions.plans import can_keep_some_local_plan
from programme.permissions.work import can_keep_item
from programme.registers.plans import plan_or_404
from programme.rules.stages import stage_words
from programme.selectors.stages import NATIONAL, item_moves, plan_moves
from programme.services.lineage import take_out_of_lineage
from programme.services.stages import MoveProblemsError, forget_first_stage, move_stage

PLACE_ORDER = (
    "work_item__locality__cluster__order", "work_item__locality__order",
    "work_item__outcome__order", "work_item__order",
)  # fmt: skip


def stage_move_list(actor: Actor, plan: str) -> Register:
    """Every move of the plan's items. Rows are only added."""
    owner = plan_or_404(actor, plan)
    return Register(
        app="programme",
        slug="stage-moves",
        singular="move",
        plural="moves",
        name="Moves between stages",
        within={"plan": owner},
        url_args=(owner.slug,),
        parent=("Stages", "programme:stages"),
        parent_args=(owner.slug,),
        model=StageMove,
        form=functools.partial(StageMoveForm, chain=MoveChain(owner)),  # type: ignore[arg-type]
        columns=_columns(owner),
        natural_key=("work_item", "moved_on", "to_stage"),
        rows=lambda actor: plan_moves(owner),
        can_manage=lambda actor: can_keep_some_local_plan(actor, owner),
        change_rule=lambda actor, move: _may_record(actor, owner, move),
        only_added=True,
        saver=_record_move,
        search=("work_item__text", "reason", "taken_on_by"),
        filters=_filters(owner),
        order_by=("-moved_on",),
        links=_links,
        details=_details,
    )


def _may_record(actor: Actor, plan: BusinessPlan, move: Any) -> bool:
    """Whoever keeps the item; what was recorded is nobody's to change, and may be in a file."""
    return move.pk is not None or can_keep_item(actor, plan, move.work_item)


def _columns(plan: BusinessPlan) -> tuple[RegisterColumn, ...]:
    return (
        RegisterColumn(
            "work_item", capfirst(plan.item_singular), "As the choices name it",
            order_by=PLACE_ORDER, shown=lambda move: _item_words(move.work_item),
        ),
        RegisterColumn(
            "locality", "Locality",
            value=lambda move: _place(move.work_item), order_by=PLACE_ORDER[:2],
        ),
        RegisterColumn("moved_on", "Moved on", order_by=("moved_on",)),
        RegisterColumn("from_stage", "From", value=lambda move: move.get_from_stage_display()),
        RegisterColumn("to_stage", "To", order_by=("to_stage",)),
        RegisterColumn("reason", "Why"),
        RegisterColumn("taken_on_by", "Taken on by", "Needed when it is embedded"),
        RegisterColumn(
            "recorded_by", "Recorded by", value=lambda move: str(move.recorded_by),
            is_listed=False,
        ),
    )  # fmt: skip


def _item_words(item: WorkItem) -> str:
    return f"{item.number} {item.short_text}"


def _place(item: WorkItem) -> str:
    return item.locality.name if item.locality else NATIONAL


def _filters(plan: BusinessPlan) -> tuple[Filter, ...]:
    outcome = capfirst(plan.outcome_singular)
    localities: QuerySet[Locality] = Locality.objects.all()
    return (
        related_filter(
            "locality", "Locality", lambda actor: localities, lookup="work_item__locality"
        ),
        related_filter(
            "outcome", outcome, lambda actor: plan.outcomes.order_by("order"),
            lookup="work_item__outcome",
        ),
        choice_filter("to_stage", "Moved to", Stage.choices),
        START,
    )  # fmt: skip


START = Filter(
    "what",
    "Show",
    lambda actor: (("moves", "Moves"), ("starts", "First stages")),
    lambda rows, value, on: (
        rows.filter(from_stage="") if value == "starts" else rows.exclude(from_stage="")
    ),
    every="Moves and first stages",
)


@transaction.atomic
def _record_move(
    *, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime
) -> StageMove:
    """Record the form's move through the service; a refusal of a row refuses the file."""
    item = form.cleaned_data["work_item"]
    try:
        return move_stage(item=item, move=form.proposal(), actor=actor, at=at)
    except MoveProblemsError as error:
        raise WrongStateError(f"{item.place_and_number}: {error.message}") from error


def _links(move: Any, actor: Actor, on: dt.date) -> list[RecordLink]:
    item = move.work_item
    return [RecordLink("What moved", item_url(item)), *move_link(item, actor)]


def _details(move: Any, actor: Actor, on: dt.date) -> list[SummaryRow]:
    if not move.is_illustrative:
        return []
    return [SummaryRow("Where it comes from", "Illustrative, added for demonstration")]


# What an item's page says about its stage


def item_url(item: WorkItem) -> str:
    """The page of a national or a local item; its outcome's plan is loaded."""
    name = "items-record" if item.locality_id is None else "local-items-record"
    return reverse(f"programme:{name}", args=[item.outcome.plan.slug, item.pk])


def move_link(item: WorkItem, actor: Actor) -> list[RecordLink]:
    """The link to move the item on, for those who may."""
    plan = item.outcome.plan
    has_ended = item.ends_on is not None
    if has_ended or not can_keep_item(actor, plan, item):
        return []
    url = reverse("programme:stage-move", args=[plan.slug, item.pk])
    return [RecordLink("Move it to another stage" if item.stage else "Set its stage", url)]


def stage_rows(item: WorkItem) -> Sequence[SummaryRow]:
    """How the item came to its stage, as a row of its page. One query."""
    moves = item_moves(item)
    return [SummaryRow("How its stage came about", timeline(moves))] if moves else []


def timeline(moves: Sequence[StageMove]) -> SafeString:
    lines = ((_move_words(move), _move_note(move)) for move in moves)
    return format_html(
        '<ol class="govuk-list govuk-!-margin-bottom-0">{}</ol>',
        format_html_join("", '<li>{}<br><span class="app-quiet">{}</span></li>', lines),
    )


def _move_words(move: StageMove) -> str:
    day, now = date_words(move.moved_on), stage_words(move.to_stage)
    if not move.from_stage:
        return f"{day}: {now}"
    return f"{day}: {stage_words(move.from_stage)} → {now}"


def _move_note(move: StageMove) -> str:
    taken_on = f" Taken on by {move.taken_on_by}." if move.taken_on_by else ""
    illustrative = " Illustrative." if move.is_illustrative else ""
    return f"{_sentence(move.reason)}{taken_on} Recorded by {move.recorded_by}.{illustrative}"


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


def clear_away(item: Any, actor: Actor, at: dt.datetime) -> None:
    """What goes with an item that is removed."""
    take_out_of_lineage(item, actor, at)
    forget_first_stage(item, actor, at)
