"""Settling a quarter's dates by the meeting that considers it."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.models import ReportingPeriod
from localities.models import Meeting, QuarterMeeting
from programme.models import QuarterlyReturn
from programme.permissions.periods import can_date_period
from programme.rules.periods import CountedBack


@dataclass(frozen=True, slots=True)
class Dates:
    """When returns are due and reporting closes."""

    due_at: dt.datetime
    closes_at: dt.datetime


def dates_of(period: ReportingPeriod) -> Dates:
    return Dates(period.due_at, period.closes_at)


@transaction.atomic
def settle_dates(
    *,
    period: ReportingPeriod,
    meeting: Meeting,
    due_before: int,
    closes_before: int,
    dates: Dates,
    seen: Dates,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Name the meeting that considers the quarter, and set its dates.

    ``dates`` are usually those counted back from the meeting, ``seen`` those that the person saw
    before. Returns that were to close with the quarter close with it still; one that was given
    longer keeps its time unless the quarter's is later now. Raises NotPermittedError,
    WrongStateError once it is closed, StaleVersionError when somebody changed the dates
    meanwhile, or IncompleteError when they are in no order or reporting would be over already.
    """
    if not can_date_period(actor, period):
        raise NotPermittedError(
            "Only the Head of CS Local can set a quarter’s dates once localities report in it"
        )
    period.refresh_from_db(from_queryset=ReportingPeriod.objects.select_for_update())
    before = dates_of(period)
    _refuse_impossible(period, dates, seen, at)
    period.due_at, period.closes_at = dates.due_at, dates.closes_at
    period.save(update_fields=["due_at", "closes_at"])
    _move_returns(period, before.closes_at)
    QuarterMeeting.objects.update_or_create(
        period=period,
        defaults={
            "meeting": meeting,
            "due_before": due_before,
            "closes_before": closes_before,
            "counted_from": meeting.day,
        },
    )
    record(
        action="period.dated",
        target=period,
        actor=actor.person,
        at=at,
        before={"due_at": before.due_at, "closes_at": before.closes_at},
        after={"due_at": dates.due_at, "closes_at": dates.closes_at, "meeting": str(meeting)},
    )


@transaction.atomic
def follow_meeting(
    *, period: ReportingPeriod, day: dt.date, actor: Actor, at: dt.datetime
) -> None:
    """Count the quarter's dates back again from its meeting, which has moved to ``day``.

    Refuses as ``settle_dates`` does, and when the meeting is on another day by now, or none
    considers the quarter.
    """
    rows = QuarterMeeting.objects.select_related("meeting__group")
    considered = rows.filter(period=period).first()
    if considered is None or considered.meeting.day != day:
        raise StaleVersionError("The meeting has changed since you opened this page")
    counted = CountedBack(day, considered.due_before, considered.closes_before)
    settle_dates(
        period=period,
        meeting=considered.meeting,
        due_before=considered.due_before,
        closes_before=considered.closes_before,
        dates=Dates(counted.due_at, counted.closes_at),
        seen=dates_of(period),
        actor=actor,
        at=at,
    )


def _refuse_impossible(
    period: ReportingPeriod, dates: Dates, seen: Dates, at: dt.datetime
) -> None:
    if period.is_closed_at(at):
        raise WrongStateError(f"{period.quarter.short_label} is closed")
    if dates_of(period) != seen:
        raise StaleVersionError("Somebody has changed the dates since you opened this page")
    if not period.opens_at < dates.due_at <= dates.closes_at:
        raise IncompleteError("Returns must be due after the quarter opens and before it closes")
    if dates.closes_at <= at:
        raise IncompleteError("Reporting would be over already. Choose a later closing day")


def _move_returns(period: ReportingPeriod, closed_before: dt.datetime) -> None:
    """Let the returns that closed with the quarter, or close before it now, close with it."""
    returns = QuarterlyReturn.objects.filter(period=period)
    returns.filter(closes_at=closed_before).update(closes_at=period.closes_at)
    longer = returns.filter(closes_at__gt=closed_before, closes_at__lt=period.closes_at)
    longer.update(closes_at=period.closes_at)
