"""A quarter's content, read once and frozen: facts only, nothing computed from them.

Plain values that JSON can hold: days and moments in ISO 8601, figures as decimal strings.
The number of queries does not depend on how much there is to read.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import Min, Prefetch, Q

from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from localities.models import Locality, PostHolding, SteeringGroup
from programme.choices import AFTER_ACCEPTANCE, PlanState, ReturnAction
from programme.models import (
    BusinessPlan,
    Measure,
    MeasureUpdate,
    Milestone,
    MilestoneUpdate,
    NationalFigure,
    Outcome,
    OutcomeCommentary,
    PlannedValue,
    QuarterlyReturn,
    Rebaseline,
    Restatement,
    ReturnTransition,
)
from programme.querysets import QuarterlyReturnQuerySet
from programme.selectors.ratings import (
    Moderated,
    ThreeRatings,
    outcome_standings,
    standing_moderations,
    three_ratings,
)
from reporting.document import plain
from reporting.document.activity.content import pack_activity
from reporting.document.coverage.content import pack_coverage
from reporting.document.decisions.content import pack_decisions
from reporting.document.finance.content import pack_finance
from reporting.document.forward.content import pack_forward
from reporting.document.questions.content import pack_questions
from reporting.document.risks.content import pack_risks
from reporting.document.sight.content import pack_sight
from reporting.document.snapshot import SCHEMA
from reporting.document.stages.content import pack_stages

Json = dict[str, Any]

NATIONAL = ""
"""Stands for the locality of a figure that the national team reports."""


def pack_snapshot(
    *,
    period: ReportingPeriod,
    edition: int,
    build: int,
    at: dt.datetime,
    requested_by: str,
    gaps: tuple[str, ...],
    gap_reason: str,
) -> Json:
    """Everything the pack for ``period`` rests on, as it stands now.

    The latest revision of each locality's return counts, once accepted; ``gaps`` and
    ``gap_reason`` are the Head of CS Local's for building without the others. Of ``at`` nothing
    counts but its day in London and which moments in the rows it is after: see
    ``reporting.services.sources``.
    """
    plans = _plans(period)
    returns = _returns(plans, period)
    milestones, measures = _milestones(plans, returns, period), _measures(plans, returns, period)
    risks, questions = pack_risks(plans, period, at), pack_questions(period, at)
    recorded = _recorded(plans, period) | {"decisions": pack_decisions(period, at)}
    return {
        "schema": SCHEMA,
        "period": _period(period),
        "edition": edition,
        "build": build,
        "built_at": plain.moment_text(at),
        "requested_by": requested_by,
        "gaps": list(gaps),
        "gap_reason": gap_reason,
        "prepared_for": _steering_group(),
        "is_illustrative": any(
            item["is_illustrative"]
            for item in chain(
                milestones, measures, risks["rows"], questions["rows"], recorded.values()
            )
        ),
        "compares_ratings": True,
        "plans": [_plan(plan) for plan in plans],
        "sources": _sources(plans),
        "quarters": [_quarter(quarter) for quarter in period.year.quarters],
        "localities": _localities(returns, milestones, period),
        "returns": [row for row in returns.rows if row["quarter"] == period.slug],
        "outcomes": _outcomes(plans, period),
        "measures": measures,
        "milestones": milestones,
        "risks": risks,
        "questions": questions,
        **recorded,
    }


def _recorded(plans: list[BusinessPlan], period: ReportingPeriod) -> dict[str, Json]:
    """What the records that are no part of a return say, section by section."""
    return {
        "finance": pack_finance(period),
        "coverage": pack_coverage(period),
        "stages": pack_stages(plans, period),
        "activity": pack_activity(period),
        "sight": pack_sight(plans),
        "forward": pack_forward(plans, period),
    }


class CountedReturns:
    """The returns of the plans' quarters so far, and which of them count."""

    def __init__(self, rows: list[Json]) -> None:
        self.rows = rows
        self.quarter_of = {row["id"]: row["quarter"] for row in rows if row["counts"]}


