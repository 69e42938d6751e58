"""Drafts of packs that csplan asks for by itself, once every return of a quarter is accepted."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from csplan.accounts.models import User
from csplan.accounts.selectors import actor_for
from csplan.core.models import ReportingPeriod
from csplan.core.periods import london_day
from programme.models import QuarterlyReturn
from reporting.models import Pack
from reporting.rules import NATIONAL
from reporting.selectors import latest_returns, readiness
from reporting.services.requests import Gaps, queue_pack

LOOK_BACK = dt.timedelta(days=7)
"""How long after the last acceptance a draft is still made that nobody asked for in time."""


def request_due_drafts(*, at: dt.datetime) -> list[int]:
    """Queue a draft for each quarter that has just become complete; the keys of the packs.

    Looked at again and again, each completion gets one draft: asking twice, or at once, or late
    because the clock had stopped, does no harm.
    """
    since = at - LOOK_BACK
    lately = Q(returns__accepted_at__gte=since) | Q(closes_at__gte=since) | Q(closed_at__gte=since)
    due = ReportingPeriod.objects.closed_by(at).filter(lately).distinct()
    made = [request_draft(period_id=pk, at=at) for pk in sorted(due.values_list("pk", flat=True))]
    return [pk for pk in made if pk is not None]


@transaction.atomic
def request_draft(*, period_id: int, at: dt.datetime) -> int | None:
    """Queue the quarter's national pack, unless it is not complete or was asked for since.

    It stands in the name of whoever accepted the last return; the history names nobody, for
    csplan did it. Returns the pack's key, or None.
    """
    period = ReportingPeriod.objects.select_for_update(no_key=True).get(pk=period_id)
    ready = readiness(period, at=at)
    accepted = latest_returns(period).filter(accepted_by__isnull=False)
    last = accepted.order_by("-accepted_at").first()
    if not ready.is_complete or last is None or _is_asked_for(period, last, at):
        return None
    accepter = User.objects.get(pk=last.accepted_by_id or 0)
    actor = actor_for(accepter, on=london_day(at))
    made = queue_pack(period, NATIONAL, (), Gaps(), actor, at=at, queued_at=at, is_by_itself=True)
    return made.pk


def _is_asked_for(period: ReportingPeriod, last: QuarterlyReturn, at: dt.datetime) -> bool:
    """Whether somebody asked since the quarter was complete, or that was too long ago."""
    complete_at = max(last.accepted_at or at, period.ended_at)
    if complete_at < at - LOOK_BACK:
        return True
    asked = Pack.objects.for_period(period)
    return asked.filter(requested_at__gte=complete_at).exists() or asked.in_progress().exists()
