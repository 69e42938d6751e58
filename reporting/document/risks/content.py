"""The escalated risks of a pack, read once and frozen."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from csplan.core.models import ReportingPeriod
from csplan.core.periods import london_day
from programme.choices import PlanState
from programme.models import BusinessPlan
from programme.selectors.risks import escalated_in_packs

Json = dict[str, Any]


def pack_risks(plans: Iterable[BusinessPlan], period: ReportingPeriod, at: dt.datetime) -> Json:
    """Escalated risks as they stood when the quarter closed, or at ``at`` if that is earlier.

    Of these plans, and of those that ended before the quarter: a risk does not end with its plan.
    Scores are beside those of the last day of the quarter before. One query.
    """
    last_moment = min(at, period.ended_at) - dt.timedelta(microseconds=1)
    day, since = london_day(last_moment), period.quarter.previous.ends_on
    risks = escalated_in_packs(_with_those_before(plans, period), day=day, since=since)
    return {
        "on": day.isoformat(),
        "since": since.isoformat(),
        "rows": [_risk(each, day) for each in risks],
    }


def _with_those_before(
    plans: Iterable[BusinessPlan], period: ReportingPeriod
) -> QuerySet[BusinessPlan]:
    over = Q(last_year__lt=period.year.start_year) & ~Q(state=PlanState.DRAFT)
    return BusinessPlan.objects.filter(Q(pk__in=[plan.pk for plan in plans]) | over)


def _risk(each: Any, day: dt.date) -> Json:
    is_closed = each.closed_on is not None and each.closed_on <= day
    return {
        "id": each.pk,
        "title": each.title,
        "outcome": each.outcome_id,
        "locality": each.locality.slug if each.locality else None,
        "locality_name": each.locality.name if each.locality else "",
        "cause": each.cause,
        "effect": each.effect,
        "mitigation": each.mitigation,
        "owner": each.owner,
        "review_on": each.review_on.isoformat(),
        "likelihood": each.likelihood_then,
        "impact": each.impact_then,
        "score_before": each.score_before,
        "escalated_because": each.escalated_because,
        "closed_on": each.closed_on.isoformat() if is_closed else None,
        "closed_reason": each.closed_reason if is_closed else "",
        "is_illustrative": each.is_illustrative,
    }
