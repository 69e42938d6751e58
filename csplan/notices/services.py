"""Telling people by e-mail, exactly once for each thing told.

``tell`` writes rows in the caller's transaction. ``send_notice`` counts its attempt and holds the
row before it sends, so two workers never send one notice together. A worker that dies after the
mail server has taken the message and before the row says so leaves it to be sent again: then
the same message, with the same Message-ID, may arrive twice.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from functools import partial

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.accounts.models import RoleGrant
from csplan.audit.services import record
from csplan.core.errors import NotPermittedError
from csplan.core.periods import london_day
from csplan.notices.choices import ALWAYS_SENT, NoticeKind, NoticeState
from csplan.notices.content import Message
from csplan.notices.dispatch import enqueue_notices
from csplan.notices.models import Notice, TurnedOff
from csplan.notices.rendering import email
from csplan.notices.rules import MOST_AT_ONCE, MOST_QUEUED, held_for


def tell(
    *,
    kind: NoticeKind,
    about: str,
    to: Iterable[RoleGrant],
    message: Callable[[RoleGrant], Message],
    at: dt.datetime,
    good_until: dt.datetime | None = None,
) -> int:
    """Put an e-mail to each holder of the grants in the outbox, once for ``about``.

    Call it inside the transaction that makes what it tells of; workers send it once that is
    committed. The grants come with their users. Who has turned the kind off is left out, and
    so is whoever was told before. Returns how many are meant. Two queries.
    """
    wanted = _wanted(kind, to)
    notices = [
        _notice(kind, about, grant, message(grant), at=at, good_until=good_until)
        for grant in wanted
    ]
    for notice in notices if len(notices) <= MOST_AT_ONCE else ():
        notice.queued_at = at
    Notice.objects.bulk_create(notices, batch_size=500, ignore_conflicts=True)
    if 0 < len(notices) <= MOST_AT_ONCE:
        transaction.on_commit(partial(_queue, [notice.key for notice in notices]))
    return len(notices)


def send_notice(*, notice_id: int, at: dt.datetime) -> bool:
    """Send one e-mail, unless it is settled, held by somebody else or out of attempts.

    The attempt is counted before anything is sent. Returns whether it was this call's to send.
    """
    notice = _claim(notice_id, at)
    if notice is None:
        return False
    if not _may_be_told(notice, at):
        return _settle(notice, NoticeState.DROPPED, at)
    email(
        to=notice.recipient,
        subject=notice.subject,
        content=notice.content,
        name=f"notice-{notice.pk}",
        can_be_turned_off=notice.kind not in ALWAYS_SENT,
    ).send()
    return _settle(notice, NoticeState.SENT, at)


def claim_forgotten(*, at: dt.datetime) -> list[int]:
    """The notices to be queued now, noted as queued; what cannot be sent is given up."""
    Notice.objects.hopeless_at(at).update(state=NoticeState.FAILED, settled_at=at)
    rows = Notice.objects.forgotten_at(at).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:MOST_QUEUED])
    Notice.objects.filter(pk__in=ids).update(queued_at=at)
    return ids


def set_aside(*, at: dt.datetime) -> int:
    """Have what waits not be sent, after a backup that it waited in was restored; how many.

    Most of it was sent after the backup was made, by a database that is no more.
    """
    return Notice.objects.waiting().update(
        state=NoticeState.SET_ASIDE, settled_at=at, held_until=None
    )


def send_after_all() -> int:
    """Have what was set aside wait again, for a worker to send; how many."""
    return Notice.objects.filter(state=NoticeState.SET_ASIDE).update(
        state=NoticeState.WAITING, settled_at=None, queued_at=None, attempts=0
    )


def forget_waiting() -> int:
    """Delete what waits to be sent, for whoever has just written a past that nobody lived."""
    deleted, _ = Notice.objects.waiting().delete()
    return deleted


@transaction.atomic
def choose_kinds(
    *, kinds: Collection[str], offered: Collection[NoticeKind], actor: Actor, at: dt.datetime
) -> None:
    """Send the person those of the kinds ``offered`` to them that are in ``kinds``, no others.

    Kinds that are not offered stay as they are; those that are always sent are never off.
    Raises NotPermittedError when there is nothing to choose.
    """
    if not offered:
        raise NotPermittedError("Your roles get no emails that you could turn off")
    off = {kind for kind in offered if kind not in kinds and kind not in ALWAYS_SENT}
    mine = TurnedOff.objects.filter(user=actor.person)
    before = set(mine.values_list("kind", flat=True))
    mine.filter(kind__in=[kind for kind in offered if kind not in off]).delete()
    TurnedOff.objects.bulk_create(
        [TurnedOff(user=actor.person, kind=kind) for kind in sorted(off)], ignore_conflicts=True
    )
    after = set(mine.values_list("kind", flat=True))
    if before != after:
        record(
            action="emails.chosen",
            target=actor.person,
            actor=actor.person,
            at=at,
            before={"turned_off": sorted(before)},
            after={"turned_off": sorted(after)},
        )


def _wanted(kind: NoticeKind, to: Iterable[RoleGrant]) -> list[RoleGrant]:
    """One grant of each person who is active and has not turned the kind off."""
    one_each: dict[int, RoleGrant] = {}
    for grant in to:
        if grant.user.is_active:
            one_each.setdefault(grant.user_id, grant)
    if kind in ALWAYS_SENT or not one_each:
        return list(one_each.values())
    off = TurnedOff.objects.filter(kind=kind, user__in=one_each)
    unwanted = set(off.values_list("user_id", flat=True))
    return [grant for user_id, grant in one_each.items() if user_id not in unwanted]


def _notice(
    kind: NoticeKind,
    about: str,
    grant: RoleGrant,
    message: Message,
    *,
    at: dt.datetime,
    good_until: dt.datetime | None,
) -> Notice:
    return Notice(
        recipient=grant.user,
        grant=grant,
        kind=kind,
        key=f"{kind}:{about}:{grant.user_id}",
        subject=message.subject[:200],
        content=message.as_json(),
        made_at=at,
        good_until=good_until,
    )


def _queue(keys: list[str]) -> None:
    waiting = Notice.objects.waiting().filter(key__in=keys)
    enqueue_notices(list(waiting.values_list("pk", flat=True)))


def _claim(notice_id: int, at: dt.datetime) -> Notice | None:
    """Count the attempt and hold the row, in one statement; None when it is not to be had."""
    free = Notice.objects.free_at(at).filter(pk=notice_id)
    tried = free.values_list("attempts", flat=True).first()
    if tried is None:
        return None
    claimed = free.filter(attempts=tried).update(
        attempts=F("attempts") + 1, held_until=at + held_for(tried + 1)
    )
    if not claimed:
        return None
    return Notice.objects.select_related("recipient", "grant").get(pk=notice_id)


def _may_be_told(notice: Notice, at: dt.datetime) -> bool:
    """Whether the recipient still holds the role they were to be told by, and it still matters."""
    if notice.good_until is not None and at > notice.good_until:
        return False
    day = london_day(at)
    grant = notice.grant
    return notice.recipient.is_active and grant is not None and grant.is_in_force_on(day)


def _settle(notice: Notice, state: NoticeState, at: dt.datetime) -> bool:
    """Say what became of it, unless another attempt has begun meanwhile."""
    mine = Notice.objects.waiting().filter(pk=notice.pk, attempts=notice.attempts)
    mine.update(state=state, settled_at=at, held_until=None)
    return True
