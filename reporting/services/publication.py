"""Putting a pack forward, taking it back or turning it down, publishing it: two people, once."""

import datetime as dt
from collections.abc import Sequence
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
from reporting.choices import FileKind, PackState, ProposalEnding
from reporting.document.snapshot import parse
from reporting.models import EndedProposal, Pack
from reporting.permissions import can_propose, can_publish, can_withdraw
from reporting.selectors import next_edition
from reporting.selectors.resting import Told, changed_since, rests_on, revisions_of
from reporting.services.files import verified_content
from reporting.services.lines import keep_lines
from reporting.services.reminding import tell_of_proposal
from reporting.services.telling import tell_of_publication, tell_of_turning_down

WHAT_CHANGED = "Enter what changed since the edition before, and why"
WHY_NOT = "Enter why you turn it down, and what must change"
PAST = {ProposalEnding.WITHDRAWN: "withdrawn", ProposalEnding.TURNED_DOWN: "turned down"}


def propose_pack(
    *, pack: Pack, version: int, note: str = "", actor: Actor, at: dt.datetime
) -> None:
    """Put a built pack before the Head of CS Local.

    ``note`` says what changed since the edition before and why; a first edition has none.
    Raises NotPermittedError; WrongStateError when it is not built, has changed since
    ``version`` was read, its edition has been published meanwhile, or a return that it rests on
    was corrected since; IncompleteError when a later edition does not say what changed;
    EvidenceError when its record is not what was stored.
    """
    if not can_propose(actor):
        raise NotPermittedError("Only the national team can propose a pack for publication")
    _refuse_overtaken(pack)
    if pack.state != PackState.BUILT:
        raise WrongStateError(_cannot(pack, PackState.PROPOSED.label.lower()))
    _refuse_changed(rests_on(_snapshot(pack, actor, at=at)))
    if pack.edition > 1 and not note.strip():
        raise IncompleteError(WHAT_CHANGED)
    _propose(pack, note.strip() if pack.edition > 1 else "", version=version, actor=actor, at=at)


@transaction.atomic
def _propose(pack: Pack, note: str, *, version: int, actor: Actor, at: dt.datetime) -> None:
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
    tell_of_proposal(pack, proposed_by=actor.person, at=at)


@transaction.atomic
def withdraw_pack(*, pack: Pack, version: int, actor: Actor, at: dt.datetime) -> None:
    """Take a proposal back: the pack is as it was before, and may be proposed again.

    Raises NotPermittedError; WrongStateError when it is not proposed, or has changed since
    ``version`` was read.
    """
    if not can_withdraw(actor, pack):
        raise NotPermittedError("Only the national team can withdraw a proposal")
    _end_proposal(pack, ProposalEnding.WITHDRAWN, "", version=version, actor=actor, at=at)


@transaction.atomic
def turn_down_pack(
    *, pack: Pack, version: int, reason: str, actor: Actor, at: dt.datetime
) -> None:
    """Say no to a proposal and why, in place of publishing; the national team is told.

    Raises NotPermittedError, also for the person who proposed it; WrongStateError as
    ``withdraw_pack``; IncompleteError without a reason.
    """
    refuse_turning_down(pack=pack, actor=actor)
    reason = reason.strip()
    if not reason:
        raise IncompleteError(WHY_NOT)
    ended = _end_proposal(
        pack, ProposalEnding.TURNED_DOWN, reason, version=version, actor=actor, at=at
    )
    tell_of_turning_down(ended)


def refuse_turning_down(*, pack: Pack, actor: Actor) -> None:
    """Raise NotPermittedError or WrongStateError where ``turn_down_pack`` would, before a word."""
    if not can_publish(actor, pack):
        raise NotPermittedError(
            "Only the Head of CS Local can turn a pack down, and not one they proposed"
        )
    if pack.state != PackState.PROPOSED:
        raise WrongStateError(_cannot(pack, PAST[ProposalEnding.TURNED_DOWN]))


def _end_proposal(
    pack: Pack,
    ending: ProposalEnding,
    reason: str,
    *,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> EndedProposal:
    """The pack goes back to where it was; what was said of the edition stays for the next time."""
    if pack.state != PackState.PROPOSED or pack.proposed_by is None or pack.proposed_at is None:
        raise WrongStateError(_cannot(pack, PAST[ending]))
    ended = EndedProposal(
        pack=pack,
        proposed_by=pack.proposed_by,
        proposed_at=pack.proposed_at,
        ending=ending,
        by=actor.person,
        at=at,
        reason=reason,
    )
    _move(
        pack,
        PackState.PROPOSED,
        PackState.BUILT,
        version=version,
        changes={"proposed_by": None, "proposed_at": None},
    )
    ended.save()
    record(
        action=f"pack.{PAST[ending].replace(' ', '_')}",
        target=pack,
        actor=actor.person,
        at=at,
        before={"state": PackState.PROPOSED},
        after={"state": PackState.BUILT, "reason": reason},
    )
    return ended


def publish_pack(*, pack: Pack, version: int, actor: Actor, at: dt.datetime) -> None:
    """Publish a proposed pack; the edition before it is superseded.

    Raises NotPermittedError, also for the person who proposed it; WrongStateError when it is
    not proposed, has changed since ``version`` was read, was overtaken, or rests on a return
    that was corrected or has changed since it was built; EvidenceError when a file is not what
    was stored.
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
    told = rests_on(snapshot)
    # Whoever accepts a correction now waits until this is out, or this waits for them.
    list(revisions_of(told).select_for_update(no_key=True))
    _refuse_changed(told)
    if pack.is_national:
        _publish_returns(snapshot, actor, at=at)
    else:
        _refuse_unpublished_returns(snapshot)
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


def _snapshot(pack: Pack, actor: Actor, *, at: dt.datetime) -> dict[str, Any]:
    return parse(verified_content(pack, FileKind.SNAPSHOT, by=actor.person, at=at))


def _refuse_changed(told: Sequence[Told]) -> None:
    if changed := changed_since(told):
        raise WrongStateError(
            "Since this pack was built, these returns were corrected or changed: "
            f"{'; '.join(changed)}. Build it again, and propose that build",
            code="stale-returns",
        )


def _publish_returns(snapshot: dict[str, Any], actor: Actor, *, at: dt.datetime) -> None:
    versions = [(row["id"], row["version"]) for row in snapshot["returns"] if row["counts"]]
    publish_returns(versions=versions, published_by=actor.person, at=at)


def _refuse_unpublished_returns(snapshot: dict[str, Any]) -> None:
    """Packs of other kinds follow the national one, which publishes returns and corrections."""
    held = [row["id"] for row in snapshot["returns"] if row["counts"]]
    waiting = QuarterlyReturn.objects.filter(pk__in=held).exclude(state=ReturnState.PUBLISHED)
    if waiting.exists():
        raise WrongStateError(
            "This pack rests on returns that are not published yet. Publish the national pack "
            "of the quarter first"
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
