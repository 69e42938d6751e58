"""Asking for several packs of a quarter at once."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.models import ReportingPeriod
from reporting.choices import PackState
from reporting.models import Pack, PackBatch
from reporting.permissions import can_build
from reporting.rules import BUILDS_AN_HOUR, Subject
from reporting.selectors import Readiness, readiness
from reporting.selectors.batches import latest_in
from reporting.selectors.subjects import subjects_of
from reporting.services.requests import Gaps, queue_pack, refuse_gaps, refuse_too_many

NOTHING_CHOSEN = "Select at least one pack to build"


@transaction.atomic
def request_packs(
    *,
    period: ReportingPeriod,
    subjects: Sequence[Subject],
    gap_reason: str = "",
    actor: Actor,
    at: dt.datetime,
    hourly_limit: int | None = BUILDS_AN_HOUR,
) -> PackBatch:
    """Put a build about each of ``subjects`` in the queue, all to rest on the same moment.

    However many packs there are, the batch counts as one build towards the hour's limit.
    Raises NotPermittedError; IncompleteError when nothing is chosen or no reason is given for
    gaps; WrongStateError while returns are missing, as for one pack, or one of the packs is
    being built already; TooManyError. Nothing is written then.
    """
    if not can_build(actor):
        raise NotPermittedError("Only the national team and the Head of CS Local can build packs")
    if not subjects:
        raise IncompleteError(NOTHING_CHOSEN)
    period = ReportingPeriod.objects.select_for_update(no_key=True).get(pk=period.pk)
    ready = readiness(period, at=at)
    refuse_gaps(ready, actor, gap_reason)
    _refuse_under_way(period, {each.slug for each in subjects})
    refuse_too_many(actor, hourly_limit, at=at)
    batch = _create(period, Gaps.of(ready, gap_reason), actor, at=at)
    for subject in subjects:
        _queue(batch, period, subject, actor, at=at)
    slugs = [each.slug for each in subjects]
    record(
        action="packs.requested", target=batch, actor=actor.person, at=at, after={"packs": slugs}
    )
    return batch


@transaction.atomic
def retry_failed(*, batch: PackBatch, actor: Actor, at: dt.datetime) -> list[Pack]:
    """Put another build in the queue for each pack of the batch whose last build failed.

    They rest on the moment the batch rests on, and lack what it lacks. Raises NotPermittedError,
    or WrongStateError when none has failed, one of them is being built outside the batch, or
    nothing was frozen before a return was reopened: who asks for packs answers for what lacks.
    """
    if not can_build(actor):
        raise NotPermittedError("Only the national team and the Head of CS Local can build packs")
    period = ReportingPeriod.objects.select_for_update(no_key=True).get(pk=batch.period_id)
    failed = [each for each in latest_in(batch) if each.state == PackState.FAILED]
    if not failed:
        raise WrongStateError("None of these packs has failed")
    _refuse_under_way(period, {each.subject for each in failed})
    _refuse_reopened(batch, readiness(period, at=at))
    known = {each.slug: each for each in subjects_of(period)}
    return [
        _queue(batch, period, known[each.subject], actor, at=at, sections=each.sections)
        for each in failed
        if each.subject in known
    ]


def _create(period: ReportingPeriod, gaps: Gaps, actor: Actor, *, at: dt.datetime) -> PackBatch:
    return PackBatch.objects.create(
        period=period,
        requested_by=actor.person,
        requested_at=at,
        gaps=list(gaps.names),
        gap_reason=gaps.reason,
    )


def _queue(
    batch: PackBatch,
    period: ReportingPeriod,
    subject: Subject,
    actor: Actor,
    *,
    at: dt.datetime,
    sections: Sequence[str] = (),
) -> Pack:
    gaps = Gaps(batch.gaps, batch.gap_reason)
    return queue_pack(period, subject, sections, gaps, actor, at=at, queued_at=at, batch=batch)


def _refuse_reopened(batch: PackBatch, ready: Readiness) -> None:
    """What was frozen stays as it was; what was not would be frozen as things are now."""
    if not PackBatch.objects.filter(pk=batch.pk, frozen_at__isnull=True).exists():
        return
    if new := [name for name in ready.gaps if name not in batch.gaps]:
        raise WrongStateError(
            f"Since the packs were asked for, these returns were reopened: {', '.join(new)}. "
            "Ask for the packs anew"
        )


def _refuse_under_way(period: ReportingPeriod, slugs: set[str]) -> None:
    busy = Pack.objects.filter(period=period, subject__in=slugs).in_progress()
    if titles := [each.title for each in busy.select_related("period")]:
        raise WrongStateError(f"Being built already: {'; '.join(sorted(titles))}")
