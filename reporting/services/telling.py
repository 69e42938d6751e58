"""Telling those who may read a pack that it is published: a link, never the pack itself."""

import datetime as dt

from django.urls import reverse

from csplan.accounts.models import RoleGrant
from csplan.core.periods import LONDON
from csplan.core.worded_moments import moment_words
from csplan.notices.choices import NoticeKind
from csplan.notices.content import Action, Message, Paragraph, Part
from csplan.notices.services import tell
from reporting.models import Pack
from reporting.querysets import SEES_RELEASED_PACKS


def tell_of_publication(pack: Pack, *, supersedes: int | None, at: dt.datetime) -> None:
    """To everybody who may read it, in the transaction that publishes it."""
    words = _words(pack, supersedes, at)

    def message(grant: RoleGrant) -> Message:
        because = "your role in csplan lets you read published packs"
        subject = f"Published: {pack.title}, edition {pack.edition}"
        return Message(subject, words, because)

    tell(
        kind=NoticeKind.PUBLISHED,
        about=f"pack-{pack.pk}",
        to=_readers(on=at.astimezone(LONDON).date()),
        message=message,
        at=at,
    )


def _readers(*, on: dt.date) -> list[RoleGrant]:
    grants = RoleGrant.objects.in_force_on(on).filter(
        role__in=SEES_RELEASED_PACKS, user__is_active=True
    )
    return list(grants.select_related("user").order_by("pk"))


def _words(pack: Pack, supersedes: int | None, at: dt.datetime) -> tuple[Part, ...]:
    earlier = f" It replaces edition {supersedes}." if supersedes else ""
    return (
        Paragraph(
            f"Edition {pack.edition} of the monitoring pack for "
            f"{pack.period.quarter.short_label} was published on {moment_words(at)}.{earlier}"
        ),
        Action("Open the pack", reverse("reporting:pack-detail", args=pack.address)),
        Paragraph("Read it there as a page, or download the PDF. You need to sign in first."),
    )
