"""A return's answers, each beside last quarter's, in the order people need them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from csplan.accounts.actors import Actor
from csplan.core.ratings import NEEDS_PATH_TO_GREEN, Rating, severity, slip_in_days
from programme.models import (
    MeasureUpdate,
    MilestoneUpdate,
    PlannedValue,
    QuarterlyReturn,
)
from programme.rules import accumulate

UNDATED = "No date published"


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """One milestone of a return: enough to list it, order it and compare it."""

    milestone_id: int
    title: str
    phrase: str
    is_overdue: bool
    rating: str
    expected_on: dt.date | None
    was_asked_before: bool
    last_rating: str
    last_expected_on: dt.date | None

    @property
    def is_reported(self) -> bool:
        return bool(self.rating)

    @property
    def needs_attention(self) -> bool:
        """Overdue, or at risk or off track now or last quarter; never once it is complete."""
        if self.rating == Rating.COMPLETE:
            return False
        troubled = {self.rating, self.last_rating} & NEEDS_PATH_TO_GREEN
        return self.is_overdue or bool(troubled)

    @property
    def slip_in_days(self) -> int | None:
        """Days the expected date has moved since last quarter; positive is later."""
        return slip_in_days(baseline_on=self.last_expected_on, expected_on=self.expected_on)

    @property
    def is_changed(self) -> bool:
        """Whether its rating or its date differs from last quarter's."""
        return self.is_reported and (self.rating != self.last_rating or bool(self.slip_in_days))


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure of a return and whether it has been answered."""

    measure_id: int
    title: str
    unit: str
    value: Decimal | None
    not_available_reason: str
    comment: str
    is_reported: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a return's milestones, measures and overview have been answered."""

    answered: int
    total: int

    @property
    def is_complete(self) -> bool:
        return self.answered == self.total

    @property
    def words(self) -> str:
        return f"{self.answered} of {self.total} answered"


@dataclass(frozen=True, slots=True)
class Answers:
    """Every line of a return: troubled milestones first, then the plan's own order."""

    milestones: tuple[MilestoneLine, ...]
    measures: tuple[MeasureLine, ...]
    has_overview: bool

    @property
    def progress(self) -> Progress:
        milestones = sum(line.is_reported for line in self.milestones)
        measures = sum(line.is_reported for line in self.measures)
        total = len(self.milestones) + len(self.measures) + 1
        return Progress(milestones + measures + self.has_overview, total)

    @property
    def unanswered_milestones(self) -> tuple[MilestoneLine, ...]:
        return tuple(line for line in self.milestones if not line.is_reported)

    @property
    def unanswered_measures(self) -> tuple[MeasureLine, ...]:
        return tuple(line for line in self.measures if not line.is_reported)

    @property
    def changed_milestones(self) -> tuple[MilestoneLine, ...]:
        """What differs from last quarter: the worst ratings first, then the longest slips."""
        changed = (line for line in self.milestones if line.is_changed)
        return tuple(sorted(changed, key=_gravity))


@dataclass(frozen=True, slots=True)
class MeasureContext:
    """What stands beside a measure's form."""

    planned: Decimal | None
    last: MeasureUpdate | None
    year_to_date: Decimal | None
    target: Decimal | None


def answers(quarterly_return: QuarterlyReturn, *, actor: Actor, on: dt.date) -> Answers:
    """The return's lines, with what ``actor`` may read of last quarter. Three queries."""
    return Answers(
        milestones=milestone_lines(quarterly_return, actor=actor, on=on),
        measures=measure_lines(quarterly_return),
        has_overview=bool(quarterly_return.overview),
    )


def milestone_lines(
    quarterly_return: QuarterlyReturn, *, actor: Actor, on: dt.date, unanswered: bool = False
) -> tuple[MilestoneLine, ...]:
    """The return's milestones, troubled ones first. Two queries."""
    before = _ratings_before(quarterly_return, actor)
    updates = MilestoneUpdate.objects.filter(quarterly_return=quarterly_return)
    if unanswered:
        updates = updates.filter(version=0)
    rows = updates.order_by(
        "milestone__work_item__outcome__order", "milestone__work_item__order", "milestone__order"
    ).values_list(
        "milestone_id",
        "milestone__title",
        "milestone__date_phrase",
        "milestone__date_latest",
        "rating",
        "forecast_on",
        "completed_on",
    )
    lines = (_line(row, before, on) for row in rows)
    return tuple(sorted(lines, key=lambda line: not line.needs_attention))


