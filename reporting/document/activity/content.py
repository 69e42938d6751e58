"""Visits, case studies and events of a pack's quarter, read once and frozen."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, Sum

from csplan.core.models import ReportingPeriod
from localities.choices import LOCALITY_ORDER
from programme.models import CaseStudy, Event, Visit
from programme.selectors.delivery import standard_of
from reporting.document import plain

Json = dict[str, Any]


def pack_activity(period: ReportingPeriod) -> Json:
    """What was logged for the quarter and not withdrawn; visits are of the year so far.

    Visits are counted from the year's first day, so that their average can be told. What became
    of each is as it stands now. Four queries.
    """
    visits = [_visit(each) for each in _visits(period)]
    studies = [_case_study(each) for each in _case_studies(period)]
    events = [_events(row) for row in _events_by_place(period)]
    standard = standard_of(period.year)
    return {
        "visit_every_days": standard.interval_days if standard else None,
        "visits": visits,
        "case_studies": studies,
        "events": events,
        "is_illustrative": any(row["is_illustrative"] for row in visits + studies + events),
    }


def _visits(period: ReportingPeriod) -> Iterable[Visit]:
    within = (period.year.starts_on, period.quarter.ends_on)
    known = Q(offered_on__range=within) | Q(visit_on__range=within)
    rows = Visit.objects.standing().filter(known).select_related("locality")
    return rows.order_by("offered_on", "pk")


def _visit(each: Visit) -> Json:
    return {
        "id": each.pk,
        "locality": each.locality.slug,
        "locality_name": each.locality.name,
        "host": each.host,
        "shows": each.shows,
        "place": each.place,
        "offered_on": each.offered_on.isoformat(),
        "state": each.state,
        "visit_on": plain.day_text(each.visit_on),
        "is_illustrative": each.is_illustrative,
    }


def _case_studies(period: ReportingPeriod) -> Iterable[CaseStudy]:
    rows = CaseStudy.objects.standing().in_quarter(period.quarter)
    return rows.select_related("locality__cluster").order_by(*LOCALITY_ORDER, "sent_on", "pk")


def _case_study(each: CaseStudy) -> Json:
    return {
        "id": each.pk,
        "locality": each.locality.slug,
        "locality_name": each.locality.name,
        "title": each.title,
        "outcome": each.outcome_id,
        "words": each.words,
        "sent_on": plain.day_text(each.sent_on),
        "is_illustrative": each.is_illustrative,
    }


def _events_by_place(period: ReportingPeriod) -> Iterable[Any]:
    """How many of each type each locality held, and what they come to."""
    rows = (
        Event.objects.standing()
        .in_quarter(period.quarter)
        .order_by(*LOCALITY_ORDER, "type__order")
    )
    named = rows.values(
        *LOCALITY_ORDER, "locality__slug", "type__slug", "type__name", "type__order"
    )
    counted: Iterable[Any] = named.annotate(
        count=Count("pk"),
        attendance_sum=Sum("attendance"),
        days_sum=Sum("volunteering_days"),
        made_up=Count("pk", filter=Q(is_illustrative=True)),
    )
    return counted


def _events(row: Json) -> Json:
    """``attendance`` and ``volunteering_days`` are None where nobody counted them."""
    return {
        "locality": row["locality__slug"],
        "locality_name": row["locality__name"],
        "type": row["type__slug"],
        "type_name": row["type__name"],
        "count": row["count"],
        "attendance": row["attendance_sum"],
        "volunteering_days": plain.number_text(row["days_sum"]),
        "is_illustrative": row["made_up"] > 0,
    }
