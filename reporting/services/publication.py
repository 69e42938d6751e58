"""Putting a pack forward, and publishing it: two people, once."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.models import ReportingPeriod
from programme.choices import ReturnState
from programme.models import QuarterlyReturn
from programme.services import publish_returns
from reporting.choices import FileKind, PackState
from reporting.document.snapshot import parse
from reporting.models import Pack
from reporting.permissions import can_propose, can_publish
from reporting.selectors import next_edition
from reporting.services.files import verified_content
from reporting.services.lines import keep_lines
from reporting.services.telling import tell_of_publication

WHAT_CHANGED = "Enter what changed since the edition before, and why"
HELD = frozenset({ReturnState.ACCEPTED, ReturnState.PUBLISHED})


@transaction.atomic
def propose_pack(
    *, pack: Pack, version: int, note: str = "", actor: Actor, at: dt.datetime
) -> None:
    """Put a built pack before the Head of CS Local.

    ``note`` says what changed since the edition before and why; a first edition has none.
    Raises NotPermittedError; WrongStateError when it is not built, has changed since
    ``version`` was read, or its edition has been published meanwhile; IncompleteError when a
    later edition does not say what changed.
    """
    if not can_propose(actor):
        raise NotPermittedError("Only the national team can propose a pack for publication")
    _refuse_overtaken(pack)
    if pack.state != PackState.BUILT:
        raise WrongStateError(_cannot(pack, PackState.PROPOSED.label.lower()))
    if pack.edition > 1 and not note.strip():
        raise IncompleteError(WHAT_CHANGED)
    note = note.strip() if pack.edition > 1 else ""
    _move(
        pack,
        PackState.BUILT,
        PackState.PROPOSED,
        version=version,
        changes={"proposed_by": actor.person, "proposed_at": at, "change_note": note},
    )
    record(
        action="pack.proposed",
        target=pack,
        actor=actor.person,
        at=at,
        before={"state": PackState.BUILT},
        after={"state": PackState.PROPOSED, "change_note": note},
    )


def publish_pack(*, pack: Pack, version: int, actor: Actor, at: dt.datetime) -> None:
    """Publish a proposed pack; the edition before it is superseded.

    Raises NotPermittedError, also for the person who proposed it; WrongStateError when it is
    not proposed, has changed since ``version`` was read, was overtaken, or rests on a return
    that has changed since it was built; EvidenceError when a file is not what was stored.
    """
    if not can_publish(actor, pack):
        raise NotPermittedError(
            "Only the Head of CS Local can publish a pack, and not one they proposed"
        )
    if pack.state != PackState.PROPOSED:
        raise WrongStateError(_cannot(pack, "published"))
    held = map(FileKind, pack.digests)
    files = {kind: verified_content(pack, kind, by=actor.person, at=at) for kind in held}
    _publish(pack, parse(files[FileKind.SNAPSHOT]), version=version, actor=actor, at=at)


@transaction.atomic
def _publish(
    pack: Pack, snapshot: dict[str, Any], *, version: int, actor: Actor, at: dt.datetime
) -> None:
    ReportingPeriod.objects.select_for_update(no_key=True).get(pk=pack.period_id)
    _refuse_overtaken(pack)
    if pack.is_national:
        _publish_returns(snapshot, actor, at=at)
    else:
        _refuse_unpublished_returns(pack, snapshot)
    superseded = _supersede(pack, actor, at=at)
    _move(
        pack,
        PackState.PROPOSED,
        PackState.PUBLISHED,
        version=version,
        changes={"published_by": actor.person, "published_at": at},
    )
    keep_lines(pack, snapshot)
    record(
        action="pack.published",
        target=pack,
        actor=actor.person,
        at=at,
        before={"state": PackState.PROPOSED},
        after={
            "state": PackState.PUBLISHED,
            "digests": pack.digests,
            "supersedes": superseded,
        },
    )
    tell_of_publication(pack, supersedes=superseded, at=at)


def _publish_returns(snapshot: dict[str, Any], actor: Actor, *, at: dt.datetime) -> None:
    versions = [(r["id"], r["version"]) for r in snapshot["returns"] if r["state"] in HELD]
    try:
        publish_returns(versions=versions, published_by=actor.person, at=at)
    except WrongStateError as error:
        raise WrongStateError(
            "A return has changed since this pack was built, so the pack no longer says what "
            "the returns say. Build it again",
            code="stale-returns",
        ) from error


def _refuse_unpublished_returns(pack: Pack, snapshot: dict[str, Any]) -> None:
    """Packs of other kinds follow the national one, which publishes returns and corrections."""
    held = {r["id"]: r["version"] for r in snapshot["returns"] if r["state"] in HELD}
    published = QuarterlyReturn.objects.for_period(pack.period).filter(state=ReturnState.PUBLISHED)
    out = published.latest_revisions().filter(pk__in=held)
    if dict(out.values_list("pk", "version")) != held:
        raise WrongStateError(
            "This pack rests on returns that are not published as it has them. Publish the "
            "national pack of the quarter first, and build this one again if they have changed"
        )


def _supersede(pack: Pack, actor: Actor, *, at: dt.datetime) -> int | None:
    """Retire the edition that was current; its number, or None when there was none."""
    current = Pack.objects.for_period(pack.period, pack.subject).published()
    earlier = current.select_related("period").first()
    if earlier is None:
        return None
    _move(
        earlier,
        PackState.PUBLISHED,
        PackState.SUPERSEDED,
        version=earlier.version,
        changes={"superseded_at": at},
    )
    record(
        action="pack.superseded",
        target=earlier,
        actor=actor.person,
        at=at,
        before={"state": PackState.PUBLISHED},
        after={"state": PackState.SUPERSEDED, "by_edition": pack.edition},
    )
    return earlier.edition


def _refuse_overtaken(pack: Pack) -> None:
    if pack.edition != next_edition(pack.period, pack.subject) and not pack.is_released:
        raise WrongStateError(
            f"Edition {pack.edition} has been published from another build. Build a new edition"
        )


def _move(
    pack: Pack, before: PackState, after: PackState, *, version: int, changes: dict[str, Any]
) -> None:
    """Change the state if the pack is still as the person saw it."""
    if pack.state != before:
        raise WrongStateError(_cannot(pack, after.label.lower()))
    moved = Pack.objects.filter(pk=pack.pk, state=before, version=version).update(
        state=after, version=F("version") + 1, **changes
    )
    if not moved:
        raise WrongStateError(f"{pack} has changed since you opened it. Read it again first")


def _cannot(pack: Pack, done: str) -> str:
    return f"{pack} cannot be {done}: it is {pack.get_state_display().lower()}"
