"""The returns of a plan's quarters so far, read once and frozen."""

import datetime as dt
from typing import Any

from django.db.models import Q

from csplan.core.models import ReportingPeriod
from localities.choices import LOCALITY_ORDER
from programme.choices import AFTER_ACCEPTANCE
from programme.models import BusinessPlan, QuarterlyReturn
from programme.querysets import QuarterlyReturnQuerySet
from programme.selectors.reported import Reported, reported_at
from reporting.document import plain

Json = dict[str, Any]


class CountedReturns:
    """The returns of the plans' quarters so far, and which of them count."""

    def __init__(self, rows: list[Json]) -> None:
        self.rows = rows
        self.quarter_of = {row["id"]: row["quarter"] for row in rows if row["counts"]}


def counted_returns(plans: list[BusinessPlan], period: ReportingPeriod) -> CountedReturns:
    """Of each locality and quarter: the latest revision now, the latest accepted one earlier."""
    known = Q(period=period) | Q(state__in=AFTER_ACCEPTANCE)
    latest = _returns_so_far(plans, period).filter(known).latest_revisions()
    in_order = latest.select_related(
        "period", "locality", "submitted_by", "signed_off_by", "accepted_by"
    ).order_by("period__starts_on", *LOCALITY_ORDER)
    rows = list(in_order)
    reported = reported_at(rows)
    return CountedReturns([_return(each, reported) for each in rows])


def _returns_so_far(plans: list[BusinessPlan], period: ReportingPeriod) -> QuarterlyReturnQuerySet:
    start = min([period.quarter.previous.starts_on, *(_first_day(plan) for plan in plans)])
    return QuarterlyReturn.objects.filter(
        period__starts_on__gte=start, period__starts_on__lte=period.starts_on
    )


def _first_day(plan: BusinessPlan) -> dt.date:
    return dt.date(plan.first_year, 4, 1)


def _return(each: QuarterlyReturn, reported: Reported) -> Json:
    return {
        "id": each.pk,
        "locality": each.locality.slug,
        "locality_name": each.locality.name,
        "quarter": each.period.slug,
        "state": each.state,
        "revision": each.revision,
        "version": each.version,
        "counts": each.state in AFTER_ACCEPTANCE,
        "overview": each.overview if each.state in AFTER_ACCEPTANCE else "",
        "first_submitted_at": plain.moment_text(reported[each.pk]),
        "submitted_by": plain.person_text(each.submitted_by),
        "signed_off_at": plain.moment_text(each.signed_off_at),
        "signed_off_by": plain.person_text(each.signed_off_by),
        "accepted_at": plain.moment_text(each.accepted_at),
        "accepted_by": plain.person_text(each.accepted_by),
    }
