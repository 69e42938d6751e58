"""Loads who and where: departments and their money, clusters, localities, posts and groups."""

from collections.abc import Mapping
from decimal import Decimal

from csplan.core.models import Department, SourceDocument
from csplan.core.periods import FinancialYear
from csplan.demonstration.files import Record, read
from csplan.demonstration.transcription import Section
from localities.choices import PostKind
from localities.models import (
    Cluster,
    FundingContribution,
    Headcount,
    Locality,
    LocalityMembership,
    PlannedResources,
    Post,
    PostHolding,
    SteeringGroup,
    SteeringGroupSeat,
)


def load_organisation(documents: Mapping[str, SourceDocument]) -> None:
    """Make what is missing of the organisation; what is there stays as it is."""
    data = read("organisation")
    document = documents[data["source"]]
    year = FinancialYear(data["year"])
    departments = _load_departments(data["departments"])
    _load_contributions(data["contributions"], document, departments, year)
    _load_planned_resources(data["planned_resources"], document, year)
    _load_clusters(data, document, year)
    for order, post in enumerate(data["national_posts"]):
        _load_national_post(post, document, order=order, year=year)
    _load_steering_groups(data, document, departments)


def _load_departments(records: list[Record]) -> dict[str, Department]:
    return {record["slug"]: _department(record) for record in records}


def _department(record: Record) -> Department:
    values = {"name": record["name"], "abbreviation": record["abbreviation"]}
    department, _ = Department.objects.get_or_create(slug=record["slug"], defaults=values)
    return department


def _load_contributions(
    record: Record,
    document: SourceDocument,
    departments: Mapping[str, Department],
    year: FinancialYear,
) -> None:
    provenance = Section(document, record["section"]).quoting(record["words"])
    for slug in record["departments"]:
        FundingContribution.objects.get_or_create(
            department=departments[slug],
            year_start=year.start_year,
            defaults={"amount_pence": record["pence_each"], **provenance},
        )


def _load_planned_resources(record: Record, document: SourceDocument, year: FinancialYear) -> None:
    PlannedResources.objects.get_or_create(
        year_start=year.start_year,
        defaults={
            "budget_pence": record["budget_pence"],
            "fte": Decimal(record["fte"]),
            "coverage_percent": Decimal(record["coverage_percent"]),
            **Section(document, record["section"]).quoting(record["words"]),
        },
    )


def _load_clusters(data: Record, document: SourceDocument, year: FinancialYear) -> None:
    section = Section(document, data["teams"]["section"])
    local_sro = Section(document, data["local_sro"]["section"])
    for order, record in enumerate(data["teams"]["clusters"], start=1):
        cluster = _load_cluster(record, section, order=order, year=year)
        for position, place in enumerate(record["localities"], start=1):
            locality = _load_locality(place, cluster, section, order=position)
            _join(locality, cluster, year)
            _load_coordinator(place, locality, section, year)
            _load_post(PostKind.SRO, local_sro, data["local_sro"]["words"], 1, locality=locality)


def _load_cluster(record: Record, section: Section, *, order: int, year: FinancialYear) -> Cluster:
    provenance = section.quoting(record["words"])
    cluster, _ = Cluster.objects.get_or_create(
        slug=record["slug"], defaults={"name": record["name"], "order": order, **provenance}
    )
    Headcount.objects.get_or_create(
        cluster=cluster,
        year_start=year.start_year,
        defaults={"people": record["people"], **provenance},
    )
    for position, holder in enumerate(record["assistants"]):
        words = record["assistants_words"]
        post = _load_post(
            PostKind.ASSISTANT, section, words, position, cluster=cluster, number=position + 1
        )
        _appoint(holder, post, year)
    return cluster


def _load_locality(record: Record, cluster: Cluster, section: Section, *, order: int) -> Locality:
    values = {"name": record["name"], "cluster": cluster, "order": order}
    locality, _ = Locality.objects.get_or_create(
        slug=record["slug"], defaults={**values, **section.quoting(record["words"])}
    )
    return locality


def _join(locality: Locality, cluster: Cluster, year: FinancialYear) -> None:
    """Put a locality that has never belonged to a cluster in one for the plan's year."""
    if not locality.memberships.exists():
        LocalityMembership.objects.create(
            locality=locality, cluster=cluster, starts_on=year.starts_on
        )


def _load_coordinator(
    record: Record, locality: Locality, section: Section, year: FinancialYear
) -> None:
    post = _load_post(PostKind.COORDINATOR, section, record["words"], 0, locality=locality)
    _appoint(record["coordinator"], post, year)


def _load_national_post(
    record: Record, document: SourceDocument, *, order: int, year: FinancialYear
) -> None:
    section = Section(document, record["section"])
    post = _load_post(PostKind(record["kind"]), section, record["words"], order)
    _appoint(record["holder"], post, year)


def _load_post(
    kind: PostKind,
    section: Section,
    words: str,
    order: int,
    *,
    cluster: Cluster | None = None,
    locality: Locality | None = None,
    number: int = 1,
) -> Post:
    post, _ = Post.objects.get_or_create(
        kind=kind,
        cluster=cluster,
        locality=locality,
        order=order,
        defaults={"number": number, **section.quoting(words)},
    )
    return post


def _appoint(holder: str, post: Post, year: FinancialYear) -> None:
    """Put the published holder in a post that nobody has held yet."""
    if not post.holdings.exists():
        PostHolding.objects.create(post=post, holder_name=holder, starts_on=year.starts_on)


def _load_steering_groups(
    data: Record, document: SourceDocument, departments: Mapping[str, Department]
) -> None:
    national, local = data["national_steering_group"], data["local_steering_group"]
    _load_group(national, document, departments, slug=national["slug"], locality=None)
    for cluster in data["teams"]["clusters"]:
        for place in cluster["localities"]:
            locality = Locality.objects.get(slug=place["slug"])
            _load_group(local, document, departments, slug=place["slug"], locality=locality)


def _load_group(
    record: Record,
    document: SourceDocument,
    departments: Mapping[str, Department],
    *,
    slug: str,
    locality: Locality | None,
) -> None:
    provenance = Section(document, record["section"]).quoting(record["words"])
    name = record["name"].format(locality=locality)
    group, _ = SteeringGroup.objects.get_or_create(
        slug=slug, defaults={"name": name, "locality": locality, **provenance}
    )
    for order, seat in enumerate(record["seats"], start=1):
        values = {"capacity": seat["capacity"], "holder": seat["holder"]}
        values["department"] = departments.get(seat.get("department", ""))
        SteeringGroupSeat.objects.get_or_create(
            group=group, order=order, defaults={**values, **provenance}
        )
