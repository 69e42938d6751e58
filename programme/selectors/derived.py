"""Figures that follow from the record of delivery, and the records behind each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from csplan.core.money import pounds_of
from csplan.core.periods import Quarter
from programme.choices import Collection, ReturnState
from programme.choices_delivery import Counted, RecordKind
from programme.models import (
    CaseStudy,
    DerivedMeasure,
    Event,
    Interchange,
    MeasureUpdate,
    QuarterlyReturn,
    Redeployment,
    Saving,
    Visit,
)
from programme.rules.measures import figure_words

Records = QuerySet[Any, Any]

FOLLOWS_THE_RECORD = Q(measure__collection=Collection.DERIVED, measure__derivation__isnull=False)
"""Updates whose figure csplan counts itself. Others with a derivation are typed with its help."""

MODELS: Mapping[str, Any] = {
    RecordKind.EVENT: Event,
    RecordKind.SAVING: Saving,
    RecordKind.VISIT: Visit,
    RecordKind.CASE_STUDY: CaseStudy,
    RecordKind.REDEPLOYMENT: Redeployment,
    RecordKind.INTERCHANGE: Interchange,
}
SUMMED = {
    Counted.ATTENDANCE: "attendance",
    Counted.VOLUNTEERING_DAYS: "volunteering_days",
    Counted.PEOPLE: "people_count",
    Counted.CLAIMED: "amount_pence",
    Counted.VALIDATED: "amount_pence",
}
IN_PENCE = frozenset({Counted.CLAIMED, Counted.VALIDATED})
NOUNS: Mapping[str, tuple[str, str]] = {
    RecordKind.EVENT: ("event", "events"),
    RecordKind.SAVING: ("saving", "savings"),
    RecordKind.VISIT: ("visit", "visits"),
    RecordKind.CASE_STUDY: ("case study", "case studies"),
    RecordKind.REDEPLOYMENT: ("move", "moves"),
    RecordKind.INTERCHANGE: ("placement", "placements"),
}


@dataclass(frozen=True, slots=True)
class RecordFigure:
    """A measure's figure for one locality and quarter, from ``count`` records."""

    kind: str
    unit: str
    value: Decimal
    count: int

    @property
    def figure(self) -> str:
        return figure_words(self.value, self.unit)

    @property
    def records(self) -> str:
        """ "12 events" """
        one, several = NOUNS[self.kind]
        return f"{self.count:,} {one if self.count == 1 else several}"


def derivation_of(measure_id: int) -> DerivedMeasure | None:
    """How the measure follows the record; None when it is only typed. Two queries."""
    return (
        DerivedMeasure.objects.filter(measure=measure_id)
        .select_related("measure")
        .prefetch_related("event_types")
        .first()
    )


def records_behind(derivation: DerivedMeasure, quarter: Quarter) -> Records:
    """Exactly the records every locality's figures of ``quarter`` add up."""
    records: Records = MODELS[derivation.record_kind].objects.standing()
    if derivation.counted == Counted.VISITS_DONE:
        days = (quarter.starts_on, quarter.ends_on)
        return Visit.objects.done().filter(visit_on__range=days)
    records = records.in_quarter(quarter)  # type: ignore[attr-defined]
    match derivation.record_kind:
        case RecordKind.EVENT:
            return _events(derivation, records)
        case RecordKind.SAVING:
            return _savings(derivation, records)
    return records


def _events(derivation: DerivedMeasure, events: Any) -> Records:
    types = [one.pk for one in derivation.event_types.all()]
    wide: Records = events.open_to(derivation.least_departments)
    return wide.filter(type__in=types) if types else wide


def _savings(derivation: DerivedMeasure, savings: Any) -> Records:
    is_validated = derivation.counted == Counted.VALIDATED
    found: Records = savings.validated() if is_validated else savings.claimed()
    return found


def figures_by_locality(derivation: DerivedMeasure, quarter: Quarter) -> dict[int, RecordFigure]:
    """Each locality's figure by its key; none for a locality without records. One query."""
    summed = SUMMED.get(Counted(derivation.counted))
    total = Sum(summed) if summed else Count("pk")
    rows = (
        records_behind(derivation, quarter)
        .order_by()
        .values("locality")
        .annotate(record_total=total, record_count=Count("pk"))
        .values_list("locality", "record_total", "record_count")
    )
    return {pk: _figure(derivation, amount, count) for pk, amount, count in rows}


def record_figure(derivation: DerivedMeasure, locality_id: int, quarter: Quarter) -> RecordFigure:
    """The locality's figure for the quarter, nought without records. One query."""
    found = figures_by_locality(derivation, quarter)
    return found.get(locality_id) or _figure(derivation, 0, 0)


