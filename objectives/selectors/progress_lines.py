"""How each milestone and measure of a set stands: what was reported, and what it is due."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q

from csplan.core.ratings import label as rating_label
from csplan.core.ratings import slip_in_days
from csplan.core.worded_moments import date_words
from objectives.choices_progress import Attention
from objectives.models import MeasureProgress, MilestoneProgress, ObjectiveSet, Rebaseline
from objectives.rules.progress import (
    agreed_day,
    due_words,
    first_due,
    leading,
    measure_attention,
    milestone_attention,
    occurrence_days,
    slip_words,
)
from objectives.rules.sources import ComputedFigure, source_of
from objectives.selectors.in_force import MeasureInForce, MilestoneInForce

Key = tuple[int, dt.date | None]
"""A milestone, and which of its occurrences; None for one that happens once."""


@dataclass(frozen=True)
class MilestoneLine:
    """How a milestone, or one occurrence of it, stands.

    ``published_on`` is the latest day its published words allow, ``agreed_on`` the day it is
    judged against; both are None where there is no day. ``entries`` are oldest first.
    """

    item: MilestoneInForce
    occurrence_on: dt.date | None
    published_on: dt.date | None
    agreed_on: dt.date | None
    entries: tuple[MilestoneProgress, ...]
    moves: tuple[Rebaseline, ...]
    attention: Attention
    due: str

    kind = "milestone"

    @property
    def key(self) -> tuple[str, int, dt.date | None]:
        return self.kind, self.item.pk, self.occurrence_on

    @property
    def name(self) -> str:
        """A name for it within a page."""
        return f"m{self.item.pk}-{self.occurrence_on or ''}"

    @property
    def last(self) -> MilestoneProgress | None:
        return self.entries[-1] if self.entries else None

    @property
    def rating(self) -> str:
        return self.last.rating if self.last else ""

    @property
    def rating_words(self) -> str:
        return rating_label(self.rating)

    @property
    def expected_on(self) -> dt.date | None:
        """The day it was completed, else the one expected; None when nobody has said."""
        return (self.last.completed_on or self.last.forecast_on) if self.last else None

    @property
    def slip(self) -> str:
        """ "14 days later than agreed"."""
        return slip_words(slip_in_days(baseline_on=self.agreed_on, expected_on=self.expected_on))

    @property
    def is_moved(self) -> bool:
        return self.agreed_on != self.published_on


@dataclass(frozen=True)
class MeasureLine:
    """How a measure stands. ``figures`` are what csplan counts itself, year by year."""

    item: MeasureInForce
    entries: tuple[MeasureProgress, ...]
    moves: tuple[Rebaseline, ...]
    attention: Attention
    due: str
    figures: tuple[ComputedFigure, ...] = ()
    source_label: str = ""

    kind = "measure"

    @property
    def key(self) -> tuple[str, int, dt.date | None]:
        return self.kind, self.item.pk, None

    @property
    def name(self) -> str:
        return f"p{self.item.pk}"

    @property
    def last(self) -> MeasureProgress | None:
        return self.entries[-1] if self.entries else None

    @property
    def rating(self) -> str:
        return self.last.rating if self.last else ""

    @property
    def rating_words(self) -> str:
        return rating_label(self.rating)

    @property
    def baseline(self) -> str:
        return self.moves[-1].to_words if self.moves else ""

    @property
    def computed(self) -> ComputedFigure | None:
        """The latest year's figure of which the record holds anything."""
        return next((each for each in reversed(self.figures) if each.words), None)

    @property
    def is_computed(self) -> bool:
        return bool(self.source_label)


Line = MilestoneLine | MeasureLine


@dataclass
class Record:
    """Everything reported on a set, by what it is about."""

    milestones: dict[Key, list[MilestoneProgress]] = field(
        default_factory=lambda: defaultdict(list)
    )
    measures: dict[int, list[MeasureProgress]] = field(default_factory=lambda: defaultdict(list))
    moved: dict[Key, list[Rebaseline]] = field(default_factory=lambda: defaultdict(list))
    based: dict[int, list[Rebaseline]] = field(default_factory=lambda: defaultdict(list))


