"""The lists of every locality's own plan: items, and milestones."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.template.defaultfilters import capfirst
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from csplan.core.periods import london_day
from csplan.core.templatetags.govuk import rating_tag
from csplan.core.worded_moments import date_words
from csplan.registers.declaration import (
    Filter,
    RecordLink,
    Register,
    RegisterColumn,
    choice_filter,
    current_filter,
    related_filter,
)
from localities.choices import LOCALITY_ORDER
from localities.models import Locality
from programme.choices import Stage
from programme.forms.work import LocalItemForm, MilestoneForm
from programme.models import BusinessPlan, Milestone, Rebaseline, WorkItem
from programme.permissions.plans import can_keep_local_plan, can_keep_some_local_plan
from programme.permissions.work import can_keep_item, can_remove_local
from programme.registers.plans import plan_or_404
from programme.registers.stages import clear_away, move_link, stage_rows
from programme.rules.stages import stage_words
from programme.selectors.lineage import lineage_rows
from programme.selectors.stages import last_takers
from programme.selectors.work import last_updates, local_items, owners, plan_milestones
from programme.services.work import (
    item_many_saver,
    item_saver,
    milestone_many_saver,
    milestone_saver,
)

ILLUSTRATIVE = SummaryRow("Where it comes from", "Illustrative, added for demonstration")


def local_register(plan: BusinessPlan, **declared: Any) -> Register:
    """A list of what localities do under the plan: each keeps its own lines."""
    return Register(
        app="programme",
        within={"plan": plan},
        url_args=(plan.slug,),
        parent=("Local plans", "programme:local-plans"),
        parent_args=(plan.slug,),
        can_manage=lambda actor: can_keep_some_local_plan(actor, plan),
        change_rule=lambda actor, line: can_keep_local_plan(actor, plan, line.locality),
        remove_rule=lambda actor, line: can_remove_local(actor, plan, line.locality),
        **declared,
    )


def of_localities() -> Filter:
    return related_filter("locality", "Locality", lambda actor: Locality.objects.all())


def _owner_filter(rows: QuerySet[Any]) -> Filter:
    return Filter(
        "owner", "Owner",
        options=lambda actor: owners(rows),
        apply=lambda found, value, on: found.filter(owner=value),
    )  # fmt: skip


def _outcome_filter(plan: BusinessPlan, lookup: str = "") -> Filter:
    label = capfirst(plan.outcome_singular)
    among = plan.outcomes.order_by("order")
    return related_filter("outcome", label, lambda actor: among, lookup=lookup)


# Items


def local_item_list(actor: Actor, plan: str) -> Register:
    """What each locality takes up, and its own priorities."""
    owner = plan_or_404(actor, plan)
    rows = local_items(owner)
    return local_register(
        owner,
        slug="local-items",
        singular=f"local {owner.item_singular}",
        plural=f"local {owner.items_counted}",
        name=f"Local {owner.item_plural}",
        model=WorkItem,
        form=LocalItemForm,
        columns=_item_columns(owner),
        natural_key=("locality", "outcome", "order"),
        rows=lambda actor: rows.annotate(
            milestone_count=Count("milestones"), taken_on_by=Subquery(last_takers())
        ),
        saver=item_saver(owner),
        many_saver=item_many_saver(owner),
        before_removing=clear_away,
        search=("text", "owner", "locality__name"),
        filters=(
            of_localities(),
            _outcome_filter(owner),
            choice_filter("stage", "Stage", Stage.choices),
            TAKEN_UP,
            _owner_filter(rows),
            current_filter(starts=""),
        ),
        order_by=(*LOCALITY_ORDER, "outcome__order", "order"),
        ends="ends_on",
        details=_item_details,
        links=_item_links,
        list_links=lambda actor: _list_links(owner),
    )


TAKEN_UP = Filter(
    "kind",
    "What it is",
    lambda actor: (("taken-up", "Takes up a national one"), ("priority", "Local priority")),
    lambda rows, value, on: rows.filter(serves__isnull=value != "taken-up"),
    every="Both",
)


def _item_columns(plan: BusinessPlan) -> tuple[RegisterColumn, ...]:
    outcome = capfirst(plan.outcome_singular)
    return (
        RegisterColumn(
            "text", "What is to be done", order_by=("text",), shown=_numbered,
        ),
        RegisterColumn("locality", "Locality", order_by=LOCALITY_ORDER, also_known_as=("slug",)),
        RegisterColumn(
            "outcome", outcome, order_by=("outcome__order", "order"), is_listed=False,
        ),
        RegisterColumn(
            "order", "Number",
            f"Its number among the locality’s own of that {plan.outcome_singular}: a row changes"
            " the one that has it", is_listed=False,
        ),
        RegisterColumn(
            "serves", "Takes up",
            f"The national {plan.item_singular}, or empty for a priority of the locality’s own",
            order_by=("serves__outcome__order", "serves__order"), also_known_as=("number",),
            shown=lambda item: item.serves.number if item.serves else "",
        ),
        RegisterColumn("owner", "Owner", order_by=("owner",)),
        RegisterColumn(
            "stage", "Stage", "Only when it is added: afterwards it moves", order_by=("stage",),
            shown=lambda item: stage_words(item.stage),
        ),
        RegisterColumn(
            "taken_on_by", "Taken on by", "Who takes on what is added as embedded",
            is_listed=False,
        ),
        RegisterColumn("ends_on", "Ended on", order_by=("ends_on",), is_listed=False),
        RegisterColumn(
            "milestone_count", "Milestones", value=lambda item: item.milestone_count,
            order_by=("milestone_count",), is_numeric=True,
        ),
    )  # fmt: skip


def _numbered(item: Any) -> str:
    return f"{item.number} {item.text}"


def _item_details(item: Any, actor: Actor, on: dt.date) -> Sequence[SummaryRow]:
    serves = item.serves.text if item.serves else ""
    return [
        *([SummaryRow("What it takes up, in full", serves)] if serves else []),
        SummaryRow("Milestones in order", _milestone_links_of(item)),
        *stage_rows(item),
        *lineage_rows(item, actor),
        *([ILLUSTRATIVE] if item.is_illustrative else []),
    ]


def _milestone_links_of(item: Any) -> SafeString | str:
    slug = item.outcome.plan.slug
    rows = item.milestones.order_by("order").values_list("pk", "title", "date_phrase", "ends_on")
    lines = [
        (
            reverse("programme:milestones-record", args=[slug, pk]),
            title,
            " – ended" if ends_on else f" – {phrase}" if phrase else "",
        )
        for pk, title, phrase, ends_on in rows
    ]
    if not lines:
        return "None yet"
    inside = format_html_join("", '<li><a class="govuk-link" href="{}">{}</a>{}</li>', lines)
    return format_html('<ul class="govuk-list govuk-!-margin-bottom-0">{}</ul>', inside)


def _item_links(item: Any, actor: Actor, on: dt.date) -> list[RecordLink]:
    plan = item.outcome.plan
    local = reverse("programme:local-plan", args=[plan.slug, item.locality.slug])
    links = [RecordLink(f"{item.locality}: local plan", local)]
    if not can_keep_item(actor, plan, item):
        return links
    add = reverse("programme:milestones-add", args=[plan.slug])
    added = RecordLink("Add a milestone", f"{add}?work_item={item.pk}")
    return [*move_link(item, actor), added, *links]


def _list_links(plan: BusinessPlan) -> list[RecordLink]:
    return [
        RecordLink("Stages and their mix", reverse("programme:stages", args=[plan.slug])),
        RecordLink("Milestones", reverse("programme:milestones-list", args=[plan.slug])),
    ]


# Milestones


def milestone_list(actor: Actor, plan: str) -> Register:
    """The dated steps of every locality's items."""
    owner = plan_or_404(actor, plan)
    rows = plan_milestones(owner)
    return local_register(
        owner,
        slug="milestones",
        singular="milestone",
        plural="milestones",
        lead=MILESTONES_LEAD,
        model=Milestone,
        form=MilestoneForm,
        columns=_milestone_columns(owner),
        natural_key=("work_item", "order"),
        rows=lambda actor: rows.annotate(reason=Subquery(_last_reasons())),
        saver=milestone_saver(owner),
        many_saver=milestone_many_saver(owner),
        search=("title", "owner", "date_phrase", "locality__name"),
        filters=(
            of_localities(),
            _outcome_filter(owner, lookup="work_item__outcome"),
            _owner_filter(rows),
            OVERDUE,
            current_filter(starts=""),
        ),
        order_by=(
            *LOCALITY_ORDER, "work_item__outcome__order", "work_item__order", "order",
        ),
        ends="ends_on",
        details=_milestone_details,
        links=_milestone_links,
    )  # fmt: skip