def measure_lines(quarterly_return: QuarterlyReturn) -> tuple[MeasureLine, ...]:
    """The return's measures in the plan's order. One query."""
    rows = (
        MeasureUpdate.objects.filter(quarterly_return=quarterly_return)
        .select_related("measure")
        .order_by("measure__outcome__order", "measure__order")
    )
    return tuple(
        MeasureLine(
            measure_id=row.measure_id,
            title=row.measure.title,
            unit=row.measure.get_unit_display(),
            value=row.value,
            not_available_reason=row.not_available_reason,
            comment=row.comment,
            is_reported=row.is_reported,
        )
        for row in rows
    )


def milestone_answers(
    quarterly_return: QuarterlyReturn, milestone_ids: Iterable[int]
) -> list[MilestoneUpdate]:
    """The whole answers to these milestones, in the order given. One query."""
    ids = list(milestone_ids)
    found = {
        update.milestone_id: update
        for update in MilestoneUpdate.objects.filter(
            quarterly_return=quarterly_return, milestone__in=ids
        ).select_related("milestone", "updated_by")
    }
    return [found[milestone_id] for milestone_id in ids if milestone_id in found]


def last_update(update: MilestoneUpdate, actor: Actor) -> MilestoneUpdate | None:
    """What was reported of the same milestone a quarter earlier, if ``actor`` may read it."""
    return (
        _updates_before(update.quarterly_return, actor)
        .filter(milestone=update.milestone_id, version__gt=0)
        .select_related("quarterly_return__period", "updated_by")
        .last()
    )


def measure_context(update: MeasureUpdate, actor: Actor) -> MeasureContext:
    """The plan for the quarter, last quarter's figure and the year so far. Two queries."""
    quarterly_return = update.quarterly_return
    period = quarterly_return.period
    earlier = list(
        MeasureUpdate.objects.filter(
            measure=update.measure_id,
            quarterly_return__in=QuarterlyReturn.objects.reported().visible_to(actor),
            quarterly_return__locality=quarterly_return.locality_id,
            quarterly_return__period__starts_on__gte=period.year.starts_on,
            quarterly_return__period__starts_on__lt=period.starts_on,
        )
        .select_related("quarterly_return__period")
        .order_by("quarterly_return__period__starts_on", "quarterly_return__revision")
    )
    latest = {row.quarterly_return.period.starts_on: row for row in earlier}
    return MeasureContext(
        planned=_planned(update),
        last=latest.get(period.quarter.previous.starts_on),
        year_to_date=accumulate(
            (row.value for row in latest.values()), update.measure.accumulation
        ),
        target=update.measure.target,
    )


def _planned(update: MeasureUpdate) -> Decimal | None:
    return (
        PlannedValue.objects.filter(
            measure=update.measure_id,
            locality=update.quarterly_return.locality_id,
            period=update.quarterly_return.period_id,
        )
        .values_list("value", flat=True)
        .first()
    )


def _updates_before(
    quarterly_return: QuarterlyReturn, actor: Actor
) -> QuerySet[MilestoneUpdate, MilestoneUpdate]:
    """What the locality reported last quarter; a correction comes after what it corrects."""
    return MilestoneUpdate.objects.filter(
        quarterly_return__in=QuarterlyReturn.objects.reported().visible_to(actor),
        quarterly_return__locality=quarterly_return.locality_id,
        quarterly_return__period__starts_on=quarterly_return.period.quarter.previous.starts_on,
    ).order_by("quarterly_return__revision")


Before = Mapping[int, tuple[str, dt.date | None]]
Row = tuple[int, str, str, dt.date | None, str, dt.date | None, dt.date | None]


def _ratings_before(quarterly_return: QuarterlyReturn, actor: Actor) -> Before:
    rows = _updates_before(quarterly_return, actor).values_list(
        "milestone_id", "rating", "forecast_on", "completed_on"
    )
    return {pk: (rating, completed_on or forecast) for pk, rating, forecast, completed_on in rows}


def _line(row: Row, before: Before, on: dt.date) -> MilestoneLine:
    milestone_id, title, phrase, latest, rating, forecast_on, completed_on = row
    last_rating, last_expected_on = before.get(milestone_id, ("", None))
    return MilestoneLine(
        milestone_id=milestone_id,
        title=title,
        phrase=phrase or UNDATED,
        is_overdue=latest is not None and on > latest,
        rating=rating,
        expected_on=completed_on or forecast_on,
        was_asked_before=milestone_id in before,
        last_rating=last_rating,
        last_expected_on=last_expected_on,
    )


def _gravity(line: MilestoneLine) -> tuple[int, int]:
    return -severity(line.rating), -(line.slip_in_days or 0)
