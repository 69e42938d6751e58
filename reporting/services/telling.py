"""Telling of packs by email: readers of a published one, makers of one that was turned down.

A link, never the pack itself.
"""

import datetime as dt

from django.db.models import Q
from django.urls import reverse

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant
from csplan.core.periods import london_day
from csplan.core.worded_moments import moment_words
from csplan.notices.choices import NoticeKind
from csplan.notices.content import Action, Message, Paragraph, Part, Quoted
from csplan.notices.services import tell
from reporting.choices import PackKind
from reporting.models import EndedProposal, Pack
from reporting.querysets import LOCAL, SEES_RELEASED_PACKS


def tell_of_publication(pack: Pack, *, supersedes: int | None, at: dt.datetime) -> None:
    """To everybody it is for, in the transaction that publishes it."""
    words = _words(pack, supersedes, at)

    def message(grant: RoleGrant) -> Message:
        because = "your role in csplan lets you read published packs"
        subject = f"Published: {pack.title}, edition {pack.edition}"
        return Message(subject, words, because)

    tell(
        kind=NoticeKind.PUBLISHED,
        about=f"pack-{pack.pk}",
        to=_readers(pack, on=london_day(at)),
        message=message,
        at=at,
    )


def tell_of_turning_down(ended: EndedProposal) -> None:
    """The reason, to the national team, in the transaction that turns the pack down."""
    pack, grants = ended.pack, RoleGrant.objects.in_force_on(london_day(ended.at))
    team = grants.filter(role=Role.NATIONAL_TEAM, user__is_active=True).exclude(user=ended.by)
    words: tuple[Part, ...] = (
        Paragraph(f"{ended.by} turned down {pack} on {moment_words(ended.at)}."),
        Quoted(ended.reason, about="Reason"),
        Action("Open the pack", reverse("reporting:pack-detail", args=pack.address)),
    )
    message = Message(
        f"Turned down: {pack}", words, "csplan knows you as one of the national team"
    )
    tell(
        kind=NoticeKind.TURNED_DOWN,
        about=f"pack-{pack.pk}-{ended.pk}",
        to=list(team.select_related("user").order_by("pk")),
        message=lambda grant: message,
        at=ended.at,
    )


def _readers(pack: Pack, *, on: dt.date) -> list[RoleGrant]:
    """Those it is for. Others who may read it find it in the reading room."""
    grants = RoleGrant.objects.in_force_on(on).filter(_is_for(pack), user__is_active=True)
    return list(grants.select_related("user").order_by("pk"))


def _is_for(pack: Pack) -> Q:
    if pack.kind == PackKind.DEPARTMENT:
        return Q(role__in=(Role.PRIVATE_OFFICE, Role.NSG), department=pack.department)
    if pack.kind == PackKind.OUTCOME:
        return Q(role__in=(Role.NSG, Role.NATIONAL_TEAM, Role.HEAD))
    if pack.locality is not None:
        own = Q(role__in=LOCAL, locality=pack.locality)
        return own | Q(role=Role.ASSISTANT, cluster=pack.locality.cluster_id)
    return Q(role__in=SEES_RELEASED_PACKS)


def _words(pack: Pack, supersedes: int | None, at: dt.datetime) -> tuple[Part, ...]:
    earlier = (
        f" It replaces edition {supersedes}. Its page says what changed, and why."
        if supersedes
        else ""
    )
    return (
        Paragraph(
            f"{pack.title}: edition {pack.edition} was published on {moment_words(at)}.{earlier}"
        ),
        Action("Open the pack", reverse("reporting:pack-detail", args=pack.address)),
        Paragraph("Read it there as a page, or download the PDF. You need to sign in first."),
    )