MILESTONES_LEAD = (
    "Each quarter a locality reports on its milestones. A new one is asked about at once if its "
    "return is still open, otherwise from the next quarter."
)

OVERDUE = Filter(
    "due",
    "Date",
    lambda actor: (("past", "Latest day is past"), ("ahead", "Still ahead"), ("none", "No day")),
    lambda rows, value, on: rows.filter(**_due(value, on)),
    every="Any date",
)


def _due(value: str, on: dt.date) -> dict[str, Any]:
    if value == "none":
        return {"date_latest__isnull": True}
    return {"date_latest__lt": on} if value == "past" else {"date_latest__gte": on}


def _milestone_columns(plan: BusinessPlan) -> tuple[RegisterColumn, ...]:
    return (
        RegisterColumn("title", "Milestone", order_by=("title",)),
        RegisterColumn(
            "locality", "Locality", value=lambda one: str(one.locality), order_by=LOCALITY_ORDER,
        ),
        RegisterColumn(
            "work_item", capfirst(plan.item_singular),
            "The local one it is a step of: as the list of local ones names it",
            order_by=("work_item__outcome__order", "work_item__order"),
            shown=lambda one: f"{one.work_item.number} {one.work_item.short_text}",
        ),
        RegisterColumn(
            "order", "Number", "Its number among the steps: a row changes the one that has it",
            is_listed=False,
        ),
        RegisterColumn("owner", "Owner", order_by=("owner",)),
        RegisterColumn(
            "date_phrase", "Date, in words", "Such as “by end July 2013”; csplan reads it",
            order_by=("date_latest",), shown=lambda one: one.date_phrase or "Undated",
        ),
        RegisterColumn(
            "date_kind", "Kind of date", "Empty to let the words say", is_listed=False,
        ),
        RegisterColumn(
            "date_earliest", "Earliest day", "Empty to let the words say", is_listed=False,
        ),
        RegisterColumn(
            "date_latest", "Latest day", "Empty to let the words say", order_by=("date_latest",),
        ),
        RegisterColumn(
            "reason", "Why the agreed date changed", "Needed when an agreed date changes",
            is_listed=False,
        ),
        RegisterColumn("ends_on", "Ended on", order_by=("ends_on",), is_listed=False),
    )  # fmt: skip


