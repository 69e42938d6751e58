"""What is looked at before a plan is agreed, taken back or closed."""

from django.db.models import Count, Exists, OuterRef, Q

from csplan.core.models import ReportingPeriod
from csplan.core.periods import FinancialYear, Quarter
from csplan.core.querysets import ReportingPeriodQuerySet
from programme.choices import AFTER_ACCEPTANCE, Direction, Unit
from programme.models import (
    BusinessPlan,
    Measure,
    MeasureUpdate,
    MilestoneUpdate,
    NationalFigure,
    OutcomeGroup,
    PlannedValue,
    QuarterlyReturn,
)
from programme.rules.plans import (
    Finding,
    MeasureFacts,
    OutcomeFacts,
    PlanFacts,
    PlanWords,
    findings,
)


def plan_words(plan: BusinessPlan) -> PlanWords:
    return PlanWords(
        outcome=plan.outcome_singular,
        outcomes=plan.outcome_plural,
        item=plan.item_singular,
        items=plan.item_plural,
        group=plan.group_singular,
        groups=plan.group_plural,
    )


def plan_findings(plan: BusinessPlan) -> tuple[Finding, ...]:
    """What is missing before the plan can be agreed. Four queries."""
    return findings(
        PlanFacts(
            words=plan_words(plan),
            outcomes=tuple(_outcomes(plan)),
            measures=tuple(_measures(plan)),
            empty_groups=_empty_groups(plan),
            missing_quarters=tuple(each.short_label for each in missing_quarters(plan)),
            has_purpose=bool(plan.purpose.strip()),
        )
    )


def quarters_of(plan: BusinessPlan) -> list[Quarter]:
    """Every quarter of the plan's years, in order."""
    years = (FinancialYear(year) for year in range(plan.first_year, plan.last_year + 1))
    return [quarter for year in years for quarter in year.quarters]


def periods_of(plan: BusinessPlan) -> ReportingPeriodQuerySet:
    """The quarters of the plan's years that have dates."""
    first, last = FinancialYear(plan.first_year), FinancialYear(plan.last_year)
    return ReportingPeriod.objects.filter(
        starts_on__range=(first.starts_on, last.ends_on)
    ).order_by("starts_on")


def missing_quarters(plan: BusinessPlan) -> list[Quarter]:
    """The quarters of the plan's years that have no dates yet. One query."""
    dated = set(periods_of(plan).values_list("starts_on", flat=True))
    return [quarter for quarter in quarters_of(plan) if quarter.starts_on not in dated]


def has_been_reported_on(plan: BusinessPlan) -> bool:
    """Whether a quarter has been opened that asks about any part of the plan."""
    return (
        MilestoneUpdate.objects.filter(milestone__work_item__outcome__plan=plan).exists()
        or MeasureUpdate.objects.filter(measure__outcome__plan=plan).exists()
        or NationalFigure.objects.filter(measure__outcome__plan=plan).exists()
    )


def unfinished_quarters(plan: BusinessPlan) -> list[str]:
    """What is still to come of the plan's quarters, in sentences. Two queries."""
    periods = {period.starts_on: period for period in periods_of(plan)}
    counts = _returns_by_period(plan)
    return [
        words
        for quarter in quarters_of(plan)
        if (words := _unfinished(quarter, periods.get(quarter.starts_on), counts))
    ]


def _unfinished(
    quarter: Quarter,
    period: ReportingPeriod | None,
    counts: dict[int, tuple[int, int]],
) -> str:
    total, done = counts.get(period.pk, (0, 0)) if period else (0, 0)
    if not total:
        return f"{quarter.short_label} has not been reported on."
    waiting = total - done
    if not waiting:
        return ""
    verb = "return is" if waiting == 1 else "returns are"
    return f"{quarter.short_label}: {waiting} of {total} {verb} not accepted yet."


def _returns_by_period(plan: BusinessPlan) -> dict[int, tuple[int, int]]:
    """How many returns each period has, by its key, and how many are accepted."""
    returns = QuarterlyReturn.objects.filter(period__in=periods_of(plan)).latest_revisions()
    rows = (
        returns.order_by()
        .values_list("period")
        .annotate(total=Count("pk"), done=Count("pk", filter=Q(state__in=AFTER_ACCEPTANCE)))
    )
    return {pk: (total, done) for pk, total, done in rows}


def _outcomes(plan: BusinessPlan) -> list[OutcomeFacts]:
    outcomes = plan.outcomes.annotate(
        item_count=Count("work_items", filter=Q(work_items__locality__isnull=True), distinct=True),
        measure_count=Count("measures", distinct=True),
    ).order_by("order")
    return [
        OutcomeFacts(
            name=outcome.title,
            items=outcome.item_count,
            measures=outcome.measure_count,
            has_group=outcome.group_id is not None,
        )
        for outcome in outcomes
    ]


def _measures(plan: BusinessPlan) -> list[MeasureFacts]:
    planned = PlannedValue.objects.filter(measure=OuterRef("pk"))
    measures = (
        Measure.objects.filter(outcome__plan=plan)
        .annotate(is_planned=Exists(planned), has_year_targets=Count("year_targets"))
        .order_by("outcome__order", "order")
    )
    return [
        MeasureFacts(
            name=measure.title,
            has_target=_has_target(measure),
            has_trajectory=measure.is_planned or measure.unit == Unit.YES_NO,
        )
        for measure in measures
    ]


def _has_target(measure: Measure) -> bool:
    """A range is a target, and "yes" goes without saying."""
    return (
        measure.target is not None
        or measure.direction == Direction.RANGE
        or measure.unit == Unit.YES_NO
        or bool(measure.has_year_targets)  # type: ignore[attr-defined]  # annotated above
    )


def _empty_groups(plan: BusinessPlan) -> tuple[str, ...]:
    groups = OutcomeGroup.objects.filter(plan=plan, outcomes__isnull=True)
    return tuple(groups.order_by("order").values_list("title", flat=True))
