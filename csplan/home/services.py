"""Sending each person their list for the day."""

import datetime as dt
import logging
from collections.abc import Iterator
from itertools import groupby

from django.db import DatabaseError, transaction
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.accounts.models import RoleGrant
from csplan.accounts.selectors import actor_for
from csplan.core.periods import london_day, london_midnight
from csplan.core.worded_moments import long_date_words, moment_words
from csplan.core.working_days import is_working_day
from csplan.home.digests import Digest, digest_for
from csplan.home.rules import summary
from csplan.notices.choices import TOLD, NoticeKind
from csplan.notices.content import Action, Items, Message, Paragraph
from csplan.notices.models import DigestDay, TurnedOff
from csplan.notices.services import tell

logger = logging.getLogger(__name__)


def send_digests(*, at: dt.datetime) -> int:
    """Write each person's list of the day, once however often it is asked for.

    Only on working days, and only to people with something on their list. A run that is cut
    off is taken up again, as is one in which somebody's list could not be made; one that is
    through is not repeated, so that nobody's list comes late because something happened since.
    Returns how many lists were written.
    """
    on = london_day(at)
    if not is_working_day(on) or DigestDay.objects.filter(on=on).exists():
        return 0
    written = [_try(actor, grant, at) for actor, grant in _people(on)]
    if None not in written:
        DigestDay.objects.get_or_create(on=on, defaults={"done_at": at})
    return sum(filter(None, written))


def _try(actor: Actor, grant: RoleGrant, at: dt.datetime) -> int | None:
    """None when the list could not be made, which keeps nobody else waiting for theirs."""
    try:
        return _send(actor, grant, at)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("The list of person %s for the day", actor.person.pk)
        return None


def _people(on: dt.date) -> Iterator[tuple[Actor, RoleGrant]]:
    """Everybody with a role that has work, who wants a list; with the first such grant."""
    unwanted = TurnedOff.objects.filter(kind=NoticeKind.DIGEST).values("user")
    grants = RoleGrant.objects.in_force_on(on).filter(
        role__in=TOLD[NoticeKind.DIGEST], user__is_active=True
    )
    wanted = grants.exclude(user__in=unwanted).select_related("user").order_by("user_id", "pk")
    for user, held in groupby(wanted, key=lambda grant: grant.user):
        yield actor_for(user, on=on), next(held)


@transaction.atomic
def _send(actor: Actor, grant: RoleGrant, at: dt.datetime) -> int:
    digest = digest_for(actor, at=at)
    if not digest:
        return 0
    on = london_day(at)
    message = _message(digest, at)
    return tell(
        kind=NoticeKind.DIGEST,
        about=on.isoformat(),
        to=[grant],
        message=lambda told: message,
        at=at,
        good_until=london_midnight(on + dt.timedelta(days=1)),
    )


def _message(digest: Digest, at: dt.datetime) -> Message:
    lists = (
        ("Overdue", digest.overdue),
        ("Due soon", digest.due),
        ("Waiting for you", digest.waiting),
    )
    counts = summary(overdue=len(digest.overdue), due=len(digest.due), waiting=len(digest.waiting))
    return Message(
        subject=f"Your list for {long_date_words(london_day(at))}: {counts}",
        parts=(
            Paragraph(f"This is how things stood on {moment_words(at)}."),
            *(Items(heading, tuple(items)) for heading, items in lists if items),
            Action("Go to csplan", reverse("home")),
        ),
        because="you hold a role in csplan that this work falls to",
    )
