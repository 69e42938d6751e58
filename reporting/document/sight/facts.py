"""A snapshot's line of sight as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Serving:
    """An outcome of the plan, or one milestone of a locality, that serves an objective."""

    outcome: int | None
    milestone: int | None
    milestone_title: str
    locality: str | None
    locality_name: str
    how: str


@dataclass(frozen=True, slots=True)
class Supported:
    """An objective further up that another supports."""

    reference: str
    whose: str
    text: str


@dataclass(frozen=True, slots=True)
class Objective:
    """A published objective; ``above`` are those it supports, the nearest first."""

    reference: str
    whose: str
    post: str
    text: str
    above: tuple[Supported, ...]
    serving: tuple[Serving, ...]


def read_sight(snapshot: Mapping[str, Any]) -> tuple[Objective, ...] | None:
    """The line of sight of a snapshot; None of one that was frozen before packs held it."""
    found = snapshot.get("sight")
    if found is None:
        return None
    return tuple(_objective(row) for row in found["objectives"])


def _objective(row: Mapping[str, Any]) -> Objective:
    return Objective(
        reference=row["reference"],
        whose=row["whose"],
        post=row["post"],
        text=row["text"],
        above=tuple(
            Supported(each["reference"], each["whose"], each["text"]) for each in row["above"]
        ),
        serving=tuple(
            Serving(
                each["outcome"],
                each["milestone"],
                each["milestone_title"],
                each["locality"],
                each["locality_name"],
                each["how"],
            )
            for each in row["serving"]
        ),
    )