def figure_for(update: MeasureUpdate) -> RecordFigure | None:
    """What the record says of the measure, for a return with its period loaded.

    None when the measure does not follow the record, after one query; otherwise three.
    """
    derivation = derivation_of(update.measure_id)
    if derivation is None:
        return None
    quarterly_return = update.quarterly_return
    return record_figure(derivation, quarterly_return.locality_id, quarterly_return.period.quarter)


def figures_followed(quarterly_return: QuarterlyReturn) -> Mapping[int, RecordFigure]:
    """What the record says of the measures that an open return follows it for, by measure.

    Nothing for a return that was submitted: what it says is written in it. At most eight
    queries, whatever there is; one when the return has no such measure.
    """
    if quarterly_return.state != ReturnState.OPEN:
        return {}
    derivations = DerivedMeasure.objects.filter(
        measure__collection=Collection.DERIVED,
        measure__updates__quarterly_return=quarterly_return,
    )
    loaded = derivations.select_related("measure").prefetch_related("event_types")
    place, quarter = quarterly_return.locality_id, quarterly_return.period.quarter
    by_kind: dict[str, list[DerivedMeasure]] = defaultdict(list)
    for derivation in loaded:
        by_kind[derivation.record_kind].append(derivation)
    return {
        pk: figure
        for alike in by_kind.values()
        for pk, figure in _figures_of_a_kind(alike, place, quarter)
    }


def _figures_of_a_kind(
    derivations: Iterable[DerivedMeasure], locality_id: int, quarter: Quarter
) -> Iterable[tuple[int, RecordFigure]]:
    """The locality's figures of measures that follow one kind of record. One query."""
    derivations = list(derivations)
    asked: dict[str, Any] = {}
    for one in derivations:
        behind = Q(pk__in=records_behind(one, quarter).order_by().values("pk"))
        summed = SUMMED.get(Counted(one.counted))
        asked[f"total_{one.pk}"] = (
            Sum(summed, filter=behind) if summed else Count("pk", filter=behind)
        )
        asked[f"count_{one.pk}"] = Count("pk", filter=behind)
    model = MODELS[derivations[0].record_kind]
    found = model.objects.filter(locality=locality_id).aggregate(**asked)
    for one in derivations:
        figure = _figure(one, found[f"total_{one.pk}"], found[f"count_{one.pk}"])
        yield one.measure_id, figure


def _figure(derivation: DerivedMeasure, amount: Any, count: int) -> RecordFigure:
    is_money = derivation.counted in IN_PENCE
    value = pounds_of(int(amount or 0)) if is_money else Decimal(amount or 0)
    return RecordFigure(derivation.record_kind, derivation.measure.unit, value, count)


@dataclass(frozen=True, slots=True)
class DerivedLine:
    """One measure of a locality's quarter as the record has it, beside what was reported."""

    measure_id: int
    title: str
    from_record: RecordFigure
    reported: str


def derived_lines(locality_id: int, quarter: Quarter) -> tuple[DerivedLine, ...]:
    """The measures that follow the record, for one locality's quarter.

    Four queries, and one for each measure.
    """
    year = quarter.year.start_year
    derivations = (
        DerivedMeasure.objects.filter(
            measure__outcome__plan__first_year__lte=year,
            measure__outcome__plan__last_year__gte=year,
        )
        .select_related("measure__outcome")
        .prefetch_related("event_types")
        .order_by("measure__outcome__order", "measure__order")
    )
    updates = MeasureUpdate.objects.filter(
        quarterly_return__locality=locality_id,
        quarterly_return__period__starts_on=quarter.starts_on,
        version__gt=0,
    ).order_by("quarterly_return__revision")
    loaded = updates.select_related("measure").prefetch_related("restatements")
    reported = {update.measure_id: update for update in loaded}
    return tuple(
        DerivedLine(
            measure_id=one.measure_id,
            title=one.measure.title,
            from_record=record_figure(one, locality_id, quarter),
            reported=_reported(reported.get(one.measure_id)),
        )
        for one in derivations
    )


def _reported(update: MeasureUpdate | None) -> str:
    """The figure as it now stands, with what it was before it was put right."""
    if update is None:
        return ""
    unit, restatements = update.measure.unit, list(update.restatements.all())
    if not restatements:
        return _words(update.value, unit)
    before = _words(restatements[-1].previous_value, unit)
    return f"{figure_words(restatements[-1].value, unit)}, previously reported as {before}"


def _words(value: Decimal | None, unit: str) -> str:
    return "Not available" if value is None else figure_words(value, unit)
