"""Freezing what a pack is made from: a quarter at one moment, narrowed to whom the pack is about.

Workers and commands alone import this module.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from csplan.audit.selectors import chain_head
from csplan.core.models import ReportingPeriod
from programme.models import QuarterlyReturn
from reporting.choices import PackKind
from reporting.document.changes.content import pack_changes
from reporting.document.content import pack_snapshot
from reporting.document.narrowing import narrowed
from reporting.document.review.content import pack_review
from reporting.document.sections import default_keys
from reporting.document.snapshot import canonical_bytes, digest, parse
from reporting.document.statement.content import pack_events
from reporting.models import Pack, PackBatch
from reporting.selectors import gaps_in, latest_returns
from reporting.services.earlier import earlier_pack
from reporting.services.errors import BuildError
from reporting.services.sources import Sources, watched

Json = dict[str, Any]

FURTHER: Mapping[str, tuple[str, Callable[[ReportingPeriod], Json]]] = {
    PackKind.DEPARTMENT: ("events", pack_events),
    PackKind.YEAR_END: ("review", pack_review),
}
"""What is frozen beside the national content for packs of a kind, and its name there."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a pack is made from, whose return is missing, and the tables it was read from."""

    snapshot: Json
    gaps: tuple[str, ...]
    sources: Sources = field(default_factory=Sources)


def freeze(pack: Pack, *, at: dt.datetime) -> Frozen:
    """What ``pack`` is made from, as things stand at ``at``.

    Packs of a batch share one freezing: the first of them to be built does it, and the others
    are narrowed from what it kept, whatever has been changed since. Raises BuildError when a
    return was reopened since the pack was asked for.
    """
    if pack.batch_id is None:
        content, sources = _watched_content(pack, at=at)
    else:
        content, sources = _shared_content(pack, at=at), Sources()
    moment = dt.datetime.fromisoformat(content["built_at"])
    snapshot = narrowed(content, pack.kind, pack.record) | _identity(pack)
    earlier = earlier_pack(pack, known_at=moment, at=at)
    snapshot["changes"] = pack_changes(snapshot, earlier)
    return Frozen(snapshot, tuple(snapshot["gaps"]), sources)


def _identity(pack: Pack) -> Json:
    """What the pack's own row says of it."""
    return {
        "edition": pack.edition,
        "build": pack.build,
        "requested_by": pack.requested_by.full_name,
        "subject": {"kind": pack.kind, "slug": pack.subject, "name": pack.subject_name},
        "sections": list(pack.sections or default_keys(pack.kind)),
    }


@transaction.atomic
def _watched_content(pack: Pack, *, at: dt.datetime) -> tuple[Json, Sources]:
    """The content of a pack that is built by itself, and what it was read from."""
    with watched(at) as sources:
        content = _content(pack, {pack.kind}, at=at)
    return content | _audit(), sources


def _audit() -> Json:
    """The end of the history as it stands: whoever holds the pack holds it too."""
    head = chain_head()
    return {"audit": {"sequence": head.sequence, "head": head.hash}}


@transaction.atomic
def _content(pack: Pack, kinds: set[str], *, at: dt.datetime) -> Json:
    """The national content and what the kinds need beside it.

    The returns are locked meanwhile: every save to one takes its row first.
    """
    period = ReportingPeriod.objects.select_for_update(no_key=True).get(pk=pack.period_id)
    list(QuarterlyReturn.objects.for_period(period).select_for_update(no_key=True).order_by("pk"))
    gaps = gaps_in(latest_returns(period).select_related("locality"))
    _refuse_new_gaps(pack, gaps)
    content = pack_snapshot(
        period=period,
        edition=pack.edition,
        build=pack.build,
        at=at,
        requested_by="",
        gaps=gaps,
        gap_reason=pack.gap_reason if gaps else "",
    )
    further = [FURTHER[kind] for kind in FURTHER if kind in kinds]
    return content | {name: read(period) for name, read in further}


@transaction.atomic
def _shared_content(pack: Pack, *, at: dt.datetime) -> Json:
    """The batch's content; frozen now by the first that asks, while the others wait for it."""
    batch = PackBatch.objects.select_for_update(no_key=True).get(packs=pack)
    if batch.content is not None:
        return _kept(batch)
    kinds = set(batch.packs.order_by().values_list("kind", flat=True))
    content = _content(pack, kinds, at=at) | _audit()
    data = canonical_bytes(content)
    PackBatch.objects.filter(pk=batch.pk, content__isnull=True).update(
        content=data, content_digest=digest(data), frozen_at=at
    )
    return parse(data)


def _kept(batch: PackBatch) -> Json:
    data = bytes(batch.content or b"")
    if digest(data) != batch.content_digest:
        raise BuildError("What these packs were to be made from is not what was stored")
    return parse(data)


def _refuse_new_gaps(pack: Pack, gaps: tuple[str, ...]) -> None:
    if new := [name for name in gaps if name not in pack.gaps]:
        names = ", ".join(new)
        raise BuildError(f"Since the pack was asked for, these returns were reopened: {names}")
