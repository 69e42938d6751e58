"""A snapshot's decisions and actions as values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reporting.document import plain


@dataclass(frozen=True, slots=True)
class Pin:
    """The line of an edition that something is about; all empty for none.

    ``pack_title`` is empty for the national pack.
    """

    line_words: str = ""
    pack_quarter: str = ""
    pack_edition: int | None = None
    pack_title: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    pk: int
    text: str
    reason: str
    meeting_on: dt.date
    pin: Pin


@dataclass(frozen=True, slots=True)
class Made:
    """A decision, with the words in which it was asked for, if it was."""

    pk: int
    text: str
    sought: str
    decided_on: dt.date
    pin: Pin


@dataclass(frozen=True, slots=True)
class Action:
    """``words`` are what was last said of it, on ``words_at``, or what came of it."""

    pk: int
    text: str
    owner: str
    locality: str | None
    place: str
    due_on: dt.date
    state: str
    closed_at: dt.datetime | None
    words: str
    words_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """``sought`` and ``made`` are None in a pack that does not tell of them."""

    on: dt.datetime
    sought: tuple[Sought, ...] | None
    made: tuple[Made, ...] | None
    actions: tuple[Action, ...]


def read_decisions(snapshot: Mapping[str, Any]) -> Decisions | None:
    """The decisions of a snapshot; None of one that was frozen before packs held them."""
    found = snapshot.get("decisions")
    if found is None:
        return None
    sought, made = found["sought"], found["made"]
    return Decisions(
        on=dt.datetime.fromisoformat(found["on"]),
        sought=None if sought is None else tuple(_sought(row) for row in sought),
        made=None if made is None else tuple(_made(row) for row in made),
        actions=tuple(_action(row) for row in found["actions"]),
    )


def _pin(row: Mapping[str, Any]) -> Pin:
    title = row.get("pack_title", "")
    return Pin(row["line_words"], row["pack_quarter"], row["pack_edition"], title)


def _sought(row: Mapping[str, Any]) -> Sought:
    day = dt.date.fromisoformat(row["meeting_on"])
    return Sought(row["id"], row["text"], row["reason"], day, _pin(row))


def _made(row: Mapping[str, Any]) -> Made:
    decided_on = dt.date.fromisoformat(row["decided_on"])
    return Made(row["id"], row["text"], row["sought"], decided_on, _pin(row))


def _action(row: Mapping[str, Any]) -> Action:
    return Action(
        pk=row["id"],
        text=row["text"],
        owner=row["owner"],
        locality=row["locality"],
        place=row["locality_name"],
        due_on=dt.date.fromisoformat(row["due_on"]),
        state=row["state"],
        closed_at=plain.moment(row["closed_at"]),
        words=row["words"],
        words_at=plain.moment(row["words_at"]),
    )
