"""Plans, and what is national in each: groups, outcomes, offers and the review."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import capfirst, linebreaksbr
from django.urls import reverse
from django.utils.safestring import SafeString

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from csplan.core.periods import FinancialYear, PeriodError
from csplan.core.templatetags.govuk import status_tag
from csplan.registers.declaration import (
    Filter,
    RecordLink,
    Register,
    RegisterColumn,
    choice_filter,
    related_filter,
)
from programme.choices import PLAN_STATE_COLOURS, PlanState
from programme.forms.plans import (
    GroupForm,
    OfferForm,
    OutcomeForm,
    PlanForm,
    ReviewLineForm,
)
from programme.models import BusinessPlan, Offer, Outcome, OutcomeGroup, ReviewLine
from programme.permissions.delivery import can_configure_delivery
from programme.permissions.plans import (
    can_frame,
    can_read_review_drafts,
    can_remove_from,
    can_start_plans,
)
from programme.selectors.lineage import lineage_rows
from programme.services.lineage import take_out_of_lineage
from programme.services.plans import many_saver_within, saver_within

NUMBER_GUIDE = "Its number: a row changes the line that has it"
Rows = Callable[[Actor], QuerySet[Any]]


def plan_or_404(actor: Actor, slug: str) -> BusinessPlan:
    """The plan, for those who may see it. One query."""
    return get_object_or_404(BusinessPlan.objects.visible_to(actor), slug=slug)


# Plans

KEPT_WITH_PLANS = (
    ("Types of event", "event-type"),
    ("Measures that follow the record of delivery", "derived-measure"),
    ("How often visits should take place", "visit-standard"),
)


def _settings_links(actor: Actor) -> Sequence[RecordLink]:
    """What is set once for every plan, for those who set it."""
    if not can_configure_delivery(actor):
        return ()
    return [
        RecordLink(label, reverse(f"programme:{slug}-list")) for label, slug in KEPT_WITH_PLANS
    ]


def _plans(actor: Actor) -> QuerySet[BusinessPlan]:
    return BusinessPlan.objects.visible_to(actor).select_related("source")


def plan_state_tag(plan: BusinessPlan) -> SafeString:
    return status_tag(plan.get_state_display(), PLAN_STATE_COLOURS[plan.state])


def _covering(rows: Any, slug: str, on: dt.date) -> Any:
    try:
        return rows.covering(FinancialYear.parse(slug))
    except PeriodError:
        return rows.none()


def _plan_years(actor: Actor) -> list[tuple[str, str]]:
    spans = BusinessPlan.objects.visible_to(actor).values_list("first_year", "last_year")
    starts = {year for first, last in spans for year in range(first, last + 1)}
    years = (FinancialYear(start) for start in sorted(starts, reverse=True))
    return [(year.slug, year.label) for year in years]


PLANS = Register(
    app="programme",
    slug="plan",
    singular="plan",
    plural="plans",
    lead="What CS Local promises for a year or more, and what each locality is to report on.",
    model=BusinessPlan,
    form=PlanForm,
    columns=(
        RegisterColumn("title", "Plan", order_by=("title",)),
        RegisterColumn(
            "years", "Years", value=lambda plan: plan.years_label,
            order_by=("first_year", "last_year"),
        ),
        RegisterColumn("first_year", "First year", is_listed=False),
        RegisterColumn("last_year", "Last year", is_listed=False),
        RegisterColumn(
            "state", "State", value=lambda plan: plan.get_state_display(),
            shown=plan_state_tag, order_by=("state",),
        ),
        RegisterColumn("group_singular", "Upper level, one", "Empty if none", is_listed=False),
        RegisterColumn("group_plural", "Upper level, several", "Empty if none", is_listed=False),
        RegisterColumn("outcome_singular", "Middle level, one", is_listed=False),
        RegisterColumn("outcome_plural", "Middle level, several", is_listed=False),
        RegisterColumn("item_singular", "Lower level, one", is_listed=False),
        RegisterColumn("item_plural", "Lower level, several", is_listed=False),
        RegisterColumn("purpose", "What it is for", is_listed=False),
        RegisterColumn("notes", "Notes", is_listed=False),
    ),
    natural_key=("title",),
    rows=_plans,
    can_manage=can_start_plans,
    change_rule=lambda actor, plan: can_frame(actor, plan),
    search=("title", "purpose"),
    filters=(
        choice_filter("state", "State", PlanState.choices),
        Filter("year", "Year", _plan_years, _covering, every="All years"),
    ),
    order_by=("-first_year", "title"),
    list_links=_settings_links,
)  # fmt: skip


# The lists of one plan


def list_within(
    plan: BusinessPlan, of_record: Callable[[Any], BusinessPlan], **declared: Any
) -> Register:
    """A list of what is national in ``plan``: the national team and the Head keep it."""
    return Register(
        app="programme",
        within={"plan": plan},
        url_args=(plan.slug,),
        parent_args=(plan.slug,),
        can_manage=lambda actor: can_frame(actor, plan),
        change_rule=lambda actor, record: can_frame(actor, of_record(record)),
        **{
            "saver": saver_within(plan),
            "many_saver": many_saver_within(plan),
            "parent": (plan.title, "programme:plan-detail"),
            "remove_rule": lambda actor, record: can_remove_from(actor, of_record(record)),
            "before_removing": take_out_of_lineage,
            **declared,
        },
    )


def _own_plan(record: Any) -> BusinessPlan:
    plan: BusinessPlan = record.plan
    return plan


def number_column(**more: Any) -> RegisterColumn:
    return RegisterColumn("order", "Number", NUMBER_GUIDE, ("order",), is_listed=False, **more)


def _numbered(record: Any) -> str:
    return f"{record.order}. {getattr(record, 'title', '') or record.text}"


def _lineage(record: Any, actor: Actor, on: dt.date) -> Sequence[SummaryRow]:
    return lineage_rows(record, actor)


def _whole(words: str) -> SafeString | str:
    """Words with their own line breaks."""
    return linebreaksbr(words) if words else "–"


def groups(actor: Actor, plan: str) -> Register:
    """The upper level of a plan that has one."""
    owner = plan_or_404(actor, plan)
    get_object_or_404(BusinessPlan.objects.exclude(group_singular=""), pk=owner.pk)
    return list_within(
        owner,
        _own_plan,
        slug="groups",
        singular=owner.group_singular,
        plural=owner.group_plural,
        name=capfirst(owner.group_plural),
        model=OutcomeGroup,
        form=GroupForm,
        columns=(
            RegisterColumn("title", "Name", order_by=("title",), shown=_numbered),
            number_column(),
            RegisterColumn("text", "What it is about", shown=lambda one: _whole(one.text)),
            RegisterColumn(
                "outcome_count", capfirst(owner.outcome_plural),
                value=lambda one: one.outcome_count, order_by=("outcome_count",), is_numeric=True,
            ),
        ),
        natural_key=("order",),
        rows=lambda actor: OutcomeGroup.objects.filter(plan=owner)
        .select_related("plan", "source")
        .annotate(outcome_count=Count("outcomes")),
        search=("title", "text"),
        order_by=("order",),
    )  # fmt: skip


def outcomes(actor: Actor, plan: str) -> Register:
    """The middle level: what the plan promises."""
    owner = plan_or_404(actor, plan)
    return list_within(
        owner,
        _own_plan,
        slug="outcomes",
        singular=owner.outcome_singular,
        plural=owner.outcome_plural,
        name=capfirst(owner.outcome_plural),
        model=Outcome,
        form=OutcomeForm,
        columns=_outcome_columns(owner),
        natural_key=("order",),
        rows=lambda actor: (
            Outcome.objects.filter(plan=owner)
            .select_related("plan", "group", "source")
            .annotate(measure_count=Count("measures"))
        ),
        search=("title", "text"),
        filters=_group_filter(owner),
        order_by=("order",),
        details=_lineage,
    )


def _outcome_columns(plan: BusinessPlan) -> tuple[RegisterColumn, ...]:
    group = RegisterColumn("group", capfirst(plan.group_singular), order_by=("group__order",))
    return (
        RegisterColumn("title", "Short name", order_by=("title",), shown=_numbered),
        number_column(),
        *((group,) if plan.group_singular else ()),
        RegisterColumn("text", "In full", shown=lambda one: _whole(one.text)),
        RegisterColumn(
            "measure_count", "Measures", value=lambda one: one.measure_count,
            order_by=("measure_count",), is_numeric=True,
        ),
    )  # fmt: skip


def _group_filter(plan: BusinessPlan) -> tuple[Filter, ...]:
    if not plan.group_singular:
        return ()
    label = capfirst(plan.group_singular)
    return (related_filter("group", label, lambda actor: plan.groups.order_by("order")),)


def offers(actor: Actor, plan: str) -> Register:
    """What was offered in the year before, achieved and learnt."""
    owner = plan_or_404(actor, plan)
    return list_within(
        owner,
        _own_plan,
        slug="offers",
        singular="line of last year’s offer",
        plural="lines of last year’s offer",
        name="Last year: offered, achieved, learnt",
        model=Offer,
        form=OfferForm,
        columns=(
            RegisterColumn("text", "What was offered", order_by=("text",), shown=_numbered),
            number_column(),
            RegisterColumn("achievements", "Achievements", shown=_achievements),
            RegisterColumn("implications", "Implications", shown=_implications),
        ),
        natural_key=("order",),
        rows=lambda actor: Offer.objects.filter(plan=owner).select_related("plan", "source"),
        search=("text", "achievements", "implications"),
        order_by=("order",),
    )


def review(actor: Actor, plan: str) -> Register:
    """The plan's own review of its year."""
    owner = plan_or_404(actor, plan)
    return list_within(
        owner,
        _own_plan,
        slug="review",
        singular="line of the review",
        plural="lines of the review",
        name=f"Review of {owner.years_label}",
        parent=("Review", "programme:plan-review"),
        model=ReviewLine,
        form=ReviewLineForm,
        columns=(
            RegisterColumn("text", "What was offered", order_by=("text",), shown=_numbered),
            number_column(),
            RegisterColumn(
                "outcome", capfirst(owner.outcome_singular), order_by=("outcome__order",),
                is_listed=False,
            ),
            RegisterColumn("achievements", "Achievements", shown=_achievements),
            RegisterColumn("implications", "Implications", shown=_implications),
            *(_drafts() if can_read_review_drafts(actor) else ()),
        ),
        natural_key=("order",),
        rows=lambda actor: ReviewLine.objects.filter(plan=owner).select_related("plan", "outcome"),
        search=("text", "achievements", "implications"),
        filters=(WRITTEN,),
        order_by=("order",),
        # A line is one of the plan's promises; until it is agreed there is nothing to review.
        remove_rule=lambda actor, record: can_frame(actor, record.plan),
    )  # fmt: skip


WRITTEN = Filter(
    "written",
    "Words",
    lambda actor: (("yes", "Written"), ("no", "Not written yet")),
    lambda rows, value, on: (
        rows.exclude(achievements="") if value == "yes" else rows.filter(achievements="")
    ),
)


def _drafts() -> tuple[RegisterColumn, ...]:
    """What csplan drafted, for the file and the line's page."""
    return (
        RegisterColumn(
            "drafted_achievements", "Drafted from the record: achievements", is_listed=False,
            value=lambda line: line.drafted_achievements,
            shown=lambda line: _whole(line.drafted_achievements),
        ),
        RegisterColumn(
            "drafted_implications", "Drafted from the record: implications", is_listed=False,
            value=lambda line: line.drafted_implications,
            shown=lambda line: _whole(line.drafted_implications),
        ),
    )  # fmt: skip


def _achievements(line: Any) -> SafeString | str:
    return _whole(line.achievements)


def _implications(line: Any) -> SafeString | str:
    return _whole(line.implications)
