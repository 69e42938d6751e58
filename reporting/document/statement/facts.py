"""A snapshot's statement for one department as values. Amounts are whole pence."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from localities.choices import PaymentKind

HALF, HUNDRED = 2, Decimal(100)


@dataclass(frozen=True, slots=True)
class Place:
    """A locality with the department's people there; None where no headcount is held."""

    name: str
    is_represented: bool
    people: int | None


@dataclass(frozen=True, slots=True)
class Events:
    """Events of the year so far, those the department took part in, and in the quarter."""

    total: int
    in_year: int
    in_quarter: int


@dataclass(frozen=True, slots=True)
class Payment:
    """An invoice that was sent, or a sum that came in."""

    pk: int
    kind: PaymentKind
    on: dt.date
    pence: int
    reference: str


@dataclass(frozen=True, slots=True)
class Saving:
    """A saving of the year that is claimed and stands, wherever it was made."""

    pk: int
    what: str
    partner: str
    pence: int
    is_validated: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """What a department agreed and paid, and what all savings of the year come to.

    ``payments`` and ``savings`` are None where the snapshot holds their sums alone.
    """

    year: str
    on: dt.date
    agreed: int
    invoiced: int
    received: int
    agreed_by_all: int
    validated: int
    waiting: int
    places: tuple[Place, ...]
    by_cluster_only: int
    events: Events | None
    payments: tuple[Payment, ...] | None = None
    savings: tuple[Saving, ...] | None = None

    @property
    def staff(self) -> int:
        """The department's people in localities, as far as held."""
        return sum(each.people or 0 for each in self.places)

    @property
    def staff_served(self) -> int:
        """Its people where it is represented."""
        return sum(each.people or 0 for each in self.places if each.is_represented)

    @property
    def coverage(self) -> Decimal | None:
        """The part of its people who are served, in per cent; None where none are held."""
        return Decimal(self.staff_served) * HUNDRED / self.staff if self.staff else None

    def share_of(self, pence: int) -> int:
        """As much of ``pence`` as the department pays of what all pay, to the nearest penny."""
        if not self.agreed_by_all:
            return 0
        return (pence * self.agreed * HALF + self.agreed_by_all) // (self.agreed_by_all * HALF)


def read_statement(snapshot: Mapping[str, Any]) -> Statement | None:
    """The statement of a snapshot; None of one that is about no department."""
    found = snapshot.get("statement")
    if found is None:
        return None
    finance, coverage = found["finance"], found["coverage"]
    own = finance["own"] or {}
    return Statement(
        year=finance["year"],
        on=dt.date.fromisoformat(finance["on"]),
        agreed=own.get("agreed_pence", 0),
        invoiced=own.get("invoiced_pence", 0),
        received=own.get("received_pence", 0),
        agreed_by_all=finance["agreed_by_all_pence"],
        validated=finance["validated_pence"],
        waiting=finance["waiting_pence"],
        places=tuple(
            Place(row["name"], row["is_represented"], row["people"]) for row in coverage["places"]
        ),
        by_cluster_only=coverage["by_cluster_only"],
        events=_events(found.get("events")),
        payments=_payments(own),
        savings=_savings(finance),
    )


def _events(row: Mapping[str, Any] | None) -> Events | None:
    return Events(row["total"], row["year"], row["quarter"]) if row else None


def _payments(own: Mapping[str, Any]) -> tuple[Payment, ...] | None:
    """In order of their days; none of a department that does not pay."""
    if own and "payments" not in own:
        return None
    return tuple(
        Payment(
            row["id"],
            PaymentKind(row["kind"]),
            dt.date.fromisoformat(row["paid_on"]),
            row["amount_pence"],
            row["reference"],
        )
        for row in own.get("payments", ())
    )


def _savings(finance: Mapping[str, Any]) -> tuple[Saving, ...] | None:
    if "savings" not in finance:
        return None
    return tuple(
        Saving(row["id"], row["what"], row["partner"], row["amount_pence"], row["is_validated"])
        for row in finance["savings"]
    )
