"""Stakeholders on their grid, communications, and what a plan came to change."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.core.periods import FinancialYear
from localities.models import Locality
from programme.choices_engagement import Approach, Extent
from programme.models import BusinessPlan, ImpactQuestion, Outcome, PlanOutcome, Stakeholder
from programme.rules.engagement import suggested_approach


def kept_localities(actor: Actor) -> QuerySet[Locality]:
    """The localities for which ``actor`` keeps risks, stakeholders and communications."""
    if actor.has(Role.NATIONAL_TEAM):
        return Locality.objects.all()
    return Locality.objects.filter(
        Q(pk__in=actor.locality_ids(Role.COORDINATOR))
        | Q(cluster__in=actor.cluster_ids(Role.ASSISTANT))
    )


def outcomes_of(plans: QuerySet[BusinessPlan]) -> QuerySet[PlanOutcome]:
    """The outcomes of several plans, each called by its plan too."""
    found = PlanOutcome.objects.filter(plan__in=plans).select_related("plan")
    return found.order_by("-plan__first_year", "plan__title", "order")


# The grid


@dataclass(frozen=True, slots=True)
class GridCell:
    """Those of one influence and one interest, and what the grid suggests for them."""

    interest: str
    approach: Approach
    stakeholders: Sequence[Stakeholder]


@dataclass(frozen=True, slots=True)
class GridRow:
    influence: str
    cells: Sequence[GridCell]


def stakeholder_grid(stakeholders: QuerySet[Stakeholder]) -> list[GridRow]:
    """By influence, the highest first, and interest, the lowest first. One query."""
    found: dict[tuple[str, str], list[Stakeholder]] = defaultdict(list)
    for each in stakeholders.select_related("locality").order_by("name"):
        found[each.influence, each.interest].append(each)
    return [
        GridRow(
            influence=Extent(influence).label,
            cells=[
                GridCell(
                    interest=Extent(interest).label,
                    approach=suggested_approach(influence=influence, interest=interest),
                    stakeholders=found[influence, interest],
                )
                for interest in Extent.values
            ],
        )
        for influence in reversed(Extent.values)
    ]


# Impact


@dataclass(frozen=True, slots=True)
class OutcomeImpact:
    outcome: Outcome
    questions: Sequence[ImpactQuestion]


@dataclass(frozen=True, slots=True)
class YearImpact:
    """What is asked at the end of one year, outcome by outcome."""

    year: FinancialYear
    outcomes: Sequence[OutcomeImpact]


def impact_by_year(plan: BusinessPlan) -> list[YearImpact]:
    """The plan's questions by year and outcome; an outcome without one is there too.

    Two queries. A plan nobody has asked anything about has no years here.
    """
    outcomes = list(plan.outcomes.order_by("order"))
    asked: dict[tuple[int, int], list[ImpactQuestion]] = defaultdict(list)
    for each in plan.impact_questions.select_related("judged_by").order_by("pk"):
        asked[each.year_start, each.outcome_id].append(each)
    years = sorted({year for year, _ in asked})
    return [
        YearImpact(
            FinancialYear(year),
            [OutcomeImpact(one, asked.get((year, one.pk), [])) for one in outcomes],
        )
        for year in years
    ]
