"""Opening and closing quarters for reporting."""

import datetime as dt
from collections.abc import Iterable
from itertools import product
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.models import ReportingPeriod
from csplan.core.ratings import Rating
from localities.models import Locality
from programme.choices import AFTER_ACCEPTANCE, PlanState, ReturnState
from programme.models import (
    BusinessPlan,
    Measure,
    MeasureUpdate,
    Milestone,
    MilestoneUpdate,
    Moderation,
    NationalFigure,
    QuarterlyReturn,
)
from programme.permissions.returns import can_run_periods
from programme.services.words import clean


@transaction.atomic
def open_period(*, period: ReportingPeriod, actor: Actor, at: dt.datetime) -> None:
    """Give every locality of an agreed plan its return for ``period`` and let them report.

    Opening early moves the opening moment to ``at``. Raises NotPermittedError, or
    WrongStateError when the period was opened before or is past, or no agreed plan covers it.
    """
    _refuse_others(actor)
    period.refresh_from_db(from_queryset=ReportingPeriod.objects.select_for_update())
    if period.is_closed_at(at) or period.returns.exists():
        raise WrongStateError(f"{period.quarter.short_label} has been opened already")
    if period.opens_at > at:
        period.opens_at = at
        period.save(update_fields=["opens_at"])
    count = create_returns(period)
    if not count:
        raise WrongStateError(f"No agreed plan has milestones in {period.year}")
    record(
        action="period.opened",
        target=period,
        actor=actor.person,
        at=at,
        after={"opens_at": period.opens_at, "returns": count},
    )


@transaction.atomic
def close_period(*, period: ReportingPeriod, actor: Actor, at: dt.datetime) -> None:
    """Stop reporting for ``period`` before its closing moment. What is written stays.

    Waits for saves under way, and none that begins later is let in. A return that was given
    longer keeps its own time.
    """
    _refuse_others(actor)
    closed = (
        ReportingPeriod.objects.filter(pk=period.pk, closed_at__isnull=True)
        .open_at(at)
        .update(closed_at=at)
    )
    if not closed:
        raise WrongStateError(f"{period.quarter.short_label} is not open")
    period.returns.filter(closes_at__lte=period.closes_at).update(closes_at=at)
    record(
        action="period.closed",
        target=period,
        actor=actor.person,
        at=at,
        before={"closes_at": period.closes_at},
        after={"closed_at": at},
    )


