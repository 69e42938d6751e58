"""A snapshot's work programme items and their moves as values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """A national item, or a locality's own, and its stage now and a quarter before.

    ``serves`` is the national item it takes up. ``stage_before`` is None of what had not begun.
    """

    pk: int
    outcome: int
    locality: str | None
    locality_name: str
    number: str
    text: str
    serves: int | None
    stage: str
    stage_before: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """An item moved from one stage to another, why, and who takes on what is embedded."""

    item: int
    from_stage: str
    to_stage: str
    moved_on: dt.date
    reason: str
    taken_on_by: str


@dataclass(frozen=True, slots=True)
class Stages:
    """Items on a day, beside an earlier one, and the moves in between in order of day."""

    on: dt.date
    since: dt.date
    items: tuple[Item, ...]
    moves: tuple[Move, ...]


def read_stages(snapshot: Mapping[str, Any]) -> Stages | None:
    """The stages of a snapshot; None of one that was frozen before packs held them."""
    found = snapshot.get("stages")
    if found is None:
        return None
    return Stages(
        on=dt.date.fromisoformat(found["on"]),
        since=dt.date.fromisoformat(found["since"]),
        items=tuple(_item(row) for row in found["items"]),
        moves=tuple(_move(row) for row in found["moves"]),
    )


def _item(row: Mapping[str, Any]) -> Item:
    return Item(
        pk=row["id"],
        outcome=row["outcome"],
        locality=row["locality"],
        locality_name=row["locality_name"],
        number=row["number"],
        text=row["text"],
        serves=row["serves"],
        stage=row["stage"],
        stage_before=row["stage_before"],
    )


def _move(row: Mapping[str, Any]) -> Move:
    return Move(
        item=row["item"],
        from_stage=row["from_stage"],
        to_stage=row["to_stage"],
        moved_on=dt.date.fromisoformat(row["moved_on"]),
        reason=row["reason"],
        taken_on_by=row["taken_on_by"],
    )
