"""Asking for a pack to be built."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, TooManyError, WrongStateError
from csplan.core.models import ReportingPeriod
from reporting.choices import ABOUT_A_RECORD
from reporting.models import Pack, PackBatch
from reporting.permissions import can_build, can_build_with_gaps
from reporting.rules import BUILDS_AN_HOUR, NATIONAL, Subject
from reporting.selectors import Readiness, next_build, next_edition, readiness

HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Gaps:
    """The localities whose returns may lack, and why the pack is built all the same."""

    names: Sequence[str] = ()
    reason: str = ""

    @classmethod
    def of(cls, ready: Readiness, reason: str) -> Self:
        """Those there are; nobody gives a reason where nothing lacks."""
        return cls(ready.gaps, "" if ready.is_complete else reason.strip())


@transaction.atomic
def request_pack(
    *,
    period: ReportingPeriod,
    subject: Subject = NATIONAL,
    sections: Sequence[str] = (),
    gap_reason: str = "",
    actor: Actor,
    at: dt.datetime,
    hourly_limit: int | None = BUILDS_AN_HOUR,
    queued_at: dt.datetime | None = None,
) -> Pack:
    """Put a build of the next edition of the quarter's pack in the queue, and return it.

    ``subject`` is whom the pack is about, ``sections`` the keys of those chosen, in order.
    While one is under way about the subject that one is returned: asking twice builds once.
    ``queued_at`` is the queue's own moment where ``at`` tells of another day.
    Raises NotPermittedError; WrongStateError while returns are missing, unless the Head of CS
    Local asks; IncompleteError when they give no reason; TooManyError. Nothing is written then.
    """
    if not can_build(actor):
        raise NotPermittedError("Only the national team and the Head of CS Local can build a pack")
    period = ReportingPeriod.objects.select_for_update(no_key=True).get(pk=period.pk)
    ready = readiness(period, at=at)
    refuse_gaps(ready, actor, gap_reason)
    under_way = Pack.objects.for_period(period, subject.slug).in_progress().first()
    if under_way is not None:
        return under_way
    refuse_too_many(actor, hourly_limit, at=at)
    gaps = Gaps.of(ready, gap_reason)
    return queue_pack(period, subject, sections, gaps, actor, at=at, queued_at=queued_at or at)


def refuse_gaps(ready: Readiness, actor: Actor, gap_reason: str) -> None:
    quarter = ready.period.quarter.short_label
    if not ready.returns:
        raise WrongStateError(f"{quarter} has no returns to build a pack from")
    if ready.is_complete:
        return
    if not can_build_with_gaps(actor):
        raise WrongStateError(_still_missing(ready))
    if not gap_reason.strip():
        raise IncompleteError("Enter why the pack is built before every return is accepted")


def _still_missing(ready: Readiness) -> str:
    if not ready.gaps:
        return f"{ready.period.quarter.short_label} is still open for reporting"
    names = ", ".join(ready.gaps)
    return f"The pack cannot be built yet: these returns are not accepted: {names}"


def refuse_too_many(actor: Actor, hourly_limit: int | None, *, at: dt.datetime) -> None:
    if hourly_limit is None:
        return
    recent = {
        "requested_by_id": actor.person.pk,
        "requested_at__gt": at - HOUR,
        "requested_at__lte": at,
    }
    alone = Pack.objects.filter(**recent, batch__isnull=True).count()
    if alone + PackBatch.objects.filter(**recent).count() >= hourly_limit:
        raise TooManyError(f"You have built {hourly_limit} packs in the last hour")


def queue_pack(
    period: ReportingPeriod,
    subject: Subject,
    sections: Sequence[str],
    gaps: Gaps,
    actor: Actor,
    *,
    at: dt.datetime,
    queued_at: dt.datetime,
    batch: PackBatch | None = None,
    is_by_itself: bool = False,
) -> Pack:
    """The row of a build that is to be made; called under the quarter's lock.

    What csplan asks for by itself names nobody in the history.
    """
    edition = next_edition(period, subject.slug)
    pack = Pack.objects.create(
        period=period,
        **_about(subject),
        sections=list(sections),
        batch=batch,
        edition=edition,
        build=next_build(period, edition, subject.slug),
        requested_by=actor.person,
        requested_at=at,
        queued_at=queued_at,
        gaps=list(gaps.names),
        gap_reason=gaps.reason,
    )
    record(
        action="pack.requested",
        target=pack,
        actor=None if is_by_itself else actor.person,
        at=at,
        after={"gaps": pack.gaps, "gap_reason": pack.gap_reason, "sections": pack.sections},
    )
    return pack


def _about(subject: Subject) -> dict[str, Any]:
    """The fields of a pack that say whom it is about."""
    own = ABOUT_A_RECORD.get(subject.kind)
    record_of = {f"{own}_id": subject.record} if own else {}
    names = {"kind": subject.kind, "subject": subject.slug, "subject_name": subject.name}
    return names | record_of
