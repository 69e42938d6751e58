"""What happened under each outcome of a plan, for the first words of its review.

Only what was accepted counts. The number of queries does not hang on how much there is.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from csplan.core.money import pounds_of
from csplan.core.periods import FinancialYear, Quarter
from csplan.core.ratings import Rating
from programme.choices import AFTER_ACCEPTANCE
from programme.choices_delivery import RecordKind, SavingState
from programme.models import (
    BusinessPlan,
    CaseStudy,
    DerivedMeasure,
    Event,
    Interchange,
    Measure,
    MeasureUpdate,
    Milestone,
    MilestoneUpdate,
    NationalFigure,
    Redeployment,
    Restatement,
    Saving,
    Visit,
)
from programme.rules.measures import Amount, accumulate, combine
from programme.rules.review import (
    DeliveryResults,
    MeasureResult,
    MilestoneResults,
    OutcomeResults,
)
from programme.selectors.figures import stated

DAY = dt.timedelta(days=1)
TITLES_SHOWN = 5
KINDS = ("on_time", "late", "missed", "unreported", "to_come")
ByPlace = dict[int | None, dict[dt.date, Amount | None]]
"""Figures by locality, none for a national one, then by the first day of the quarter."""


def outcome_results(plan: BusinessPlan, *, on: dt.date) -> dict[int, OutcomeResults]:
    """What each outcome of the plan had come to when ``on`` began, by its key.

    Of quarters that begin then or later, and of what was logged for such days, nothing counts.
    """
    measures = _measures(plan, on)
    milestones = _milestones(plan, on)
    delivery = _delivery(plan, on)
    return {
        pk: OutcomeResults(
            measures=tuple(measures.get(pk, ())),
            milestones=milestones.get(pk, MilestoneResults()),
            delivery=delivery.get(pk, DeliveryResults()),
        )
        for pk in plan.outcomes.values_list("pk", flat=True)
    }


# Measures


def _measures(plan: BusinessPlan, on: dt.date) -> Mapping[int, list[MeasureResult]]:
    """Every measure's years, by the key of its outcome. Six queries."""
    reported = _reported(plan, on)
    years = [FinancialYear(year) for year in range(plan.first_year, plan.last_year + 1)]
    found: dict[int, list[MeasureResult]] = defaultdict(list)
    measures = Measure.objects.filter(outcome__plan=plan).prefetch_related("year_targets")
    for measure in measures.order_by("outcome__order", "order"):
        places = reported.get(measure.pk, {})
        for year in years:
            label = year.label if len(years) > 1 else ""
            found[measure.outcome_id].append(_result(measure, places, year, label))
    return found


def _result(measure: Measure, places: ByPlace, year: FinancialYear, label: str) -> MeasureResult:
    how = measure.accumulation
    own = (
        accumulate([quarters[day] for day in sorted(quarters) if day in year], how)
        for quarters in places.values()
    )
    total = combine(own, how)
    targets = {each.year_start: each.target for each in measure.year_targets.all()}
    return MeasureResult(
        title=measure.title,
        unit=measure.unit,
        direction=measure.direction,
        total=total.value if total else None,
        target=targets.get(year.start_year, measure.target),
        year=label,
        range_low=measure.range_low,
        range_high=measure.range_high,
    )


def _reported(plan: BusinessPlan, on: dt.date) -> Mapping[int, ByPlace]:
    """What stands of each measure, by its key. Four queries."""
    # A national figure is put right in no return.
    accepted = Q(restated_in=None) | Q(restated_in__state__in=AFTER_ACCEPTANCE)
    rows = Restatement.objects.filter(accepted).select_related("restated_in__period", "by")
    restatements = Prefetch("restatements", queryset=rows.order_by("pk"))
    updates = MeasureUpdate.objects.filter(
        measure__outcome__plan=plan,
        version__gt=0,
        quarterly_return__state__in=AFTER_ACCEPTANCE,
        quarterly_return__period__starts_on__lt=on,
    ).select_related("measure", "quarterly_return__period")
    figures: dict[int, ByPlace] = defaultdict(lambda: defaultdict(dict))
    # A later revision of a return takes the place of the one before.
    for update in updates.prefetch_related(restatements).order_by("quarterly_return__revision"):
        home = update.quarterly_return
        amount = stated(update, update.measure.unit).amount
        figures[update.measure_id][home.locality_id][home.period.starts_on] = amount
    national = NationalFigure.objects.filter(
        measure__outcome__plan=plan, version__gt=0, period__starts_on__lt=on
    )
    for figure in national.select_related("measure", "period").prefetch_related(restatements):
        amount = stated(figure, figure.measure.unit).amount
        figures[figure.measure_id][None][figure.period.starts_on] = amount
    return figures


# Milestones


