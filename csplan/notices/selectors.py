"""Reads over notices: everybody's own, and nothing else."""

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.notices.choices import TOLD, NoticeKind
from csplan.notices.models import Notice, TurnedOff

LATEST_SHOWN = 10


def kinds_for(actor: Actor) -> list[NoticeKind]:
    """The kinds of e-mail that the actor's roles get, in the order of the page. No query."""
    return [kind for kind in NoticeKind if actor.has(*TOLD[kind])]


def turned_off_by(user: User) -> frozenset[str]:
    """The kinds the person does not want. One query."""
    return frozenset(TurnedOff.objects.filter(user=user).values_list("kind", flat=True))


def latest_to(user: User) -> list[Notice]:
    """What was last written to the person, latest first. One query."""
    return list(Notice.objects.filter(recipient=user).defer("content")[:LATEST_SHOWN])
