"""Stages of the delivery model over time: no database, no clock."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from csplan.core.worded_moments import date_words
from programme.choices import Stage

NO_STAGE = "No stage yet"
STAGES: tuple[str, ...] = (Stage.INNOVATE, Stage.CORE, Stage.EMBED, "")
"""The order in which stages are counted and drawn; none comes last."""


def stage_words(stage: str) -> str:
    return str(Stage(stage).label) if stage else NO_STAGE


@dataclass(frozen=True, slots=True)
class Moved:
    """One move of an item, as far as the rules ask."""

    item_id: int
    to_stage: str
    moved_on: dt.date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A move somebody would make."""

    from_stage: str
    to_stage: str
    moved_on: dt.date | None
    reason: str
    taken_on_by: str


def move_problems(
    move: Proposal, *, last_moved_on: dt.date | None, ends_on: dt.date | None, today: dt.date
) -> dict[str, str]:
    """Why the move cannot be made, by field; nothing when it can.

    ``last_moved_on`` is the day of the item's move before, ``ends_on`` its own last day.
    """
    problems = _day_problem(move.moved_on, last_moved_on, ends_on, today)
    if not move.to_stage:
        problems["to_stage"] = "Select the stage it moves to"
    elif move.to_stage == move.from_stage:
        problems["to_stage"] = f"It is at “{stage_words(move.to_stage)}” already"
    if not move.reason:
        problems["reason"] = "Enter why it moves"
    if move.to_stage == Stage.EMBED and not move.taken_on_by:
        problems["taken_on_by"] = "Enter who takes it on"
    return problems


def _day_problem(
    day: dt.date | None, last: dt.date | None, ends_on: dt.date | None, today: dt.date
) -> dict[str, str]:
    if day is None:
        return {"moved_on": "Enter the day it moved"}
    if day > today:
        return {"moved_on": "The day it moved must be today or in the past"}
    if last is not None and day < last:
        return {"moved_on": f"It moved on {date_words(last)}: the day must not be before that"}
    if ends_on is not None and day > ends_on:
        return {"moved_on": f"It ended on {date_words(ends_on)}: the day must not be after that"}
    return {}


def stages_on(moves: Iterable[Moved], day: dt.date) -> dict[int, str]:
    """The stage each item was at by the end of ``day``; ``moves`` come in the order made."""
    return {move.item_id: move.to_stage for move in moves if move.moved_on <= day}


@dataclass(frozen=True, slots=True)
class Mix:
    """How many items were at each stage."""

    counts: Mapping[str, int]

    @classmethod
    def of(cls, stages: Iterable[str]) -> "Mix":
        return cls(Counter(stages))

    def at(self, stage: str) -> int:
        return self.counts.get(stage, 0)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def words(self) -> str:
        """ "3 innovate, 5 core offering and 1 embed", leaving out what there is none of."""
        known = [(stage, self.at(stage)) for stage in STAGES if self.at(stage)]
        parts = [f"{count} {stage_words(stage).lower()}" for stage, count in known]
        if len(parts) < 2:
            return "".join(parts) or "nothing"
        return f"{', '.join(parts[:-1])} and {parts[-1]}"

    def segments(self, width: int) -> list[tuple[str, float, float]]:
        """Each stage there is any of, with where its bar starts and how wide it is."""
        drawn, start = [], 0.0
        for stage in STAGES:
            size = round(width * self.at(stage) / self.total, 1) if self.total else 0.0
            if size:
                drawn.append((stage, round(start, 1), size))
            start += size
        return drawn
