"""What the clock does by itself: open quarters whose moment has come, and note their closing."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from csplan.audit.services import record
from csplan.core.models import ReportingPeriod
from programme.services.periods import create_returns


def open_due_periods(*, at: dt.datetime) -> list[ReportingPeriod]:
    """Open each quarter whose opening moment has come and that has no return yet.

    A quarter that no agreed plan gives work is looked at again next time. Nobody is named in
    the history: csplan did it. Doing it twice, or at once, opens once.
    """
    due = ReportingPeriod.objects.open_at(at).filter(returns__isnull=True).order_by("starts_on")
    return [period for period in due if _open(period, at)]


@transaction.atomic
def _open(period: ReportingPeriod, at: dt.datetime) -> bool:
    period.refresh_from_db(from_queryset=ReportingPeriod.objects.select_for_update())
    if not period.is_open_at(at) or period.returns.exists():
        return False
    count = create_returns(period)
    if not count:
        return False
    record(
        action="period.opened",
        target=period,
        actor=None,
        at=at,
        after={"opens_at": period.opens_at, "returns": count},
    )
    return True


def record_closings(*, at: dt.datetime) -> list[ReportingPeriod]:
    """Note in the history each quarter that the clock has closed, once.

    Closing needs nothing done: no answer is saved after the closing moment, which each return
    carries. This writes that moment down as the one it closed at.
    """
    over = ReportingPeriod.objects.filter(
        closed_at__isnull=True, closes_at__lte=at, returns__isnull=False
    )
    return [period for period in over.distinct().order_by("starts_on") if _note(period, at)]


@transaction.atomic
def _note(period: ReportingPeriod, at: dt.datetime) -> bool:
    over = ReportingPeriod.objects.filter(pk=period.pk, closed_at__isnull=True, closes_at__lte=at)
    if not over.update(closed_at=F("closes_at")):
        return False
    record(
        action="period.closed",
        target=period,
        actor=None,
        at=at,
        after={"closed_at": period.closes_at},
    )
    return True
