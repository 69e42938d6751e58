"""The events that departments took part in, read once and frozen."""

from typing import Any

from django.db.models import Count, Q

from csplan.core.models import ReportingPeriod
from programme.models import Event

Json = dict[str, Any]


def pack_events(period: ReportingPeriod) -> Json:
    """The year's events up to the quarter's last day, and how many each department was part of.

    ``quarter`` are those of the pack's own quarter. Two queries.
    """
    quarter = period.quarter
    year = Event.objects.standing().counted_between(period.year.starts_on, quarter.ends_on)
    within = Q(held_on__gte=quarter.starts_on)
    rows = (
        year.order_by()
        .filter(departments__isnull=False)
        .values_list("departments__slug")
        .annotate(year=Count("pk", distinct=True), quarter=Count("pk", within, distinct=True))
    )
    return {
        "on": quarter.ends_on.isoformat(),
        "total": year.count(),
        "departments": {
            slug: {"year": in_year, "quarter": in_quarter}
            for slug, in_year, in_quarter in rows.order_by("departments__slug")
        },
    }
