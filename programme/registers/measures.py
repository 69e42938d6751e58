"""The measures of one plan, its years' targets and its planned values, as lists."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.template.defaultfilters import capfirst
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from csplan.core.periods import FinancialYear
from csplan.registers.declaration import (
    RecordLink,
    Register,
    RegisterColumn,
    choice_filter,
    current_filter,
    related_filter,
)
from localities.models import Locality
from programme.choices import Collection
from programme.forms.measures import MeasureDetailsForm, PlannedValueForm, YearTargetForm
from programme.models import BusinessPlan, Measure, PlannedValue, YearTarget
from programme.permissions.delivery import can_configure_delivery
from programme.permissions.plans import can_frame, can_remove_from
from programme.registers.plans import plan_or_404
from programme.rules.measures import figure_words
from programme.selectors.lineage import lineage_rows
from programme.selectors.trajectories import derivation_words, years_of
from programme.services.plans import many_saver_within, saver_within
from programme.services.trajectories import clear_measure

NOTHING = "–"


def _figure(name: str) -> Callable[[Any], str]:
    """The column as pages show it: with its unit."""

    def shown(record: Any) -> str:
        measure = record if isinstance(record, Measure) else record.measure
        value: Decimal | None = getattr(record, name)
        return NOTHING if value is None else figure_words(value, measure.unit)

    return shown


def _percent(name: str) -> Callable[[Any], str]:
    return lambda measure: f"{getattr(measure, name):f}".rstrip("0").rstrip(".") + "%"


def measures(actor: Actor, plan: str) -> Register:
    """What the plan counts, in what unit, from where, and what it is judged by."""
    owner = plan_or_404(actor, plan)
    return Register(
        app="programme",
        slug="measures",
        singular="measure",
        plural="measures",
        lead="What the plan counts, and what each year is to reach.",
        model=Measure,
        form=MeasureDetailsForm,
        columns=_measure_columns(owner),
        natural_key=("title",),
        rows=lambda actor: _measures(owner).prefetch_related(
            "year_targets", "derivation__event_types"
        ),
        can_manage=lambda actor: can_frame(actor, owner),
        remove_rule=lambda actor, record: can_remove_from(actor, record.outcome.plan),
        before_removing=clear_measure,
        saver=saver_within(owner),
        many_saver=many_saver_within(owner),
        search=("title", "definition"),
        filters=(
            related_filter(
                "outcome", capfirst(owner.outcome_singular), lambda actor: owner.outcomes.all()
            ),
            choice_filter("collection", "Where figures come from", Collection.choices),
            current_filter(starts=""),
        ),
        order_by=("outcome__order", "order"),
        ends="ends_on",
        parent=(owner.title, "programme:plan-detail"),
        within={"plan": owner},
        url_args=(owner.slug,),
        parent_args=(owner.slug,),
        details=_details,
        links=_links,
        list_links=lambda actor: _list_links(owner),
    )


def _measures(plan: BusinessPlan) -> QuerySet[Measure]:
    found = Measure.objects.filter(outcome__plan=plan)
    return found.select_related("outcome__plan", "source", "derivation")


def _measure_columns(plan: BusinessPlan) -> tuple[RegisterColumn, ...]:
    hidden: dict[str, Any] = {"is_listed": False}
    return (
        RegisterColumn("title", "Measure", "Its title, one of a kind in the plan", ("title",)),
        RegisterColumn(
            "outcome",
            capfirst(plan.outcome_singular),
            order_by=("outcome__order", "order"),
            also_known_as=("title",),
        ),
        RegisterColumn(
            "order", "Number", "Where it stands under it; empty for the next", ("order",), **hidden
        ),
        RegisterColumn("definition", "Definition", **hidden),
        RegisterColumn(
            "unit",
            "Unit",
            "people, events, days, £, case studies, visits, %, yes or no; or one/several, like "
            "placement/placements",
            ("unit",),
        ),
        RegisterColumn("accumulation", "How quarters add up", **hidden),
        RegisterColumn("collection", "Where figures come from", order_by=("collection",)),
        RegisterColumn("direction", "What is better", **hidden),
        RegisterColumn("numerator_label", "What is counted", "For a percentage", **hidden),
        RegisterColumn("denominator_label", "Out of what", "For a percentage", **hidden),
        RegisterColumn("baseline", "Baseline", shown=_figure("baseline"), **hidden),
        RegisterColumn(
            "target", "Target", order_by=("target",), is_numeric=True, shown=_target_or_range
        ),
        RegisterColumn("range_low", "Lowest", shown=_figure("range_low"), **hidden),
        RegisterColumn("range_high", "Highest", shown=_figure("range_high"), **hidden),
        RegisterColumn(
            "on_track_within", "On track up to", "Per cent", shown=_percent("on_track_within"),
            **hidden,
        ),
        RegisterColumn(
            "at_risk_within", "At risk up to", "Per cent", shown=_percent("at_risk_within"),
            **hidden,
        ),
        RegisterColumn("ends_on", "Last day", order_by=("ends_on",)),
    )  # fmt: skip


def _target_or_range(measure: Measure) -> str:
    return measure.yardstick.range_words or measure.target_figure or NOTHING


def _details(measure: Measure, actor: Actor, on: dt.date) -> Sequence[SummaryRow]:
    plan = measure.outcome.plan
    rows = [SummaryRow("How it is judged", measure.yardstick.words)]
    own = {each.year_start for each in measure.year_targets.all()}
    rows += [
        SummaryRow(f"Target for {year.label}", figure_words(aim, measure.unit))
        for year in years_of(plan)
        if year.start_year in own and (aim := measure.aim(year.start_year)) is not None
    ]
    counted = derivation_words(measure)
    if counted:
        is_help = measure.collection != Collection.DERIVED
        rows.append(
            SummaryRow("Offered from the record" if is_help else "How csplan counts it", counted)
        )
    elif measure.collection == Collection.DERIVED:
        words = "Not said yet. Until it is, localities enter the figure themselves."
        rows.append(SummaryRow("How csplan counts it", words))
    return [*rows, *lineage_rows(measure, actor)]


def _links(measure: Measure, actor: Actor, on: dt.date) -> Sequence[RecordLink]:
    plan = measure.outcome.plan
    years = years_of(plan)
    links = [
        RecordLink(
            "What is planned each quarter"
            if len(years) == 1
            else f"What is planned in {year.label}",
            reverse("programme:trajectory", args=[plan.slug, measure.pk, year.slug]),
        )
        for year in years
    ]
    needs_derivation = (
        measure.collection == Collection.DERIVED and getattr(measure, "derivation", None) is None
    )
    if needs_derivation and can_configure_delivery(actor):
        url = f"{reverse('programme:derived-measure-add')}"
        links.append(RecordLink("Say how csplan counts it", url))
    return links


def _list_links(plan: BusinessPlan) -> Sequence[RecordLink]:
    pages = [
        ("What is planned each quarter", "trajectories"),
        ("Planned values as a list, to export and import", "planned-values-list"),
        ("Performance measures to print (Appendix 1)", "appendix-measures"),
    ]
    if plan.first_year != plan.last_year:
        pages.insert(1, ("Targets of single years", "year-targets-list"))
    return [
        RecordLink(label, reverse(f"programme:{name}", args=[plan.slug])) for label, name in pages
    ]


def year_targets(actor: Actor, plan: str) -> Register:
    """What single years of a plan of several are to reach."""
    owner = plan_or_404(actor, plan)
    return Register(
        app="programme",
        slug="year-targets",
        singular="year’s target",
        plural="years’ targets",
        name="Targets of single years",
        lead="Where a year of the plan has a target of its own. Every other year has the "
        "measure’s own target.",
        model=YearTarget,
        form=YearTargetForm,
        columns=(
            RegisterColumn("measure", "Measure", order_by=("measure__title",)),
            RegisterColumn("year_start", "Year", order_by=("year_start",), shown=_year_label),
            RegisterColumn("target", "Target", is_numeric=True, shown=_figure("target")),
        ),
        natural_key=("measure", "year_start"),
        rows=lambda actor: YearTarget.objects.filter(measure__outcome__plan=owner).select_related(
            "measure__outcome__plan"
        ),
        can_manage=lambda actor: can_frame(actor, owner),
        remove_rule=lambda actor, record: can_remove_from(actor, record.measure.outcome.plan),
        saver=saver_within(owner),
        many_saver=many_saver_within(owner),
        search=("measure__title",),
        order_by=("measure__outcome__order", "measure__order", "year_start"),
        parent=(owner.title, "programme:plan-detail"),
        within={"plan": owner},
        url_args=(owner.slug,),
        parent_args=(owner.slug,),
    )


def _year_label(target: YearTarget) -> str:
    return FinancialYear(target.year_start).label


def planned_values(actor: Actor, plan: str) -> Register:
    """Every planned value of the plan's measures: the trajectories as a list."""
    owner = plan_or_404(actor, plan)
    return Register(
        app="programme",
        slug="planned-values",
        singular="planned value",
        plural="planned values",
        lead="What each measure is to reach in each quarter: the trajectories as a list, to "
        "export, fill in and import.",
        model=PlannedValue,
        form=PlannedValueForm,
        columns=(
            RegisterColumn("measure", "Measure", order_by=("measure__title",)),
            RegisterColumn(
                "locality",
                "Locality",
                "Empty for a measure that the national team reports",
                ("locality__name",),
                shown=_place,
            ),
            RegisterColumn(
                "period", "Quarter", order_by=("period__starts_on",), also_known_as=("slug",)
            ),
            RegisterColumn(
                "value", "Planned", "A number; 1 for yes, 0 for no", ("value",),
                is_numeric=True, shown=_figure("value"),
            ),
        ),
        natural_key=("measure", "locality", "period"),
        rows=lambda actor: PlannedValue.objects.filter(
            measure__outcome__plan=owner
        ).select_related("measure__outcome__plan", "locality", "period"),
        can_manage=lambda actor: can_frame(actor, owner),
        remove_rule=lambda actor, record: can_remove_from(actor, record.measure.outcome.plan),
        saver=saver_within(owner),
        many_saver=many_saver_within(owner),
        search=("measure__title", "locality__name"),
        filters=(
            related_filter(
                "measure",
                "Measure",
                lambda actor: Measure.objects.filter(outcome__plan=owner),
            ),
            related_filter("locality", "Locality", lambda actor: Locality.objects.all()),
        ),
        order_by=(
            "measure__outcome__order", "measure__order", "locality__cluster__order",
            "locality__order", "period__starts_on",
        ),
        parent=(owner.title, "programme:plan-detail"),
        within={"plan": owner},
        url_args=(owner.slug,),
        parent_args=(owner.slug,),
        list_links=lambda actor: [
            RecordLink(
                "Type or spread them in a grid",
                reverse("programme:trajectories", args=[owner.slug]),
            )
        ],
    )  # fmt: skip


def _place(planned: PlannedValue) -> str:
    return planned.locality.name if planned.locality else "National"
