"""A snapshot's plans for the next two quarters as values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from csplan.core.periods import Quarter, london_day


@dataclass(frozen=True, slots=True)
class Coming:
    """Something planned for a day: what sort, what, and where or by whom."""

    on: dt.date
    sort: str
    what: str
    locality: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Forward:
    """What is planned, in order of day within each sort."""

    rows: tuple[Coming, ...]


def read_forward(snapshot: Mapping[str, Any]) -> Forward | None:
    """What a snapshot looks forward to; None of one that was frozen before packs did."""
    found = snapshot.get("forward")
    if found is None:
        return None
    return Forward(
        (
            *(_meeting(row) for row in found["meetings"]),
            *(_return(row) for row in found["returns"]),
            *(_visit(row) for row in found["visits"]),
            *(_communication(row) for row in found["communications"]),
        )
    )


def _meeting(row: Mapping[str, Any]) -> Coming:
    return Coming(dt.date.fromisoformat(row["on"]), "Meeting", row["group"])


def _return(row: Mapping[str, Any]) -> Coming:
    due_on = london_day(dt.datetime.fromisoformat(row["due_at"]))
    return Coming(
        due_on, "Returns", f"Returns due for {Quarter.parse(row['quarter']).short_label}"
    )


def _visit(row: Mapping[str, Any]) -> Coming:
    return Coming(
        dt.date.fromisoformat(row["on"]),
        "Visit",
        f"Head of the Civil Service: {row['shows']}",
        row["locality"],
        row["locality_name"],
    )


def _communication(row: Mapping[str, Any]) -> Coming:
    return Coming(
        dt.date.fromisoformat(row["on"]),
        "Communication",
        row["what"],
        row["locality"] or "",
        row["locality_name"] or row["owner"],
    )
