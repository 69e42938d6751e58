"""Measures, their trajectories and what was reported of them, read once and frozen."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q

from csplan.core.models import ReportingPeriod
from programme.models import (
    BusinessPlan,
    Measure,
    MeasureUpdate,
    NationalFigure,
    PlannedValue,
    QuarterlyReturn,
    Restatement,
)
from reporting.document import plain
from reporting.document.measures.figures import NATIONAL
from reporting.document.returns.content import CountedReturns

Json = dict[str, Any]


def pack_measures(
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
    """Figures put right in a return that counts; what waits for a signature waits here too.

    So do those of the revisions before it, which a correction leaves as they were.
    """
    counting = QuarterlyReturn.objects.filter(
        pk__in=list(returns.quarter_of),
        period=OuterRef("restated_in__period"),
        locality=OuterRef("restated_in__locality"),
        revision__gte=OuterRef("restated_in__revision"),
    )
    rows = Restatement.objects.filter(Exists(counting))
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
