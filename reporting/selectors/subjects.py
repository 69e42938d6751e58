"""Whom a quarter's packs can be about."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from csplan.core.models import Department, ReportingPeriod
from localities.models import FundingContribution, Locality
from programme.choices import PlanState
from programme.models import Outcome, QuarterlyReturn
from reporting.choices import PackKind
from reporting.rules import NATIONAL, YEAR_END, Subject


def subjects_of(period: ReportingPeriod) -> list[Subject]:
    """All of them, the national one first. Three queries."""
    return [NATIONAL, *_localities(period), *_departments(period), *_outcomes(period), YEAR_END]


def subject_of(period: ReportingPeriod, slug: str) -> Subject | None:
    """The one with that slug; None when the quarter has no such pack."""
    return next((each for each in subjects_of(period) if each.slug == slug), None)


def _localities(period: ReportingPeriod) -> Iterator[Subject]:
    """Those that report."""
    reports = QuarterlyReturn.objects.for_period(period).filter(locality=OuterRef("pk"))
    rows = Locality.objects.filter(Exists(reports))
    for each in rows.order_by("cluster__order", "order", "name"):
        yield Subject(PackKind.LOCALITY, f"locality-{each.slug}", each.name, each.pk)


def _departments(period: ReportingPeriod) -> Iterator[Subject]:
    """Those that contribute to the year."""
    paid = FundingContribution.objects.filter(
        department=OuterRef("pk"), year_start=period.year.start_year
    )
    for each in Department.objects.filter(Exists(paid)).order_by("name"):
        yield Subject(PackKind.DEPARTMENT, f"department-{each.slug}", each.name, each.pk)


def _outcomes(period: ReportingPeriod) -> Iterator[Subject]:
    """Those of the plans that cover the year, by their plan's word for one."""
    rows = Outcome.objects.filter(
        plan__first_year__lte=period.year.start_year, plan__last_year__gte=period.year.start_year
    ).exclude(plan__state=PlanState.DRAFT)
    ordered = rows.select_related("plan").order_by(
        "plan__first_year", "plan__title", "plan", "order", "pk"
    )
    for each in ordered:
        name = f"{each.plan.outcome_singular} {each.order}: {each.title}"
        yield Subject(PackKind.OUTCOME, f"outcome-{each.pk}", name, each.pk)
