"""A quarter's content, read once and frozen: facts only, nothing computed from them.

Plain values that JSON can hold: days and moments in ISO 8601, figures as decimal strings.
The number of queries does not depend on how much there is to read.
"""

import datetime as dt
from itertools import chain
from typing import Any

from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from localities.models import SteeringGroup
from programme.choices import PlanState
from programme.models import BusinessPlan, Outcome, OutcomeCommentary
from reporting.document import plain
from reporting.document.activity.content import pack_activity
from reporting.document.coverage.content import pack_coverage
from reporting.document.decisions.content import pack_decisions
from reporting.document.finance.content import pack_finance
from reporting.document.forward.content import pack_forward
from reporting.document.localities.content import pack_localities
from reporting.document.measures.content import pack_measures
from reporting.document.milestones.content import pack_milestones
from reporting.document.questions.content import pack_questions
from reporting.document.returns.content import counted_returns
from reporting.document.risks.content import pack_risks
from reporting.document.sight.content import pack_sight
from reporting.document.snapshot import SCHEMA
from reporting.document.stages.content import pack_stages

Json = dict[str, Any]

OF_AN_EARLIER_RETURN = ("id", "locality", "quarter", "revision", "version", "counts")
"""What is kept of a return of an earlier quarter: it tells whether it was corrected since."""


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
    returns = counted_returns(plans, period)
    milestones = pack_milestones(plans, returns, period)
    measures = pack_measures(plans, returns, period)
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
        "localities": pack_localities(returns, milestones, period),
        "returns": [row for row in returns.rows if row["quarter"] == period.slug],
        "earlier_returns": [
            {name: row[name] for name in OF_AN_EARLIER_RETURN}
            for row in returns.rows
            if row["quarter"] != period.slug
        ],
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
