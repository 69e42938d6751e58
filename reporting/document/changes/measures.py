"""What changed about measures: where the year stands, targets, and figures put right."""

from collections.abc import Iterator
from decimal import Decimal

from programme.choices import MeasureStatus
from reporting.document.changes.facts import Change
from reporting.document.changes.kinds import Kind
from reporting.document.changes.sides import Sides, changed_scope
from reporting.document.facts import Pack
from reporting.document.measures.facts import Figure, Measure
from reporting.document.measures.figures import MeasureFigures, measure_figures

WORSE_AND_WORSE = (MeasureStatus.ON_TRACK, MeasureStatus.AT_RISK, MeasureStatus.OFF_TRACK)


def measure_changes(sides: Sides) -> Iterator[Change]:
    """Of every measure in the order of the plan; those taken out first."""
    before = {each.pk: each for each in sides.before.measures}
    yield from changed_scope(sides, "measure", sides.before.measures, sides.after.measures)
    for each in sides.after.measures:
        was = before.get(each.pk)
        if was is not None:
            yield from _standing(was, each, sides)
            yield from _target(was, each, sides)
            yield from _restated(was, each, sides)


def _standing(was: Measure, now: Measure, sides: Sides) -> Iterator[Change]:
    """The year so far in one pack and in the other, both as they said it."""
    then, found = _figures(was, sides.before), _figures(now, sides.after)
    statuses = then.judgement.status, found.judgement.status
    if (then.to_date, statuses[0]) == (found.to_date, statuses[1]):
        return
    yield sides.of_measure(
        _kind_of_move(*statuses),
        now,
        before=_text(then.to_date),
        after=_text(found.to_date),
        was=statuses[0],
        now=statuses[1],
        unit=now.unit,
    )


def _figures(measure: Measure, pack: Pack) -> MeasureFigures:
    return measure_figures(measure, pack.quarter, tuple(each.slug for each in pack.localities))


def _kind_of_move(before: MeasureStatus, after: MeasureStatus) -> Kind:
    """What one standing after another amounts to; where either is unknown, a move."""
    if before not in WORSE_AND_WORSE or after not in WORSE_AND_WORSE or before == after:
        return Kind.MEASURE_MOVED
    is_worse = WORSE_AND_WORSE.index(after) > WORSE_AND_WORSE.index(before)
    return Kind.MEASURE_WORSE if is_worse else Kind.MEASURE_BETTER


def _target(was: Measure, now: Measure, sides: Sides) -> Iterator[Change]:
    """A new year brings a new target: that is no change of plan."""
    if was.target == now.target or sides.before.quarter.year != sides.after.quarter.year:
        return
    yield sides.of_measure(
        Kind.RETARGETED,
        now,
        what="target",
        before=_text(was.target),
        after=_text(now.target),
        unit=now.unit,
    )


def _restated(was: Measure, now: Measure, sides: Sides) -> Iterator[Change]:
    """Figures of quarters that both packs tell of and that are not the same in both."""
    earlier = {(each.quarter, each.locality): each for each in was.reports}
    for each in now.reports:
        told = each.quarter <= sides.before.quarter
        before = earlier.get((each.quarter, each.locality))
        if told and each.value is not None and each.value != (before and before.value):
            yield _put_right(before, each, now, sides)


def _put_right(before: Figure | None, after: Figure, measure: Measure, sides: Sides) -> Change:
    return sides.of_measure(
        Kind.RESTATED,
        measure,
        slug=after.locality,
        before=_text(before.value if before else None),
        after=_text(after.value),
        unit=measure.unit,
        quarter=after.quarter.slug,
        note=after.restated[-1].reason if after.restated else "",
    )


def _text(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