def _milestones(plan: BusinessPlan, on: dt.date) -> Mapping[int, MilestoneResults]:
    """How the milestones of each outcome stand by ``on``, by its key. Two queries."""
    reports = _last_reports(plan, on)
    kinds: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    milestones = Milestone.objects.filter(work_item__outcome__plan=plan).select_related(
        "work_item"
    )
    for milestone in milestones.order_by("date_latest", "pk"):
        kind = _kind(milestone.date_latest, reports.get(milestone.pk), on)
        kinds[milestone.work_item.outcome_id][kind].append(milestone.title)
    return {
        pk: MilestoneResults(
            **{kind: len(found[kind]) for kind in KINDS},
            missed_titles=tuple(found["missed"][:TITLES_SHOWN]),
        )
        for pk, found in kinds.items()
    }


@dataclass(frozen=True, slots=True)
class LastReport:
    """The last accepted report of a milestone: its quarter, and the day it was completed."""

    quarter: Quarter
    completed_on: dt.date | None


def _last_reports(plan: BusinessPlan, on: dt.date) -> Mapping[int, LastReport]:
    updates = MilestoneUpdate.objects.filter(
        milestone__work_item__outcome__plan=plan,
        version__gt=0,
        quarterly_return__state__in=AFTER_ACCEPTANCE,
        quarterly_return__period__starts_on__lt=on,
    ).order_by("quarterly_return__period__starts_on", "quarterly_return__revision")
    rows = updates.values_list(
        "milestone", "quarterly_return__period__starts_on", "rating", "completed_on"
    )
    return {
        pk: LastReport(Quarter.starting(day), done if rating == Rating.COMPLETE else None)
        for pk, day, rating, done in rows
    }


def _kind(due_on: dt.date | None, report: LastReport | None, on: dt.date) -> str:
    """A milestone is not met once a quarter that ends on its day or later says so."""
    if report is not None and report.completed_on is not None:
        return "late" if due_on is not None and report.completed_on > due_on else "on_time"
    if due_on is None or due_on >= on:
        return "to_come"
    if report is None or report.quarter.ends_on < due_on:
        return "unreported"
    return "missed"


# The record of delivery


def _delivery(plan: BusinessPlan, on: dt.date) -> Mapping[int, DeliveryResults]:
    """What was logged under each outcome by its key. Eight queries at most.

    Events and case studies name their outcome. Other records belong to the outcome that has a
    measure counting them.
    """
    last = min(on - DAY, FinancialYear(plan.last_year).ends_on)
    days = FinancialYear(plan.first_year).starts_on, last
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in _by_outcome(
        Event, plan, days, attendance_sum=Sum("attendance"), days_sum=Sum("volunteering_days")
    ):
        found[row["outcome"]] |= {
            "events": row["record_count"],
            "attendance": row["attendance_sum"] or 0,
            "volunteering_days": Decimal(row["days_sum"] or 0),
        }
    for row in _by_outcome(CaseStudy, plan, days):
        found[row["outcome"]]["case_studies"] = row["record_count"]
    for kind, outcome in _homes(plan).items():
        found[outcome] |= _counted(kind, days)
    return {pk: DeliveryResults(**values) for pk, values in found.items()}


def _by_outcome(
    model: Any, plan: BusinessPlan, days: tuple[dt.date, dt.date], **sums: Sum
) -> Iterable[dict[str, Any]]:
    records = model.objects.standing().counted_between(*days).filter(outcome__plan=plan)
    rows: QuerySet[Any, dict[str, Any]] = (
        records.order_by().values("outcome").annotate(record_count=Count("pk"), **sums)
    )
    return rows


def _homes(plan: BusinessPlan) -> Mapping[str, int]:
    """The first outcome that counts each other kind of record. One query."""
    rows = (
        DerivedMeasure.objects.filter(measure__outcome__plan=plan)
        .exclude(record_kind__in=(RecordKind.EVENT, RecordKind.CASE_STUDY))
        .order_by("-measure__outcome__order", "-measure__order")
    )
    return dict(rows.values_list("record_kind", "measure__outcome"))


def _counted(kind: str, days: tuple[dt.date, dt.date]) -> dict[str, Any]:
    if kind == RecordKind.SAVING:
        return _savings(days)
    if kind == RecordKind.VISIT:
        return {"visits_done": Visit.objects.done().filter(visit_on__range=days).count()}
    if kind == RecordKind.REDEPLOYMENT:
        moves = Redeployment.objects.standing().counted_between(*days)
        return {"redeployed": moves.aggregate(total=Sum("people_count"))["total"] or 0}
    placements = Interchange.objects.standing().counted_between(*days)
    return {"interchanges": placements.count()}


def _savings(days: tuple[dt.date, dt.date]) -> dict[str, Any]:
    rows = (
        Saving.objects.claimed()
        .counted_between(*days)
        .order_by()
        .values_list("state")
        .annotate(total=Sum("amount_pence"))
    )
    by_state = dict(rows)
    return {
        "validated": pounds_of(by_state.get(SavingState.VALIDATED, 0)),
        "waiting": pounds_of(by_state.get(SavingState.CLAIMED, 0)),
    }
