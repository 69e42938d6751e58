"""What the national team and the clock did to the illustrative year's quarters."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Protocol

from csplan.accounts.actors import Actor
from csplan.core.models import ReportingPeriod
from csplan.demonstration.files import Record, london, read
from programme.models import BusinessPlan, OutcomeCommentary
from programme.services import save_commentary
from programme.services.calendar import record_closings


class Deed(Protocol):
    def __call__(self, *, at: dt.datetime) -> None: ...


Timed = tuple[dt.datetime, Deed]


def oversight_deeds(
    plan: BusinessPlan, periods: Mapping[int, ReportingPeriod], cast: Mapping[str, Actor]
) -> list[Timed]:
    """The closings by the clock and the commentary, each with its moment, earliest first.

    Doing a deed again leaves what is there as it is.
    """
    told = [_told(record, plan, periods, cast) for record in read("commentary")["commentary"]]
    return sorted([*_closings(periods), *told], key=lambda timed: timed[0])


def _closings(periods: Mapping[int, ReportingPeriod]) -> Iterator[Timed]:
    """Every quarter but the last that is told of, which is open when the demonstration begins."""
    quarters = sorted({story["quarter"] for story in read("year/returns")["returns"]})
    for number in quarters[:-1]:
        yield periods[number].closes_at, _close


def _close(*, at: dt.datetime) -> None:
    record_closings(at=at)


def _told(
    record: Record,
    plan: BusinessPlan,
    periods: Mapping[int, ReportingPeriod],
    cast: Mapping[str, Actor],
) -> Timed:
    outcome = plan.outcomes.get(order=record["outcome"])
    period = periods[record["quarter"]]

    def tell(*, at: dt.datetime) -> None:
        if not OutcomeCommentary.objects.filter(outcome=outcome, period=period).exists():
            save_commentary(
                outcome=outcome,
                period=period,
                words=record["words"],
                version=0,
                actor=cast[record["by"]],
                at=at,
            )

    return london(record["at"]), tell
