"""Telling whoever decides on a pack that it waits, and reminding them once it has for long."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.audit.services import record
from csplan.core.periods import london_day
from csplan.core.worded_moments import moment_words
from csplan.core.working_days import is_working_day, working_days_after
from csplan.notices.choices import NoticeKind
from csplan.notices.content import Action, Message, Paragraph, Part
from csplan.notices.models import Notice
from csplan.notices.services import tell
from reporting.choices import PackState
from reporting.models import Pack

FIRST_AFTER = 2
AGAIN_AFTER = 5
"""Working days: from a proposal to the first reminder, and from each to the next."""


def reminder_number(proposed_on: dt.date, today: dt.date) -> int:
    """Which reminder is due: 0 for none yet, 1 two working days after, 2 a week later."""
    number, due_on = 0, working_days_after(proposed_on, FIRST_AFTER)
    while due_on <= today:
        number, due_on = number + 1, working_days_after(due_on, AGAIN_AFTER)
    return number


def tell_of_proposal(pack: Pack, *, proposed_by: User, at: dt.datetime) -> None:
    """To those who may publish it, in the transaction that puts it forward."""
    words = _words(pack, at)
    tell(
        kind=NoticeKind.APPROVAL, about=_about(pack, number=0),
        to=_approvers(proposed_by.pk, at), message=lambda grant: words, at=at,
    )  # fmt: skip


def remind_approvers(*, at: dt.datetime) -> int:
    """Tell the Head of packs that wait, each reminder once however often this is asked for.

    On working days only. After a stop only the latest reminder is sent. Returns how many
    packs somebody was reminded of.
    """
    if not is_working_day(london_day(at)):
        return 0
    overtaken = Pack.objects.released().filter(
        period=OuterRef("period"), subject=OuterRef("subject"), edition__gte=OuterRef("edition")
    )
    waiting = Pack.objects.filter(state=PackState.PROPOSED).exclude(Exists(overtaken))
    return sum(_remind(pk, at) for pk in waiting.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(pack_id: int, at: dt.datetime) -> bool:
    rows = Pack.objects.select_for_update(of=("self",)).select_related("period")
    pack = rows.filter(pk=pack_id, state=PackState.PROPOSED).first()
    if pack is None or pack.proposed_at is None:
        return False
    number = reminder_number(london_day(pack.proposed_at), london_day(at))
    about = _about(pack, number)
    told = Notice.objects.filter(key__startswith=f"{NoticeKind.APPROVAL}:{about}:")
    if not number or told.exists():
        return False
    words = _words(pack, pack.proposed_at)
    count = tell(
        kind=NoticeKind.APPROVAL, about=about, to=_approvers(pack.proposed_by_id, at),
        message=lambda grant: words, at=at,
    )  # fmt: skip
    if count:
        after = {"reminder": number, "told": count}
        record(action="pack.reminded", target=pack, actor=None, at=at, after=after)
    return bool(count)


def _about(pack: Pack, number: int) -> str:
    """The proposal itself is number 0, and each reminder of it one more.

    One that followed others, which came to nothing, is told of anew. One query.
    """
    return f"pack-{pack.pk}-{pack.ended_proposals.count()}-{number}"


def _approvers(proposed_by: int | None, at: dt.datetime) -> Sequence[RoleGrant]:
    """Those who may publish it: never whoever proposed it."""
    grants = RoleGrant.objects.in_force_on(london_day(at)).filter(
        role=Role.HEAD, user__is_active=True
    )
    others = grants.exclude(user=proposed_by)
    return list(others.select_related("user").order_by("pk"))


def _words(pack: Pack, proposed_at: dt.datetime) -> Message:
    parts: tuple[Part, ...] = (
        Paragraph(
            f"{pack} was proposed on {moment_words(proposed_at)}, and waits for you to publish it "
            "or to turn it down."
        ),
        Action("Read it and decide", reverse("reporting:pack-detail", args=pack.address)),
    )
    return Message(f"Waiting for you: {pack}", parts, "csplan knows you as Head of CS Local")
