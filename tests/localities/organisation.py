"""The organisation the business plan publishes, with every list filled."""

import datetime as dt

from csplan.core.models import Department
from csplan.demonstration.organisation import load_organisation
from csplan.demonstration.transcription import load_documents
from localities.models import (
    Cluster,
    FundingContribution,
    Headcount,
    Locality,
    Meeting,
    Payment,
    Post,
    Representation,
    SteeringGroup,
)


def load() -> None:
    """The published organisation, and a few figures of each other kind."""
    load_organisation(load_documents())
    hmrc, dwp = (
        Department.objects.get(abbreviation="HMRC"),
        Department.objects.get(abbreviation="DWP"),
    )
    north_west = Locality.objects.get(slug="north-west")
    southern = Cluster.objects.get(slug="southern")
    as_at = dt.date(2013, 9, 30)
    held = {"year_start": 2013, "as_at": as_at, "source_section": "Annual survey"}
    Headcount.objects.create(locality=north_west, department=hmrc, people=12_000, **held)
    Headcount.objects.create(cluster=southern, department=dwp, people=20_000, **held)
    Representation.objects.create(
        locality=north_west, department=hmrc, starts_on=dt.date(2013, 4, 1)
    )
    Representation.objects.create(
        locality=north_west, department=dwp, starts_on=dt.date(2013, 4, 1),
        ends_on=dt.date(2013, 9, 30),
    )  # fmt: skip
    contribution = FundingContribution.objects.get(department=hmrc, year_start=2013)
    for kind, reference in (("invoiced", "INV-1"), ("invoiced", ""), ("received", "")):
        Payment.objects.create(
            contribution=contribution,
            kind=kind,
            amount_pence=5_500_000,
            paid_on=dt.date(2013, 6, 3),
            reference=reference,
        )
    Meeting.objects.get_or_create(
        group=SteeringGroup.objects.get(locality__isnull=True),
        day=dt.date(2013, 11, 7),
        defaults={"starts_at": dt.time(10, 30), "place": "1 Horse Guards Road"},
    )
    Post.objects.filter(locality=north_west).update(fte="0.60")
