"""Who works where, who pays and who is represented, for as many localities as there are."""

import datetime as dt
from collections.abc import Sequence

from csplan.core.models import Department
from csplan.core.periods import FinancialYear
from localities.choices import Capacity, PaymentKind, PostKind
from localities.models import (
    FundingContribution,
    Headcount,
    Locality,
    LocalityMembership,
    Payment,
    PlannedResources,
    Post,
    PostHolding,
    Representation,
    SteeringGroup,
    SteeringGroupSeat,
)

DEPARTMENTS = 10
PEOPLE = 1_000
PENCE = 10_000_000
COVERAGE_PERCENT = 80
CAPACITIES = (Capacity.CHAIR, Capacity.FUNDING_DEPARTMENT, Capacity.UNION)
ILLUSTRATIVE = {"is_illustrative": True}


def make_organisation(localities: Sequence[Locality], year: FinancialYear) -> list[Department]:
    """Everything the organisation's lists hold of the localities; returns the departments."""
    departments = make_departments()
    if not PlannedResources.objects.filter(year_start=year.start_year).exists():
        _make_money(departments, year)
    LocalityMembership.objects.bulk_create(
        LocalityMembership(locality=place, cluster=place.cluster, starts_on=year.starts_on)
        for place in localities
    )
    _make_posts(localities, year.starts_on)
    _make_groups(localities)
    _make_people(localities, departments, year)
    return departments


def make_departments() -> list[Department]:
    """The synthetic departments, made if they are missing."""
    return [
        Department.objects.get_or_create(
            slug=f"synthetic-department-{number:02d}",
            defaults={"name": f"Synthetic department {number:02d}", "abbreviation": f"SD{number}"},
        )[0]
        for number in range(1, DEPARTMENTS + 1)
    ]


def _make_money(departments: Sequence[Department], year: FinancialYear) -> None:
    PlannedResources.objects.create(
        year_start=year.start_year,
        budget_pence=PENCE * len(departments),
        fte=len(departments),
        coverage_percent=COVERAGE_PERCENT,
        **ILLUSTRATIVE,
    )
    contributions = FundingContribution.objects.bulk_create(
        FundingContribution(
            department=department,
            year_start=year.start_year,
            amount_pence=PENCE,
            agreed_on=year.starts_on,
            **ILLUSTRATIVE,
        )
        for department in departments
    )
    Payment.objects.bulk_create(
        Payment(
            contribution=contribution,
            kind=kind,
            amount_pence=PENCE,
            paid_on=year.starts_on + dt.timedelta(days=30),
            **ILLUSTRATIVE,
        )
        for contribution in contributions
        for kind in PaymentKind
    )


def _make_posts(localities: Sequence[Locality], since: dt.date) -> None:
    posts = Post.objects.bulk_create(
        Post(kind=PostKind.COORDINATOR, locality=place, fte=1, starts_on=since, **ILLUSTRATIVE)
        for place in localities
    )
    PostHolding.objects.bulk_create(
        PostHolding(post=post, holder_name=f"Holder of post {post.pk}", starts_on=since)
        for post in posts
    )


def _make_groups(localities: Sequence[Locality]) -> None:
    groups = SteeringGroup.objects.bulk_create(
        SteeringGroup(
            slug=f"{place.slug}-group",
            name=f"{place.name} steering group",
            locality=place,
            **ILLUSTRATIVE,
        )
        for place in localities
    )
    SteeringGroupSeat.objects.bulk_create(
        SteeringGroupSeat(
            group=group,
            capacity=capacity,
            holder=f"{capacity.label} of {group.name}",
            order=order,
            **ILLUSTRATIVE,
        )
        for group in groups
        for order, capacity in enumerate(CAPACITIES)
    )


def _make_people(
    localities: Sequence[Locality], departments: Sequence[Department], year: FinancialYear
) -> None:
    pairs = [(place, department) for place in localities for department in departments]
    Headcount.objects.bulk_create(
        Headcount(
            locality=place,
            department=department,
            people=PEOPLE,
            year_start=year.start_year,
            as_at=year.starts_on,
            source_section="Synthetic",
            **ILLUSTRATIVE,
        )
        for place, department in pairs
    )
    # Every second department takes part, so that pages show both answers.
    Representation.objects.bulk_create(
        Representation(
            locality=place, department=department, starts_on=year.starts_on, **ILLUSTRATIVE
        )
        for place, department in pairs
        if department.pk % 2
    )
