"""The first words of a year's review, from what happened: no database, no clock.

Plain sentences about plain counts, one a line, for people to replace with their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from programme.choices import Direction, Unit
from programme.rules.measures import figure_words

NOTHING_RECORDED = "Nothing was recorded."
NOTHING_FOLLOWS = "Nothing was missed that the record knows of."


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """What a measure came to in one year; ``year`` is empty for a plan of one year."""

    title: str
    unit: str
    direction: str
    total: Decimal | None
    target: Decimal | None
    year: str = ""
    range_low: Decimal | None = None
    range_high: Decimal | None = None

    @property
    def name(self) -> str:
        return f"{self.title} in {self.year}" if self.year else self.title

    @property
    def is_met(self) -> bool | None:
        """Whether the target was reached; None when that cannot be said."""
        if self.total is None:
            return None
        if self.unit == Unit.YES_NO:
            return bool(self.total)
        if self.direction == Direction.RANGE:
            return self._is_within()
        if self.target is None:
            return None
        if self.direction == Direction.LOWER:
            return self.total <= self.target
        return self.total >= self.target

    def _is_within(self) -> bool | None:
        if self.total is None or self.range_low is None or self.range_high is None:
            return None
        return self.range_low <= self.total <= self.range_high


@dataclass(frozen=True, slots=True)
class MilestoneResults:
    """How many milestones came to what.

    ``unreported`` were due and no accepted return says what came of them; ``to_come`` are not
    due yet, or have no date.
    """

    on_time: int = 0
    late: int = 0
    missed: int = 0
    unreported: int = 0
    to_come: int = 0
    missed_titles: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return self.on_time + self.late + self.missed + self.unreported + self.to_come


@dataclass(frozen=True, slots=True)
class DeliveryResults:
    """What the record of delivery holds for an outcome."""

    events: int = 0
    attendance: int = 0
    volunteering_days: Decimal = Decimal(0)
    case_studies: int = 0
    validated: Decimal = Decimal(0)
    waiting: Decimal = Decimal(0)
    visits_done: int = 0
    redeployed: int = 0
    interchanges: int = 0


@dataclass(frozen=True, slots=True)
class OutcomeResults:
    """Everything that happened under one outcome."""

    measures: tuple[MeasureResult, ...] = ()
    milestones: MilestoneResults = field(default_factory=MilestoneResults)
    delivery: DeliveryResults = field(default_factory=DeliveryResults)


def achievements(results: OutcomeResults) -> str:
    """What was achieved, a sentence a line."""
    lines = [
        *(_measure_words(each) for each in results.measures if each.total is not None),
        *_milestone_words(results.milestones),
        *_delivery_words(results.delivery),
    ]
    return "\n".join(lines) or NOTHING_RECORDED


def implications(results: OutcomeResults) -> str:
    """What was missed and so has to be thought about, a sentence a line."""
    if achievements(results) == NOTHING_RECORDED:
        return ""
    lines = [*_shortfalls(results.measures), *_missed(results.milestones)]
    waiting = results.delivery.waiting
    if waiting:
        lines.append(f"{_pounds(waiting)} of savings wait to be validated.")
    return "\n".join(lines) or NOTHING_FOLLOWS


def _measure_words(result: MeasureResult) -> str:
    total = Decimal(0) if result.total is None else result.total
    return f"{result.name}: {figure_words(total, result.unit)}{_against(result)}."


def _against(result: MeasureResult) -> str:
    if result.direction == Direction.RANGE and result.range_low is not None:
        if result.range_high is None:
            return ""
        low = figure_words(result.range_low, result.unit)
        high = figure_words(result.range_high, result.unit)
        return f", {'within' if result.is_met else 'outside'} the range of {low} to {high}"
    if result.unit == Unit.YES_NO or result.target is None:
        return ""
    target = figure_words(result.target, result.unit)
    return f" against a target of {target}{', which was met' if result.is_met else ''}"


def _milestone_words(found: MilestoneResults) -> Iterator[str]:
    if not found.total:
        return
    parts = [
        (found.on_time, "met on time"),
        (found.late, "met late"),
        (found.missed, "not met"),
        (found.unreported, "due but not reported on yet"),
        (found.to_come, "not due yet"),
    ]
    said = [f"{count} {words}" for count, words in parts if count]
    yield f"{_counted(found.total, 'milestone', 'milestones')}: {', '.join(said)}."


def _delivery_words(found: DeliveryResults) -> Iterator[str]:
    if found.events:
        came = f", with {found.attendance:,} people attending" if found.attendance else ""
        yield f"{_counted(found.events, 'event was', 'events were')} held{came}."
    if found.volunteering_days:
        days = figure_words(found.volunteering_days, Unit.DAYS)
        yield f"{days} of volunteering {'was' if found.volunteering_days == 1 else 'were'} given."
    if found.case_studies:
        yield f"{_counted(found.case_studies, 'case study was', 'case studies were')} sent."
    if found.visits_done:
        yield (
            f"{_counted(found.visits_done, 'visit', 'visits')} of the Head of the Civil Service"
            " took place."
        )
    if found.redeployed:
        yield f"{_counted(found.redeployed, 'person', 'people')} found another post."
    if found.interchanges:
        words = _counted(found.interchanges, "interchange placement", "interchange placements")
        yield f"{words} began."
    if found.validated:
        yield f"{_pounds(found.validated)} of savings were validated."


def _shortfalls(measures: tuple[MeasureResult, ...]) -> Iterator[str]:
    for result in measures:
        if result.total is None:
            yield f"{result.name}: no figure was reported."
        elif result.is_met is False:
            yield f"{result.name}: {_shortfall(result)}."


def _shortfall(result: MeasureResult) -> str:
    if result.unit == Unit.YES_NO:
        return "not done"
    if result.direction == Direction.RANGE or result.target is None or result.total is None:
        return "outside its range"
    gap = figure_words(abs(result.target - result.total), result.unit)
    side = "above" if result.direction == Direction.LOWER else "short of"
    return f"{gap} {side} the target"


def _missed(found: MilestoneResults) -> Iterator[str]:
    if found.missed == 1:
        yield f"Not met: {found.missed_titles[0]}."
    elif found.missed:
        shown = "; ".join(found.missed_titles)
        more = found.missed - len(found.missed_titles)
        yield f"Not met: {shown}{f'; and {more} more' if more else ''}."


def _counted(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"


def _pounds(amount: Decimal) -> str:
    return figure_words(amount, Unit.POUNDS)