def _plans(period: ReportingPeriod) -> list[BusinessPlan]:
    plans = BusinessPlan.objects.covering(period.year).exclude(state=PlanState.DRAFT)
    return list(plans.select_related("source").order_by("first_year", "title", "pk"))


def _period(period: ReportingPeriod) -> Json:
    return _quarter(period.quarter) | {
        "id": period.pk,
        "due_at": plain.moment_text(period.due_at),
        "closed_at": plain.moment_text(period.ended_at),
    }


def _quarter(quarter: Quarter) -> Json:
    return {
        "slug": quarter.slug,
        "label": quarter.label,
        "short_label": quarter.short_label,
        "starts_on": quarter.starts_on.isoformat(),
        "ends_on": quarter.ends_on.isoformat(),
    }


def _steering_group() -> str:
    names = SteeringGroup.objects.filter(locality__isnull=True).order_by("pk")
    return names.values_list("name", flat=True).first() or "National Steering Group"


def _plan(plan: BusinessPlan) -> Json:
    return {
        "id": plan.pk,
        "title": plan.title,
        "years": plan.years_label,
        "group_singular": plan.group_singular,
        "group_plural": plan.group_plural,
        "outcome_singular": plan.outcome_singular,
        "outcome_plural": plan.outcome_plural,
        "item_singular": plan.item_singular,
        "item_plural": plan.item_plural,
    }


def _sources(plans: list[BusinessPlan]) -> list[Json]:
    sources = {plan.source.slug: plan.source for plan in plans if plan.source}
    return [
        {
            "slug": slug,
            "title": source.title,
            "publisher": source.publisher,
            "attribution": source.attribution,
        }
        for slug, source in sorted(sources.items())
    ]


def _outcomes(plans: list[BusinessPlan], period: ReportingPeriod) -> list[Json]:
    """The plans' outcomes, with what the national team says of each this quarter."""
    outcomes = Outcome.objects.filter(plan__in=plans).order_by(
        "plan__first_year", "plan__title", "plan", "order", "pk"
    )
    written = OutcomeCommentary.objects.filter(period=period)
    commentary = dict(written.values_list("outcome_id", "words"))
    return [
        {
            "id": o.pk,
            "plan": o.plan_id,
            "order": o.order,
            "title": o.title,
            "text": o.text,
            "group": o.group.title if o.group else "",
            "commentary": commentary.get(o.pk, ""),
        }
        for o in outcomes.select_related("group")
    ]


def _returns(plans: list[BusinessPlan], period: ReportingPeriod) -> CountedReturns:
    """Of each locality and quarter: the latest revision now, the latest accepted one earlier."""
    known = Q(period=period) | Q(state__in=AFTER_ACCEPTANCE)
    latest = _returns_so_far(plans, period).filter(known).latest_revisions()
    submitted = _first_submissions(period)
    in_order = latest.select_related(
        "period", "locality", "submitted_by", "signed_off_by", "accepted_by"
    ).order_by(
        "period__starts_on", "locality__cluster__order", "locality__order", "locality__name"
    )
    return CountedReturns([_return(each, submitted) for each in in_order])


def _returns_so_far(plans: list[BusinessPlan], period: ReportingPeriod) -> QuarterlyReturnQuerySet:
    start = min([period.quarter.previous.starts_on, *(_first_day(plan) for plan in plans)])
    return QuarterlyReturn.objects.filter(
        period__starts_on__gte=start, period__starts_on__lte=period.starts_on
    )


def _first_day(plan: BusinessPlan) -> dt.date:
    return dt.date(plan.first_year, 4, 1)


