"""A snapshot's escalated risks as values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reporting.document import plain


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk that stands escalated, or was until it was closed since last quarter."""

    pk: int
    title: str
    outcome: int | None
    locality: str | None
    locality_name: str
    cause: str
    effect: str
    mitigation: str
    owner: str
    review_on: dt.date
    likelihood: int
    impact: int
    score_before: int | None
    escalated_because: str
    closed_on: dt.date | None
    closed_reason: str


@dataclass(frozen=True, slots=True)
class Risks:
    """Escalated risks as on a day, with their scores of an earlier one; the worst first."""

    on: dt.date
    since: dt.date
    rows: tuple[Risk, ...]


def read_risks(snapshot: Mapping[str, Any]) -> Risks | None:
    """The risks of a snapshot; None of one that was frozen before packs showed them."""
    found = snapshot.get("risks")
    if found is None:
        return None
    return Risks(
        on=dt.date.fromisoformat(found["on"]),
        since=dt.date.fromisoformat(found["since"]),
        rows=tuple(_risk(row) for row in found["rows"]),
    )


def _risk(row: Mapping[str, Any]) -> Risk:
    return Risk(
        pk=row["id"],
        title=row["title"],
        outcome=row["outcome"],
        locality=row["locality"],
        locality_name=row["locality_name"],
        cause=row["cause"],
        effect=row["effect"],
        mitigation=row["mitigation"],
        owner=row["owner"],
        review_on=dt.date.fromisoformat(row["review_on"]),
        likelihood=row["likelihood"],
        impact=row["impact"],
        score_before=row["score_before"],
        escalated_because=row["escalated_because"],
        closed_on=plain.day(row["closed_on"]),
        closed_reason=row["closed_reason"],
    )
