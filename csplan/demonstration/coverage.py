"""Loads who is represented where, and their headcounts: illustrative, and marked so."""

from collections.abc import Iterator

from csplan.core.models import Department
from csplan.core.periods import FinancialYear
from csplan.demonstration.files import Record, read
from localities.models import Headcount, Locality, Representation


def load_coverage() -> None:
    """Make what is missing; what is there stays as it is."""
    data = read("coverage")
    departments = Department.objects.in_bulk(field_name="slug")
    localities = Locality.objects.in_bulk(field_name="slug")
    for slug, total in data["represented"].items():
        for department, people in _split(total, data["shares"]):
            _represent(departments[department], localities[slug], data)
            _count(departments[department], localities[slug], people, data)
    absent = data["not_represented"]
    for slug, people in absent["people"].items():
        _count(departments[absent["department"]], localities[slug], people, data)


def _split(total: int, shares: Record) -> Iterator[tuple[str, int]]:
    """The total by percentages; the last department takes what rounding leaves."""
    left = total
    for department, share in list(shares.items())[:-1]:
        people = total * share // 100
        left -= people
        yield department, people
    yield list(shares)[-1], left


def _represent(department: Department, locality: Locality, data: Record) -> None:
    Representation.objects.get_or_create(
        locality=locality,
        department=department,
        starts_on=data["represented_from"],
        defaults={"is_illustrative": True, "source_section": data["note"]},
    )


def _count(department: Department, locality: Locality, people: int, data: Record) -> None:
    Headcount.objects.get_or_create(
        locality=locality,
        department=department,
        year_start=FinancialYear.containing(data["as_at"]).start_year,
        defaults={
            "people": people,
            "as_at": data["as_at"],
            "is_illustrative": True,
            "source_section": data["note"],
        },
    )
