"""A plan for each year, and what each locality is to do under it."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from csplan.core.models import ReportingPeriod
from csplan.core.periods import FinancialYear
from csplan.core.worded_dates import DateKind, DatePrecision
from localities.models import Cluster, Locality
from programme.choices import Accumulation, PlanState, Stage, Unit
from programme.models import BusinessPlan, Measure, Milestone, Outcome, PlannedValue, WorkItem

OUTCOMES = 5
UNITS = (Unit.EVENTS, Unit.PEOPLE, Unit.VISITS, Unit.POUNDS)
PLANNED_EACH_QUARTER = Decimal(10)


def make_localities(number: int) -> list[Locality]:
    """``number`` new localities, counted on from those there are."""
    cluster, _ = Cluster.objects.get_or_create(
        slug="synthetic",
        defaults={"name": "Synthetic cluster", "order": 99, "is_illustrative": True},
    )
    first = cluster.localities.count() + 1
    return Locality.objects.bulk_create(
        Locality(
            slug=f"synthetic-locality-{count:03d}",
            name=f"Synthetic locality {count:03d}",
            cluster=cluster,
            order=count,
            is_illustrative=True,
        )
        for count in range(first, first + number)
    )


def make_plan(year: FinancialYear) -> BusinessPlan:
    """The year's synthetic plan with its outcomes, agreed."""
    plan, is_new = BusinessPlan.objects.get_or_create(
        slug=f"synthetic-{year.slug}",
        defaults={
            "title": f"Synthetic plan {year.label}",
            "first_year": year.start_year,
            "last_year": year.start_year,
            "state": PlanState.AGREED,
            "is_illustrative": True,
        },
    )
    if is_new:
        _make_outcomes(plan)
    return plan


def _make_outcomes(plan: BusinessPlan) -> None:
    outcomes = Outcome.objects.bulk_create(
        Outcome(
            plan=plan,
            order=number,
            title=f"Synthetic outcome {number}",
            text=f"Make outcome {number} come about across departments.",
            is_illustrative=True,
        )
        for number in range(1, OUTCOMES + 1)
    )
    WorkItem.objects.bulk_create(
        WorkItem(
            outcome=outcome,
            order=1,
            text=f"National work towards outcome {outcome.order}.",
            is_illustrative=True,
        )
        for outcome in outcomes
    )


def make_work(
    plan: BusinessPlan, localities: Sequence[Locality], *, milestones: int
) -> list[Milestone]:
    """``milestones`` for each locality, spread over the outcomes and due through the year."""
    national = WorkItem.objects.filter(outcome__plan=plan, locality=None).order_by("outcome")
    items = WorkItem.objects.bulk_create(
        _local_item(item, locality) for locality in localities for item in national
    )
    quarters = FinancialYear(plan.first_year).quarters
    return Milestone.objects.bulk_create(
        _milestone(
            items[place * OUTCOMES + number % OUTCOMES],
            number=number,
            due_on=quarters[number % len(quarters)].ends_on,
        )
        for place in range(len(localities))
        for number in range(milestones)
    )


def _local_item(national: WorkItem, locality: Locality) -> WorkItem:
    return WorkItem(
        outcome=national.outcome,
        locality=locality,
        serves=national,
        order=1,
        text=f"Local work towards outcome {national.outcome.order}.",
        stage=Stage.CORE,
        is_illustrative=True,
    )


def _milestone(item: WorkItem, *, number: int, due_on: dt.date) -> Milestone:
    return Milestone(
        work_item=item,
        locality=item.locality,
        order=number // OUTCOMES + 1,
        title=f"Synthetic milestone {number + 1} of the year is reached",
        baseline_on=due_on,
        date_phrase=f"by end {due_on:%B %Y}",
        date_kind=DateKind.BY_END,
        date_latest=due_on,
        date_precision=DatePrecision.MONTH,
        is_illustrative=True,
    )


def make_measures(plan: BusinessPlan, *, measures: int) -> list[Measure]:
    """``measures`` in all, spread over the outcomes; those there are count."""
    outcomes = list(plan.outcomes.all())
    for number in range(Measure.objects.filter(outcome__plan=plan).count(), measures):
        Measure.objects.create(
            outcome=outcomes[number % OUTCOMES],
            order=number // OUTCOMES + 1,
            title=f"Synthetic measure {number + 1}",
            unit=UNITS[number % len(UNITS)],
            accumulation=Accumulation.SUM,
            target=Decimal(1000),
            is_illustrative=True,
        )
    return list(Measure.objects.filter(outcome__plan=plan).order_by("pk")[:measures])


def make_planned_values(
    measures: Sequence[Measure],
    localities: Sequence[Locality],
    periods: Sequence[ReportingPeriod],
) -> None:
    """The same figure for each measure, locality and quarter."""
    PlannedValue.objects.bulk_create(
        PlannedValue(measure=measure, locality=locality, period=period, value=PLANNED_EACH_QUARTER)
        for measure in measures
        for locality in localities
        for period in periods
    )
