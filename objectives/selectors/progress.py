"""Progress on a set: what needs attention, one item's story, and everything reported."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from objectives.choices_progress import Attention
from objectives.models import MeasureProgress, MilestoneProgress, ObjectiveSet, Rebaseline
from objectives.selectors.in_force import items_in_force
from objectives.selectors.progress_lines import (
    Line,
    MeasureLine,
    MilestoneLine,
    lines_of,
    measure_line_of,
    record_of,
)

URGENCY = list(Attention)
WANTING = frozenset({Attention.OVERDUE, Attention.TROUBLED, Attention.DUE, Attention.UNDATED})
"""What a person going through the set is taken to, one after the other."""


@dataclass(frozen=True)
class Group:
    """The lines that need the same attention, and how many later occurrences are not listed."""

    attention: Attention
    lines: tuple[Line, ...]

    @property
    def is_closed(self) -> bool:
        """Whether the page folds it away: nothing is left to do about it."""
        return self.attention == Attention.COMPLETE


@dataclass(frozen=True)
class ProgressPage:
    """Every milestone and measure of a set by what needs attention, most first."""

    objective_set: ObjectiveSet
    lines: tuple[Line, ...]
    later_count: int
    undated_count: int

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        by_attention: dict[Attention, list[Line]] = defaultdict(list)
        for line in self.lines:
            by_attention[line.attention].append(line)
        return tuple(
            Group(each, tuple(by_attention[each])) for each in Attention if each in by_attention
        )

    @property
    def counts(self) -> Mapping[str, int]:
        return {group.attention: len(group.lines) for group in self.groups}

    @property
    def last_reported_at(self) -> dt.datetime | None:
        return max((line.last.at for line in self.lines if line.last), default=None)


def progress_page(objective_set: ObjectiveSet, *, on: dt.date) -> ProgressPage:
    """The set as it stands on ``on``. Five queries, and those of each source of figures."""
    items, kept = items_in_force(objective_set), record_of(objective_set)
    milestones = [
        line for item in items.milestones for line in lines_of(item, objective_set, kept, on)
    ]
    listed = [line for line, is_listed in milestones if is_listed]
    measures = [measure_line_of(item, objective_set, kept, on) for item in items.measures]
    return ProgressPage(
        objective_set=objective_set,
        lines=tuple(sorted([*listed, *measures], key=_urgency)),
        later_count=len(milestones) - len(listed),
        undated_count=sum(item.date.latest is None for item in items.milestones),
    )


def milestone_line(
    objective_set: ObjectiveSet, pk: int, occurrence_on: dt.date | None, *, on: dt.date
) -> MilestoneLine | None:
    """One milestone or occurrence; None when the set asks for no such thing. Five queries."""
    items, kept = items_in_force(objective_set), record_of(objective_set)
    wanted = (item for item in items.milestones if item.pk == pk)
    lines = (line for item in wanted for line, _ in lines_of(item, objective_set, kept, on))
    return next((line for line in lines if line.occurrence_on == occurrence_on), None)


def measure_line(objective_set: ObjectiveSet, pk: int, *, on: dt.date) -> MeasureLine | None:
    """One measure; None when it is none of the set's. Five queries and its source's."""
    items, kept = items_in_force(objective_set), record_of(objective_set)
    wanted = (item for item in items.measures if item.pk == pk)
    return next((measure_line_of(item, objective_set, kept, on) for item in wanted), None)


Entry = MilestoneProgress | MeasureProgress | Rebaseline


@dataclass(frozen=True)
class Reported:
    """A report, or a change of the day or figure judged against, and what it is about."""

    text: str
    occurrence_on: dt.date | None
    entry: Entry

    @property
    def is_move(self) -> bool:
        return isinstance(self.entry, Rebaseline)


def everything_reported(objective_set: ObjectiveSet) -> list[Reported]:
    """Every entry about the set, also about what it has dropped since, newest first."""
    kept = record_of(objective_set)
    found: tuple[Iterable[Sequence[Entry]], ...] = (
        kept.milestones.values(), kept.measures.values(), kept.moved.values(), kept.based.values()
    )  # fmt: skip
    rows = [entry for kind in found for entries in kind for entry in entries]
    return [_reported(row) for row in sorted(rows, key=lambda row: row.at, reverse=True)]


def _reported(row: Entry) -> Reported:
    if isinstance(row, MeasureProgress):
        return Reported(row.measure.text, None, row)
    subject = row.milestone or (row.measure if isinstance(row, Rebaseline) else None)
    return Reported(subject.text if subject else "", row.occurrence_on, row)


def _urgency(line: Line) -> tuple[int, dt.date]:
    """Most wanting first; in a group by the day it is due, and what has none in set order."""
    day = line.agreed_on if isinstance(line, MilestoneLine) else None
    return URGENCY.index(line.attention), day or dt.date.max


def next_line(page: ProgressPage, after: Line) -> Line | None:
    """What wants attention next on the page after ``after``; None at its end."""
    places = [place for place, line in enumerate(page.lines) if line.key == after.key]
    following = page.lines[places[0] + 1 :] if places else ()
    return next((line for line in following if line.attention in WANTING), None)