@transaction.atomic
def extend_return(
    *,
    quarterly_return: QuarterlyReturn,
    until: dt.datetime,
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Let one locality report until ``until``, although its period closes before.

    Also once its closing time has passed, so that a return sent back or withdrawn after that
    can be put right. Raises NotPermittedError, IncompleteError, or WrongStateError when the
    return is not open.
    """
    _refuse_others(actor)
    if quarterly_return.state != ReturnState.OPEN:
        raise WrongStateError(f"{quarterly_return} has been submitted already")
    reason = clean(reason)
    if not reason:
        raise IncompleteError("Enter why this locality needs longer")
    if until <= at:
        raise IncompleteError("The new closing time must be in the future")
    if until <= quarterly_return.closes_at:
        raise IncompleteError("The new closing time must be later than the present one")
    extended = QuarterlyReturn.objects.filter(
        pk=quarterly_return.pk, state=ReturnState.OPEN, closes_at__lt=until
    ).update(closes_at=until)
    if not extended:
        raise WrongStateError(f"{quarterly_return} is no longer open, or has longer already")
    record(
        action="return.extended",
        target=quarterly_return,
        actor=actor.person,
        at=at,
        before={"closes_at": quarterly_return.closes_at},
        after={"closes_at": until, "reason": reason},
    )


def create_returns(period: ReportingPeriod) -> int:
    """Make the period's returns with a blank update for each milestone and measure due in it.

    A locality has a return when an agreed plan gives it work and it is in force when the quarter
    begins. What ended before the quarter is not asked about, nor milestones completed in an
    earlier quarter's accepted return. A completion that was never accepted is asked about until
    it is. Returns how many returns were made.
    """
    plans = _plan_ids(period)
    localities = (
        Locality.objects.in_force_on(period.starts_on)
        .filter(milestones__work_item__outcome__plan__in=plans)
        .distinct()
    )
    returns = QuarterlyReturn.objects.bulk_create(
        QuarterlyReturn(period=period, locality=locality, closes_at=period.closes_at)
        for locality in localities
    )
    _create_milestone_updates(returns, _live_milestones(period, plans))
    measures = _measures_in_force(period, plans)
    _create_measure_updates(returns, [each for each in measures if not each.is_national], plans)
    if returns:
        _create_national_figures(period, [each for each in measures if each.is_national])
    return len(returns)


def ask_no_more(accepted: QuarterlyReturn) -> None:
    """Take what is complete by now out of the locality's later returns, where it waits unanswered.

    They were made before this one was accepted. What was answered in them stays.
    """
    later = QuarterlyReturn.objects.filter(
        locality=accepted.locality_id,
        period__starts_on__gt=accepted.period.starts_on,
        state=ReturnState.OPEN,
    )
    for each in later.select_related("period").order_by("pk"):
        blank = each.milestone_updates.filter(
            version=0, milestone__in=_completed_before(each.period)
        )
        if blank.exists() and later.filter(pk=each.pk).update(version=F("version") + 1):
            blank.delete()


def _refuse_others(actor: Actor) -> None:
    if not can_run_periods(actor):
        raise NotPermittedError("Only the Head of CS Local can open, extend or close a quarter")


def _plan_ids(period: ReportingPeriod) -> list[int]:
    """The agreed plans, held until the returns are made: no new milestone slips between."""
    plans = BusinessPlan.objects.covering(period.year).filter(state=PlanState.AGREED)
    return list(plans.select_for_update().values_list("pk", flat=True))


def _live_milestones(period: ReportingPeriod, plans: Iterable[int]) -> Iterable[Milestone]:
    return (
        Milestone.objects.filter(work_item__outcome__plan__in=plans)
        .exclude(ends_on__lt=period.starts_on)
        .exclude(work_item__ends_on__lt=period.starts_on)
        .exclude(pk__in=_completed_before(period))
        .order_by("pk")
    )


def _completed_before(period: ReportingPeriod) -> QuerySet[Any, int]:
    """Milestones accepted as complete, unless the national team rated them otherwise."""
    moderations = Moderation.objects.filter(
        update=OuterRef("pk"), update_version=OuterRef("version")
    ).order_by("-number")
    accepted = QuarterlyReturn.objects.filter(
        period__starts_on__lt=period.starts_on, state__in=AFTER_ACCEPTANCE
    )
    # A correction that was accepted counts, and not what it corrects.
    reported = MilestoneUpdate.objects.filter(
        rating=Rating.COMPLETE,
        quarterly_return__in=accepted.latest_revisions().order_by().values("pk"),
    ).annotate(moderated=Subquery(moderations.values("rating")[:1]))
    counted = reported.filter(Q(moderated=Rating.COMPLETE) | Q(moderated__isnull=True))
    return counted.order_by().values_list("milestone_id", flat=True)


def _create_milestone_updates(
    returns: Iterable[QuarterlyReturn], milestones: Iterable[Milestone]
) -> None:
    by_locality = {one.locality_id: one for one in returns}
    MilestoneUpdate.objects.bulk_create(
        MilestoneUpdate(quarterly_return=by_locality[m.locality_id], milestone=m)
        for m in milestones
        if m.locality_id in by_locality
    )


def _measures_in_force(period: ReportingPeriod, plans: Iterable[int]) -> list[Measure]:
    """The measures that are still collected when the quarter begins."""
    collected = Q(ends_on__isnull=True) | Q(ends_on__gte=period.starts_on)
    measures = Measure.objects.filter(collected, outcome__plan__in=plans)
    return list(measures.select_related("outcome").order_by("pk"))


def _create_national_figures(period: ReportingPeriod, measures: Iterable[Measure]) -> None:
    NationalFigure.objects.bulk_create(
        (NationalFigure(period=period, measure=measure) for measure in measures),
        ignore_conflicts=True,
    )


def _create_measure_updates(
    returns: Iterable[QuarterlyReturn], measures: Iterable[Measure], plans: Iterable[int]
) -> None:
    """Each return is asked for the measures of the plans that give its locality work."""
    worked = Milestone.objects.filter(work_item__outcome__plan__in=plans).order_by()
    at_work = set(worked.values_list("locality", "work_item__outcome__plan").distinct())
    MeasureUpdate.objects.bulk_create(
        MeasureUpdate(quarterly_return=quarterly_return, measure=measure)
        for quarterly_return, measure in product(returns, measures)
        if (quarterly_return.locality_id, measure.outcome.plan_id) in at_work
    )
