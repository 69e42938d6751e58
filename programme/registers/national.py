"""The national items of a plan."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Subquery
from django.template.defaultfilters import capfirst

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from csplan.registers.declaration import (
    RecordLink,
    Register,
    RegisterColumn,
    choice_filter,
    current_filter,
    related_filter,
)
from programme.choices import Stage
from programme.forms.national import NationalItemForm
from programme.models import BusinessPlan, WorkItem
from programme.registers.plans import list_within, number_column, plan_or_404
from programme.registers.stages import clear_away, move_link, stage_rows
from programme.rules.stages import stage_words
from programme.selectors.lineage import lineage_rows
from programme.selectors.stages import last_takers
from programme.services.plans import many_saver_within, saver_within
from programme.services.work import starting_at_stage, starting_many_at_stage


def items(actor: Actor, plan: str) -> Register:
    """The lower level: the plan's national items."""
    owner = plan_or_404(actor, plan)
    outcome = capfirst(owner.outcome_singular)
    return list_within(
        owner,
        _plan_of,
        slug="items",
        singular=owner.item_singular,
        plural=owner.items_counted,
        name=capfirst(owner.item_plural),
        model=WorkItem,
        form=NationalItemForm,
        columns=_columns(outcome),
        natural_key=("outcome", "order"),
        rows=lambda actor: (
            WorkItem.objects.filter(outcome__plan=owner, locality=None)
            .select_related("outcome__plan", "source")
            .annotate(local_count=Count("local_items"), taken_on_by=Subquery(last_takers()))
        ),
        saver=starting_at_stage(saver_within(owner)),
        many_saver=starting_many_at_stage(many_saver_within(owner)),
        before_removing=clear_away,
        search=("text", "owner"),
        filters=(
            related_filter("outcome", outcome, lambda actor: owner.outcomes.order_by("order")),
            choice_filter("stage", "Stage", Stage.choices),
            current_filter(starts=""),
        ),
        order_by=("outcome__order", "order"),
        ends="ends_on",
        details=_details,
        links=_links,
    )


def _columns(outcome: str) -> tuple[RegisterColumn, ...]:
    return (
        RegisterColumn("text", "What is to be done", order_by=("text",), shown=_numbered),
        RegisterColumn("outcome", outcome, order_by=("outcome__order", "order")),
        number_column(),
        RegisterColumn("owner", "Owner", order_by=("owner",)),
        RegisterColumn(
            "stage", "Stage", "Only when it is added: afterwards it moves", order_by=("stage",),
            shown=lambda item: stage_words(item.stage),
        ),
        RegisterColumn(
            "taken_on_by", "Taken on by", "Who takes on what is added as embedded",
            is_listed=False,
        ),
        RegisterColumn("ends_on", "Last day", order_by=("ends_on",)),
        RegisterColumn(
            "local_count", "Local items", value=lambda item: item.local_count,
            order_by=("local_count",), is_numeric=True,
        ),
    )  # fmt: skip


def _plan_of(item: Any) -> BusinessPlan:
    plan: BusinessPlan = item.outcome.plan
    return plan


def _numbered(item: Any) -> str:
    return f"{item.outcome.order}.{item.order} {item.text}"


def _details(item: Any, actor: Actor, on: dt.date) -> Sequence[SummaryRow]:
    return [*stage_rows(item), *lineage_rows(item, actor)]


def _links(item: Any, actor: Actor, on: dt.date) -> Sequence[RecordLink]:
    return move_link(item, actor)
