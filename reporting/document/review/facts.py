"""A snapshot's review of a year as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from csplan.core.periods import Quarter


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """What was offered, achieved and learnt; drafted from the record until somebody writes it."""

    offer: str
    achievements: str
    implications: str
    is_drafted: bool


@dataclass(frozen=True, slots=True)
class Impact:
    outcome: int
    question: str
    evidence: str
    judgement: str
    reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """A year up to the last of ``quarters``, and the review of the year before it."""

    year: str
    last_year: str
    quarters: tuple[Quarter, ...]
    offers: tuple[ReviewLine, ...]
    lines: tuple[ReviewLine, ...]
    impact: tuple[Impact, ...]


def read_review(snapshot: Mapping[str, Any]) -> Review | None:
    """The review of a snapshot; None of one that is not about a year."""
    found = snapshot.get("review")
    if found is None:
        return None
    return Review(
        year=found["year"],
        last_year=found["last_year"],
        quarters=tuple(Quarter.parse(slug) for slug in found["quarters"]),
        offers=tuple(_line(row) for row in found["offers"]),
        lines=tuple(_line(row) for row in found["lines"]),
        impact=tuple(
            Impact(
                row["outcome"], row["question"], row["evidence"], row["judgement"], row["reason"]
            )
            for row in found["impact"]
        ),
    )


def _line(row: Mapping[str, Any]) -> ReviewLine:
    return ReviewLine(row["offer"], row["achievements"], row["implications"], row["is_drafted"])
