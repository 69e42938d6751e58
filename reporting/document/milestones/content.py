"""Milestones and what was reported of them, read once and frozen."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from csplan.core.models import ReportingPeriod
from programme.models import BusinessPlan, Milestone, MilestoneUpdate, Rebaseline
from programme.selectors.ratings import (
    Moderated,
    ThreeRatings,
    outcome_standings,
    standing_moderations,
    three_ratings,
)
from reporting.document import plain
from reporting.document.returns.content import CountedReturns

Json = dict[str, Any]


def pack_milestones(
    plans: list[BusinessPlan], returns: CountedReturns, period: ReportingPeriod
) -> list[Json]:
    """Of every locality that there was by the end of the quarter, be it asked or built anew."""
    reports = _milestone_reports(returns, period)
    milestones = (
        Milestone.objects.filter(work_item__outcome__plan__in=plans)
        .exclude(locality__starts_on__gt=period.quarter.ends_on)
        .select_related("locality", "work_item")
        .prefetch_related("rebaselines")
        .order_by(
            "work_item__outcome__plan__first_year",
            "work_item__outcome__plan__title",
            "work_item__outcome__plan",
            "work_item__outcome__order",
            "locality__cluster__order",
            "locality__order",
            "locality__name",
            "work_item__order",
            "order",
            "pk",
        )
    )
    return [_milestone(each, reports.get(each.pk, [])) for each in milestones]


def _milestone(each: Milestone, reports: list[Json]) -> Json:
    return {
        "id": each.pk,
        "outcome": each.work_item.outcome_id,
        "locality": each.locality.slug,
        "title": each.title,
        "owner": each.owner,
        "phrase": each.date_phrase,
        "latest_on": plain.day_text(each.date_latest),
        "baseline_on": plain.day_text(each.baseline_on),
        "is_illustrative": each.is_illustrative,
        "rebaselined": [_rebaseline(row) for row in each.rebaselines.all()],
        "reports": reports,
    }


def _rebaseline(row: Rebaseline) -> Json:
    """The date agreed before and the one agreed then: both stay to be seen."""
    return {
        "from_phrase": row.from_phrase,
        "to_phrase": row.to_phrase,
        "from_on": plain.day_text(row.from_on),
        "to_on": plain.day_text(row.to_on),
        "reason": row.reason,
        "at": plain.moment_text(row.at),
    }


def _milestone_reports(returns: CountedReturns, period: ReportingPeriod) -> dict[int, list[Json]]:
    """What was reported of each milestone, quarter by quarter; words of this quarter's only."""
    updates = MilestoneUpdate.objects.filter(
        quarterly_return__in=list(returns.quarter_of), version__gt=0
    )
    moderated = standing_moderations(updates)
    ratings = _ratings(returns, period)
    reports: dict[int, list[Json]] = defaultdict(list)
    in_order = updates.order_by("quarterly_return__period__starts_on", "milestone_id")
    for each in in_order.iterator(chunk_size=1000):
        quarter = returns.quarter_of[each.quarterly_return_id]
        report = _milestone_report(each, quarter, moderated.get(each.pk))
        if quarter == period.slug:
            report |= _words(each) | _own_view(ratings[each.pk])
        reports[each.milestone_id].append(report)
    return reports


def _ratings(returns: CountedReturns, period: ReportingPeriod) -> Mapping[int, ThreeRatings]:
    """The three ratings of what was reported this quarter."""
    counted = [pk for pk, quarter in returns.quarter_of.items() if quarter == period.slug]
    updates = MilestoneUpdate.objects.filter(quarterly_return__in=counted, version__gt=0)
    return three_ratings(updates, period, standings=outcome_standings(period, counted))


def _milestone_report(each: MilestoneUpdate, quarter: str, moderated: Moderated | None) -> Json:
    return {
        "quarter": quarter,
        "rating": each.rating,
        "forecast_on": plain.day_text(each.forecast_on),
        "completed_on": plain.day_text(each.completed_on),
        "moderated": moderated.rating if moderated else "",
    }


def _own_view(ratings: ThreeRatings) -> Json:
    """csplan's rating with its reasons, and what people say of the difference."""
    return {
        "own": ratings.own.rating,
        "own_reasons": list(ratings.own.reasons),
        "explanation": ratings.reason,
        "moderation_reason": ratings.moderated.reason if ratings.moderated else "",
    }


def _words(each: MilestoneUpdate) -> Json:
    return {
        "narrative": each.narrative,
        "risk": each.risk,
        "path_to_green": each.path_to_green,
        "date_change_reason": each.date_change_reason,
        "evidence": each.evidence,
        "late_report_reason": each.late_report_reason,
    }
