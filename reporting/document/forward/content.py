"""What is planned for the two quarters after a pack's own, read once and frozen.

Milestones and risks are in the snapshot already.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from csplan.core.models import ReportingPeriod
from localities.models import Meeting
from programme.choices_delivery import VisitState
from programme.models import BusinessPlan, Communication, Visit
from reporting.document import plain

Json = dict[str, Any]
Days = tuple[dt.date, dt.date]


def pack_forward(plans: Iterable[BusinessPlan], period: ReportingPeriod) -> Json:
    """Meetings, returns due, visits and communications that are still to come. Four queries."""
    quarter = period.quarter.next
    days = (quarter.starts_on, quarter.next.ends_on)
    visits, told = _visits(days), _communications(plans, days)
    return {
        "meetings": _meetings(days),
        "returns": _returns(days),
        "visits": visits,
        "communications": told,
        "is_illustrative": any(row["is_illustrative"] for row in visits + told),
    }


def _meetings(days: Days) -> list[Json]:
    rows = Meeting.objects.filter(day__range=days, group__locality__isnull=True)
    named = rows.order_by("day", "pk").values_list("pk", "day", "group__name")
    return [{"id": pk, "on": day.isoformat(), "group": group} for pk, day, group in named]


def _returns(days: Days) -> list[Json]:
    """When the returns are due of quarters whose periods are set."""
    rows = ReportingPeriod.objects.filter(due_at__date__range=days).order_by("starts_on")
    return [
        {"quarter": each.slug, "due_at": each.due_at.astimezone(dt.UTC).isoformat()}
        for each in rows
    ]


def _visits(days: Days) -> list[Json]:
    """Those agreed for a day; what has no day yet is told of among the visits offered."""
    agreed = Visit.objects.standing().filter(state=VisitState.ACCEPTED, visit_on__range=days)
    return [
        {
            "id": each.pk,
            "on": plain.day_text(each.visit_on),
            "locality": each.locality.slug,
            "locality_name": each.locality.name,
            "shows": each.shows,
            "is_illustrative": each.is_illustrative,
        }
        for each in agreed.select_related("locality").order_by("visit_on", "pk")
    ]


def _communications(plans: Iterable[BusinessPlan], days: Days) -> list[Json]:
    rows = Communication.objects.filter(
        plan__in=plans, planned_on__range=days, done_on__isnull=True, cancelled_reason=""
    )
    return [
        {
            "id": each.pk,
            "on": each.planned_on.isoformat(),
            "locality": each.locality.slug if each.locality else None,
            "locality_name": each.locality.name if each.locality else "",
            "what": each.what,
            "owner": each.owner,
            "is_illustrative": each.is_illustrative,
        }
        for each in rows.select_related("locality").order_by("planned_on", "pk")
    ]
