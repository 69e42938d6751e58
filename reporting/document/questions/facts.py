"""A snapshot's matters arising as values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was asked, answered or said on closing."""

    action: str
    at: dt.datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was open, or was closed since the quarter began."""

    pk: int
    line_words: str
    pack_quarter: str
    pack_edition: int | None
    pack_title: str
    locality: str | None
    locality_name: str
    outcome: int | None
    state: str
    exchange: tuple[Said, ...]


def read_questions(snapshot: Mapping[str, Any]) -> tuple[Question, ...] | None:
    """The questions of a snapshot; None of one that was frozen before packs held them."""
    found = snapshot.get("questions")
    if found is None:
        return None
    return tuple(_question(row) for row in found["rows"])


def _question(row: Mapping[str, Any]) -> Question:
    return Question(
        pk=row["id"],
        line_words=row["line_words"],
        pack_quarter=row["pack_quarter"],
        pack_edition=row["pack_edition"],
        pack_title=row.get("pack_title", ""),
        locality=row["locality"],
        locality_name=row["locality_name"],
        outcome=row["outcome"],
        state=row["state"],
        exchange=tuple(_said(step) for step in row["exchange"]),
    )


def _said(step: Mapping[str, Any]) -> Said:
    return Said(step["action"], dt.datetime.fromisoformat(step["at"]), step["by"], step["words"])
