"""A snapshot's measures and their figures as values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from csplan.core.periods import Quarter
from programme.choices import Collection
from programme.rules.measures import Amount, Yardstick
from reporting.document import plain


@dataclass(frozen=True, slots=True)
class Restated:
    """What a figure was until it was put right, and why; ``quarter`` is of the return."""

    previous: Decimal | None
    reason: str
    quarter: Quarter | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A locality's figure for a quarter, or why there is none. National ones name no locality.

    A ratio has the parts it was worked out from.
    """

    quarter: Quarter
    locality: str
    value: Decimal | None
    not_available_reason: str = ""
    comment: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    restated: tuple[Restated, ...] = ()

    @property
    def amount(self) -> Amount | None:
        if self.value is None:
            return None
        return Amount(self.value, self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Measure:
    pk: int
    outcome: int
    title: str
    definition: str
    unit: str
    direction: str
    accumulation: str
    target: Decimal | None = None
    planned: tuple[Figure, ...] = ()
    reports: tuple[Figure, ...] = ()
    collection: str = Collection.LOCALITY
    range_low: Decimal | None = None
    range_high: Decimal | None = None
    on_track_within: Decimal = Decimal(5)
    at_risk_within: Decimal = Decimal(15)
    ends_on: dt.date | None = None

    @property
    def is_national(self) -> bool:
        return self.collection == Collection.NATIONAL

    @property
    def yardstick(self) -> Yardstick:
        return Yardstick(
            unit=self.unit,
            direction=self.direction,
            on_track_within=self.on_track_within,
            at_risk_within=self.at_risk_within,
            range_low=self.range_low,
            range_high=self.range_high,
        )


def read_measure(row: Mapping[str, Any]) -> Measure:
    return Measure(
        pk=row["id"],
        outcome=row["outcome"],
        title=row["title"],
        definition=row["definition"],
        unit=row["unit"],
        direction=row["direction"],
        accumulation=row["accumulation"],
        target=plain.number(row["target"]),
        planned=tuple(_figure(each) for each in row["planned"]),
        reports=tuple(_figure(each) for each in row["reports"]),
        **_later(row),
    )


def _later(row: Mapping[str, Any]) -> dict[str, Any]:
    """What snapshots have said of a measure only since it could be said; see ``Measure``."""
    numbers = ("range_low", "range_high", "on_track_within", "at_risk_within")
    found = {name: plain.number(row[name]) for name in numbers if name in row}
    collection = row.get("collection", Collection.LOCALITY)
    return found | {"collection": collection, "ends_on": plain.day(row.get("ends_on"))}


def _figure(row: Mapping[str, Any]) -> Figure:
    return Figure(
        plain.quarter(row["quarter"]),
        row["locality"],
        plain.number(row["value"]),
        row.get("not_available_reason", ""),
        row.get("comment", ""),
        plain.number(row.get("numerator")),
        plain.number(row.get("denominator")),
        tuple(_restated(each) for each in row.get("restated", ())),
    )


def _restated(row: Mapping[str, Any]) -> Restated:
    quarter = row["quarter"]
    return Restated(
        plain.number(row["previous"]), row["reason"], plain.quarter(quarter) if quarter else None
    )
