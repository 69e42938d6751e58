"""All the measures of one return side by side, and the names that pasted figures may have."""

from collections.abc import Iterable
from dataclasses import dataclass

from csplan.accounts.actors import Actor
from programme.choices import Collection
from programme.models import Measure, MeasureUpdate, QuarterlyReturn
from programme.rules.pasted_lines import Known
from programme.selectors.answers import measure_lines
from programme.selectors.measures import ComparedMeasure, compared_measures
from programme.selectors.remarks import open_remarks

ELSEWHERE = {
    Collection.NATIONAL: "the national team reports it",
    Collection.DERIVED: "csplan counts it from the record of delivery",
    Collection.LOCALITY: "this return does not ask for it",
}


@dataclass(frozen=True, slots=True)
class GridLine:
    """One measure of a return: its answer, what it is judged by, and why it was sent back."""

    update: MeasureUpdate
    compared: ComparedMeasure
    remark: str

    @property
    def measure(self) -> Measure:
        return self.update.measure

    @property
    def number(self) -> str:
        """ "2.1": its outcome's place in the plan and its own."""
        return number_of(self.measure)

    @property
    def is_followed(self) -> bool:
        """Whether csplan counts it, so that there is nothing to enter."""
        return self.compared.line.is_followed


def number_of(measure: Measure) -> str:
    """The number people know the measure by; its outcome is loaded."""
    return f"{measure.outcome.order}.{measure.order}"


def grid_lines(quarterly_return: QuarterlyReturn, actor: Actor) -> tuple[GridLine, ...]:
    """The return's measures in the plan's order.

    Nine queries, and at most eight more when some measures follow the record.
    """
    updates = {update.measure_id: update for update in _updates(quarterly_return)}
    lines = measure_lines(quarterly_return, actor)
    remarks = open_remarks(quarterly_return)
    return tuple(
        GridLine(
            update=updates[compared.line.measure_id],
            compared=compared,
            remark=remarks.get(f"measure-{compared.line.measure_id}", ""),
        )
        for compared in compared_measures(quarterly_return, lines, actor)
        if compared.line.measure_id in updates
    )


def _updates(quarterly_return: QuarterlyReturn) -> Iterable[MeasureUpdate]:
    """Each with the return that is loaded already."""
    found = MeasureUpdate.objects.filter(quarterly_return=quarterly_return)
    for update in found.select_related("measure__outcome", "updated_by"):
        update.quarterly_return = quarterly_return
        yield update


def names_of(quarterly_return: QuarterlyReturn, lines: Iterable[GridLine]) -> list[Known]:
    """What pasted lines may name: the return's measures, and the plans' others. One query."""
    lines = list(lines)
    asked = {line.measure.pk for line in lines}
    own = [
        _known(line.measure, ELSEWHERE[Collection.DERIVED] if line.is_followed else "")
        for line in lines
    ]
    year = quarterly_return.period.year.start_year
    others = Measure.objects.filter(
        outcome__plan__first_year__lte=year, outcome__plan__last_year__gte=year
    ).exclude(pk__in=asked)
    return own + [
        _known(measure, ELSEWHERE[Collection(measure.collection)])
        for measure in others.select_related("outcome")
    ]


def _known(measure: Measure, why_not: str) -> Known:
    return Known(
        key=measure.pk,
        number=number_of(measure),
        title=measure.title,
        unit=measure.unit,
        how=measure.accumulation,
        parts=(measure.numerator_label, measure.denominator_label),
        why_not=why_not,
    )
