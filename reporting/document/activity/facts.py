"""A snapshot's visits, case studies and events as values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from csplan.core.periods import Quarter
from programme.choices_delivery import VisitState
from programme.rules.delivery import VisitInterval, visit_interval
from reporting.document import plain


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit offered to the Head of the Civil Service; ``visit_on`` once a day is agreed."""

    locality: str
    locality_name: str
    host: str
    shows: str
    place: str
    offered_on: dt.date
    state: str
    visit_on: dt.date | None


@dataclass(frozen=True, slots=True)
class CaseStudy:
    locality: str
    locality_name: str
    title: str
    outcome: int
    words: str
    sent_on: dt.date


@dataclass(frozen=True, slots=True)
class Events:
    """A locality's events of one type; None where nobody counted."""

    locality: str
    locality_name: str
    type_name: str
    count: int
    attendance: int | None
    volunteering_days: Decimal | None


@dataclass(frozen=True, slots=True)
class Activity:
    """The visits of a year so far, and a quarter's case studies and events."""

    visit_every_days: int | None
    visits: tuple[Visit, ...]
    case_studies: tuple[CaseStudy, ...]
    events: tuple[Events, ...]

    def visits_of(self, quarter: Quarter) -> tuple[Visit, ...]:
        """Those offered in ``quarter``, and those that took place in it or are agreed for then."""
        return tuple(
            each
            for each in self.visits
            if _is_in(each.offered_on, quarter) or _is_in(each.visit_on, quarter)
        )

    def interval(self, quarter: Quarter) -> VisitInterval | None:
        """How often visits took place in the year up to ``quarter``; None without a standard."""
        if self.visit_every_days is None:
            return None
        days = (each.visit_on for each in self.visits if each.state == VisitState.DONE)
        done = [day for day in days if day and quarter.year.starts_on <= day <= quarter.ends_on]
        return visit_interval(done, standard_days=self.visit_every_days)


def _is_in(day: dt.date | None, quarter: Quarter) -> bool:
    return day is not None and quarter.starts_on <= day <= quarter.ends_on


def read_activity(snapshot: Mapping[str, Any]) -> Activity | None:
    """The activity of a snapshot; None of one that was frozen before packs held it."""
    found = snapshot.get("activity")
    if found is None:
        return None
    return Activity(
        visit_every_days=found["visit_every_days"],
        visits=tuple(_visit(row) for row in found["visits"]),
        case_studies=tuple(_case_study(row) for row in found["case_studies"]),
        events=tuple(_events(row) for row in found["events"]),
    )


def _visit(row: Mapping[str, Any]) -> Visit:
    return Visit(
        locality=row["locality"],
        locality_name=row["locality_name"],
        host=row["host"],
        shows=row["shows"],
        place=row["place"],
        offered_on=dt.date.fromisoformat(row["offered_on"]),
        state=row["state"],
        visit_on=plain.day(row["visit_on"]),
    )


def _case_study(row: Mapping[str, Any]) -> CaseStudy:
    return CaseStudy(
        locality=row["locality"],
        locality_name=row["locality_name"],
        title=row["title"],
        outcome=row["outcome"],
        words=row["words"],
        sent_on=dt.date.fromisoformat(row["sent_on"]),
    )


def _events(row: Mapping[str, Any]) -> Events:
    return Events(
        locality=row["locality"],
        locality_name=row["locality_name"],
        type_name=row["type_name"],
        count=row["count"],
        attendance=row["attendance"],
        volunteering_days=plain.number(row["volunteering_days"]),
    )