def _first_submissions(period: ReportingPeriod) -> dict[int, dt.datetime]:
    """When each of the period's returns was first submitted: sent back is not late."""
    submissions = ReturnTransition.objects.filter(
        quarterly_return__period=period, action=ReturnAction.SUBMIT
    )
    rows = submissions.order_by("quarterly_return_id").values_list("quarterly_return_id")
    return dict(rows.annotate(first=Min("at")))


def _return(each: QuarterlyReturn, submitted: Mapping[int, dt.datetime]) -> Json:
    first = submitted.get(each.pk, each.submitted_at)
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
        "submitted_by": _person(each.submitted_by),
        "signed_off_at": plain.moment_text(each.signed_off_at),
        "signed_off_by": _person(each.signed_off_by),
        "accepted_at": plain.moment_text(each.accepted_at),
        "accepted_by": _person(each.accepted_by),
    }


def _localities(
    returns: CountedReturns, milestones: list[Json], period: ReportingPeriod
) -> list[Json]:
    """Every locality that reports this quarter or has a milestone to report."""
    slugs = {row["locality"] for row in returns.rows if row["quarter"] == period.slug}
    slugs |= {milestone["locality"] for milestone in milestones}
    localities = Locality.objects.filter(slug__in=slugs).select_related("cluster")
    holders = _holders(period)
    return [
        {
            "slug": each.slug,
            "name": each.name,
            "cluster": each.cluster.name,
            "posts": holders[each.slug],
        }
        for each in localities.order_by("cluster__order", "order", "name")
    ]


def _holders(period: ReportingPeriod) -> dict[str, list[Json]]:
    """Who held each locality's posts on the quarter's last day; "" when vacant."""
    on = period.quarter.ends_on
    holdings = (
        PostHolding.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .filter(starts_on__lte=on, post__locality__isnull=False)
        .select_related("post__locality", "user")
        .order_by("post__order", "post__pk", "starts_on", "pk")
    )
    held: dict[str, list[Json]] = defaultdict(list)
    for each in holdings:
        name = each.holder_name or _person(each.user)
        locality = each.post.locality
        if locality is not None:
            held[locality.slug].append({"post": each.post.get_kind_display(), "holder": name})
    return held


