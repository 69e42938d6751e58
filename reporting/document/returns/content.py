"""The returns of a plan's quarters so far, read once and frozen."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Min, Q

from csplan.core.models import ReportingPeriod
from localities.choices import LOCALITY_ORDER
from programme.choices import AFTER_ACCEPTANCE, ReturnAction
from programme.models import BusinessPlan, QuarterlyReturn, ReturnTransition
from programme.querysets import QuarterlyReturnQuerySet
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
    submitted = _first_submissions(period)
    in_order = latest.select_related(
        "period", "locality", "submitted_by", "signed_off_by", "accepted_by"
    ).order_by("period__starts_on", *LOCALITY_ORDER)
    return CountedReturns([_return(each, submitted) for each in in_order])


def _returns_so_far(plans: list[BusinessPlan], period: ReportingPeriod) -> QuarterlyReturnQuerySet:
    start = min([period.quarter.previous.starts_on, *(_first_day(plan) for plan in plans)])
    return QuarterlyReturn.objects.filter(
        period__starts_on__gte=start, period__starts_on__lte=period.starts_on
    )


def _first_day(plan: BusinessPlan) -> dt.date:
    return dt.date(plan.first_year, 4, 1)


def _first_submissions(period: ReportingPeriod) -> dict[tuple[int, int], dt.datetime]:
    """When each locality first submitted for the period: what is sent back, or put right after
    it was published, is not late.
    """
    submissions = ReturnTransition.objects.filter(
        quarterly_return__period=period, action=ReturnAction.SUBMIT
    ).order_by("quarterly_return__locality")
    rows = submissions.values_list("quarterly_return__locality").annotate(first=Min("at"))
    return {(period.pk, locality): first for locality, first in rows}


def _return(each: QuarterlyReturn, submitted: Mapping[tuple[int, int], dt.datetime]) -> Json:
    first = submitted.get((each.period_id, each.locality_id), each.submitted_at)
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
        "first_submitted_at": plain.moment_text(first),
        "submitted_by": plain.person_text(each.submitted_by),
        "signed_off_at": plain.moment_text(each.signed_off_at),
        "signed_off_by": plain.person_text(each.signed_off_by),
        "accepted_at": plain.moment_text(each.accepted_at),
        "accepted_by": plain.person_text(each.accepted_by),
    }