def record_of(objective_set: ObjectiveSet) -> Record:
    """Three queries."""
    kept = Record()
    of_milestone = {"milestone__category__objective_set": objective_set}
    of_measure = {"measure__category__objective_set": objective_set}
    for told in MilestoneProgress.objects.filter(**of_milestone).select_related("by", "milestone"):
        kept.milestones[told.milestone_id, told.occurrence_on].append(told)
    for said in MeasureProgress.objects.filter(**of_measure).select_related("by", "measure"):
        kept.measures[said.measure_id].append(said)
    moves = Rebaseline.objects.filter(Q(**of_milestone) | Q(**of_measure))
    for move in moves.select_related("by", "milestone", "measure"):
        if move.milestone_id is not None:
            kept.moved[move.milestone_id, move.occurrence_on].append(move)
        elif move.measure_id is not None:
            kept.based[move.measure_id].append(move)
    return kept


def lines_of(
    item: MilestoneInForce, objective_set: ObjectiveSet, kept: Record, on: dt.date
) -> Iterator[tuple[MilestoneLine, bool]]:
    """The milestone, or each of its occurrences, and whether the page lists it."""
    days = occurrence_days(
        item.recurrence,
        earliest=item.date.earliest,
        latest=item.date.latest,
        year=objective_set.year,
    )
    if not days:
        yield _milestone_line(item, None, kept, on), True
        return
    lines = [_milestone_line(item, day, kept, on) for day in days]
    done = [line.occurrence_on for line in lines if line.attention == Attention.COMPLETE]
    shown = leading(days, done=(day for day in done if day), today=on)
    for place, line in enumerate(lines):
        yield line, place < shown or line.last is not None


def _milestone_line(
    item: MilestoneInForce, occurrence_on: dt.date | None, kept: Record, on: dt.date
) -> MilestoneLine:
    key = (item.pk, occurrence_on)
    entries, moves = tuple(kept.milestones.get(key, ())), tuple(kept.moved.get(key, ()))
    published_on = occurrence_on or item.date.latest
    agreed_on = agreed_day(published_on, moves)
    rating = entries[-1].rating if entries else ""
    attention = milestone_attention(rating, due_on=agreed_on, today=on)
    return MilestoneLine(
        item=item,
        occurrence_on=occurrence_on,
        published_on=published_on,
        agreed_on=agreed_on,
        entries=entries,
        moves=moves,
        attention=attention,
        due="" if attention == Attention.COMPLETE else due_words(agreed_on, on),
    )


def measure_line_of(
    item: MeasureInForce, objective_set: ObjectiveSet, kept: Record, on: dt.date
) -> MeasureLine:
    entries = tuple(kept.measures.get(item.pk, ()))
    not_before = first_due(item.reports_from_month, objective_set.year)
    attention = measure_attention(
        entries[-1].rating if entries else "",
        reported_on=entries[-1].on if entries else None,
        not_before=not_before,
        year=objective_set.year,
        today=on,
    )
    source = source_of(item.source_key)
    return MeasureLine(
        item=item,
        entries=entries,
        moves=tuple(kept.based.get(item.pk, ())),
        attention=attention,
        due=_measure_due(attention, not_before, objective_set.year.ends_on),
        figures=source.figures(since=objective_set.year, on=on) if source else (),
        source_label=source.label if source else "",
    )


def _measure_due(attention: Attention, not_before: dt.date | None, ends_on: dt.date) -> str:
    if attention == Attention.NOT_DUE and not_before is not None:
        return f"Not due until {not_before:%B %Y}"
    if attention == Attention.OVERDUE:
        return f"Not reported for the end of the year, {date_words(ends_on)}"
    if attention == Attention.DUE and not_before is not None:
        return f"Due since {not_before:%B %Y}"
    return "Not reported for a quarter" if attention == Attention.DUE else ""