def _milestones(
    plans: list[BusinessPlan], returns: CountedReturns, period: ReportingPeriod
) -> list[Json]:
    reports = _milestone_reports(returns, period)
    milestones = (
        Milestone.objects.filter(work_item__outcome__plan__in=plans)
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


def _measures(
    plans: list[BusinessPlan], returns: CountedReturns, period: ReportingPeriod
) -> list[Json]:
    planned = _planned_values(plans, period)
    reported = _measure_reports(returns, period) | _national_reports(plans, period)
    known = Q(ends_on__isnull=True) | Q(ends_on__gte=period.year.starts_on)
    measures = Measure.objects.filter(known, outcome__plan__in=plans).order_by(
        "outcome__plan__first_year",
        "outcome__plan__title",
        "outcome__plan",
        "outcome__order",
        "order",
        "pk",
    )
    year = period.year.start_year
    return [
        _measure(each, each.aim(year), planned.get(each.pk, []), reported.get(each.pk, []))
        for each in measures.prefetch_related("year_targets")
    ]


def _measure(
    each: Measure, target: Decimal | None, planned: list[Json], reports: list[Json]
) -> Json:
    return {
        "id": each.pk,
        "outcome": each.outcome_id,
        "title": each.title,
        "definition": each.definition,
        "unit": each.unit,
        "direction": each.direction,
        "accumulation": each.accumulation,
        "collection": each.collection,
        "numerator_label": each.numerator_label,
        "denominator_label": each.denominator_label,
        "baseline": plain.number_text(each.baseline),
        "target": plain.number_text(target),
        "range_low": plain.number_text(each.range_low),
        "range_high": plain.number_text(each.range_high),
        "on_track_within": plain.number_text(each.on_track_within),
        "at_risk_within": plain.number_text(each.at_risk_within),
        "ends_on": plain.day_text(each.ends_on),
        "is_illustrative": each.is_illustrative,
        "planned": planned,
        "reports": reports,
    }


def _planned_values(plans: list[BusinessPlan], period: ReportingPeriod) -> dict[int, list[Json]]:
    """The trajectories of the year; a national measure's has no locality."""
    values = PlannedValue.objects.filter(
        measure__outcome__plan__in=plans,
        period__starts_on__gte=period.year.starts_on,
        period__starts_on__lte=period.year.ends_on,
    )
    rows = values.select_related("locality", "period").order_by(
        "measure_id", "period__starts_on", "locality__slug"
    )
    return _grouped(
        (
            each.measure_id,
            {
                "quarter": each.period.slug,
                "locality": each.locality.slug if each.locality else NATIONAL,
                "value": plain.number_text(each.value),
            },
        )
        for each in rows
    )


def _measure_reports(returns: CountedReturns, period: ReportingPeriod) -> dict[int, list[Json]]:
    slugs = {quarter.slug for quarter in period.year.quarters}
    ids = [pk for pk, quarter in returns.quarter_of.items() if quarter in slugs]
    updates = MeasureUpdate.objects.filter(quarterly_return__in=ids, version__gt=0)
    restated = _counted_restatements(returns)
    loaded = updates.select_related("quarterly_return__locality").prefetch_related(restated)
    rows = loaded.order_by(
        "measure_id", "quarterly_return__period__starts_on", "quarterly_return__locality__slug"
    )
    return _grouped(
        (
            each.measure_id,
            _measure_report(
                each,
                returns.quarter_of[each.quarterly_return_id],
                each.quarterly_return.locality.slug,
            ),
        )
        for each in rows
    )


def _counted_restatements(returns: CountedReturns) -> "Prefetch[str, Any, Any]":
    """Figures put right in a return that counts; what waits for a signature waits here too."""
    rows = Restatement.objects.filter(restated_in__in=list(returns.quarter_of))
    return Prefetch("restatements", rows.select_related("restated_in__period").order_by("pk"))


def _national_reports(plans: list[BusinessPlan], period: ReportingPeriod) -> dict[int, list[Json]]:
    """What the national team reported of its own measures, up to the quarter."""
    figures = NationalFigure.objects.filter(
        measure__outcome__plan__in=plans,
        version__gt=0,
        period__starts_on__gte=period.year.starts_on,
        period__starts_on__lte=period.starts_on,
    )
    rows = figures.select_related("period").prefetch_related(
        Prefetch("restatements", Restatement.objects.order_by("pk"))
    )
    in_order = rows.order_by("measure_id", "period__starts_on")
    return _grouped(
        (each.measure_id, _measure_report(each, each.period.slug, NATIONAL)) for each in in_order
    )


def _measure_report(each: MeasureUpdate | NationalFigure, quarter: str, locality: str) -> Json:
    """The figure as it now stands, and what it was before it was put right."""
    restatements = list(each.restatements.all())
    latest = restatements[-1] if restatements else each
    return {
        "quarter": quarter,
        "locality": locality,
        "value": plain.number_text(latest.value),
        "numerator": plain.number_text(latest.numerator),
        "denominator": plain.number_text(latest.denominator),
        "not_available_reason": "" if restatements else each.not_available_reason,
        "comment": each.comment,
        "restated": [_restatement(row) for row in restatements],
    }


def _restatement(row: Restatement) -> Json:
    home = row.restated_in
    return {
        "previous": plain.number_text(row.previous_value),
        "reason": row.reason,
        "quarter": home.period.slug if home else None,
    }


def _grouped(pairs: Iterable[tuple[int, Json]]) -> dict[int, list[Json]]:
    groups: dict[int, list[Json]] = defaultdict(list)
    for key, row in pairs:
        groups[key].append(row)
    return groups


def _person(user: Any) -> str:
    return user.full_name if user else ""
