"""What a year's review rests on, read once and frozen."""

from collections.abc import Iterable, Mapping
from typing import Any

from csplan.core.models import ReportingPeriod
from csplan.core.periods import FinancialYear
from programme.choices import PlanState
from programme.models import BusinessPlan, ImpactQuestion, Offer, Outcome, ReviewLine
from programme.rules.review import (
    NOTHING_RECORDED,
    OutcomeResults,
    achievements,
    implications,
)
from programme.selectors.review import outcome_results

Json = dict[str, Any]


def pack_review(period: ReportingPeriod) -> Json:
    """The review of last year as the plans hold it, of this year, and its impact.

    Where nobody has written what was achieved, the record's own sentences stand in, and say so.
    The number of queries depends on the number of plans alone.
    """
    plans = list(
        BusinessPlan.objects.covering(period.year)
        .exclude(state=PlanState.DRAFT)
        .order_by("first_year", "title", "pk")
    )
    return {
        "year": period.year.label,
        "last_year": FinancialYear(period.year.start_year - 1).label,
        "quarters": [each.slug for each in period.year.quarters if each <= period.quarter],
        "offers": [_offer(each) for each in _offers(plans)],
        "lines": [line for plan in plans for line in _lines(plan, period)],
        "impact": [_impact(each) for each in _questions(plans, period)],
    }


def _offers(plans: Iterable[BusinessPlan]) -> Iterable[Offer]:
    return Offer.objects.filter(plan__in=plans).order_by("plan__first_year", "plan", "order")


def _offer(each: Offer) -> Json:
    return {
        "id": each.pk,
        "offer": each.text,
        "achievements": each.achievements,
        "implications": each.implications,
        "is_drafted": False,
    }


def _lines(plan: BusinessPlan, period: ReportingPeriod) -> list[Json]:
    """The plan's own review; of a plan that has none yet, a line for each of its outcomes.

    What the record says is told as it was when the quarter was over, whenever it was drafted.
    """
    results = outcome_results(plan, on=period.quarter.next.starts_on)
    written = list(plan.review_lines.order_by("order"))
    if written:
        return [_line(each, results) for each in written]
    outcomes = Outcome.objects.filter(plan=plan).order_by("order", "pk")
    return [
        {
            "id": None,
            "offer": each.title,
            **_drafted(results[each.pk]),
        }
        for each in outcomes
    ]


def _drafted(found: OutcomeResults) -> Json:
    """The record's own sentences."""
    said = achievements(found)
    return {
        "achievements": said,
        "implications": implications(found),
        "is_drafted": said != NOTHING_RECORDED,
    }


def _line(each: ReviewLine, results: Mapping[int, OutcomeResults]) -> Json:
    found = results.get(each.outcome_id) if each.outcome_id else None
    said = {
        "achievements": each.achievements,
        "implications": each.implications,
        "is_drafted": False,
    }
    if found and not (each.achievements or each.implications):
        said = _drafted(found)
    return {"id": each.pk, "offer": each.text, **said}


def _questions(plans: Iterable[BusinessPlan], period: ReportingPeriod) -> Iterable[ImpactQuestion]:
    rows = ImpactQuestion.objects.filter(
        plan__in=plans, year_start=period.year.start_year, ends_on__isnull=True
    )
    return rows.order_by("plan__first_year", "plan", "outcome__order", "pk")


def _impact(each: ImpactQuestion) -> Json:
    return {
        "id": each.pk,
        "outcome": each.outcome_id,
        "question": each.question,
        "evidence": each.evidence,
        "judgement": each.get_judgement_display() if each.judgement else "",
        "reason": each.judgement_reason,
        "is_illustrative": each.is_illustrative,
    }
