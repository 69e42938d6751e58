"""A snapshot's contributions and savings as values. Amounts are whole pence."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from csplan.core.periods import Quarter
from programme.choices_delivery import Recurrence


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a department agreed for the year, was asked for and has paid."""

    department: str
    agreed: int
    invoiced: int
    received: int


@dataclass(frozen=True, slots=True)
class Saving:
    """A saving that is claimed and stands."""

    pk: int
    locality: str
    locality_name: str
    partner: str
    what: str
    pence: int
    agreed_on: dt.date
    is_cashable: bool
    is_recurring: bool
    is_validated: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """What savings come to, validated or only claimed."""

    validated: int
    waiting: int

    @property
    def claimed(self) -> int:
        """All that is claimed and stands."""
        return self.validated + self.waiting

    @classmethod
    def of(cls, savings: Iterable[Saving]) -> Self:
        rows = list(savings)
        validated = sum(each.pence for each in rows if each.is_validated)
        return cls(validated, sum(each.pence for each in rows) - validated)


@dataclass(frozen=True, slots=True)
class Finance:
    """A year's contributions, and its savings up to the day ``on``."""

    year: str
    on: dt.date
    contributions: tuple[Contribution, ...]
    savings: tuple[Saving, ...]

    @property
    def target(self) -> int:
        """What savings are to equal: all that was contributed to the year."""
        return sum(each.agreed for each in self.contributions)

    @property
    def total(self) -> Sum:
        return Sum.of(self.savings)

    def of_quarter(self, quarter: Quarter) -> tuple[Saving, ...]:
        """The savings agreed in ``quarter``."""
        first, last = quarter.starts_on, quarter.ends_on
        return tuple(each for each in self.savings if first <= each.agreed_on <= last)


def read_finance(snapshot: Mapping[str, Any]) -> Finance | None:
    """The money of a snapshot; None of one that was frozen before packs held any."""
    found = snapshot.get("finance")
    if found is None:
        return None
    return Finance(
        year=found["year"],
        on=dt.date.fromisoformat(found["on"]),
        contributions=tuple(
            Contribution(
                row["department_name"],
                row["agreed_pence"],
                row["invoiced_pence"],
                row["received_pence"],
            )
            for row in found["contributions"]
        ),
        savings=tuple(_saving(row) for row in found["savings"]),
    )


def _saving(row: Mapping[str, Any]) -> Saving:
    return Saving(
        pk=row["id"],
        locality=row["locality"],
        locality_name=row["locality_name"],
        partner=row["partner"],
        what=row["what"],
        pence=row["amount_pence"],
        agreed_on=dt.date.fromisoformat(row["agreed_on"]),
        is_cashable=row["is_cashable"],
        is_recurring=row["recurrence"] == Recurrence.RECURRING,
        is_validated=row["is_validated"],
    )