def _last_reasons() -> QuerySet[Any, Any]:
    rows = Rebaseline.objects.filter(milestone=OuterRef("pk")).order_by("-pk")
    return rows.values("reason")[:1]


def _milestone_details(one: Any, actor: Actor, on: dt.date) -> Sequence[SummaryRow]:
    agreed = date_words(one.baseline_on) if one.baseline_on else "No day agreed"
    return [
        SummaryRow("What the words mean", one.worded_date.meaning),
        SummaryRow("Agreed day", agreed),
        *(SummaryRow(*before) for before in _earlier_dates(one)),
        SummaryRow("Last reported", _last_rating(one, actor)),
        *([ILLUSTRATIVE] if one.is_illustrative else []),
    ]


def _earlier_dates(one: Milestone) -> Iterable[tuple[str, str]]:
    """What was agreed before each re-baseline; the last reason stands above. One query."""
    rows = one.rebaselines.select_related("by").order_by("-pk")
    for place, each in enumerate(rows):
        name = f"Agreed until {date_words(london_day(each.at))}"
        was = date_words(each.from_on) if each.from_on else "No day"
        phrase = f" (“{each.from_phrase}”)" if each.from_phrase else ""
        why = f" {each.reason}" if place else ""
        yield name, f"{was}{phrase}. Changed by {each.by}.{why}"


def _last_rating(one: Milestone, actor: Actor) -> SafeString | str:
    update = last_updates([one], actor).get(one.pk)
    if update is None:
        return "Nothing yet"
    return format_html("{} {}", rating_tag(update.rating),
                       update.quarterly_return.period.quarter.short_label)  # fmt: skip


def _milestone_links(one: Any, actor: Actor, on: dt.date) -> list[RecordLink]:
    plan = one.work_item.outcome.plan
    local = reverse("programme:local-plan", args=[plan.slug, one.locality.slug])
    sight = reverse("programme:milestone-sight", args=[one.pk])
    links = [
        RecordLink(f"{one.locality}: local plan", local),
        RecordLink("The objectives it serves", sight),
    ]
    if one.work_item.locality_id is None:
        return links
    item = reverse("programme:local-items-record", args=[plan.slug, one.work_item_id])
    return [RecordLink(f"The {plan.item_singular} it is a step of", item), *links]
