"""Chainable adjectives for what meetings of the National Steering Group leave behind."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from localities.choices import PostKind
from programme.choices_meetings import ActionState, SoughtState

if TYPE_CHECKING:
    from programme.models import Action, DecisionSought

KEEPS_MEETINGS = (Role.NATIONAL_TEAM, Role.HEAD)
READS_MEETINGS = (Role.NSG, *KEEPS_MEETINGS, Role.AUDITOR)
READS_OWN_ACTIONS = (Role.COORDINATOR, Role.ASSISTANT, Role.SRO)
OWNS_ACTIONS = (Role.NSG, *KEEPS_MEETINGS, *READS_OWN_ACTIONS)
"""Roles whose holders read the actions they own, and may be given some."""


class SoughtQuerySet(models.QuerySet["DecisionSought"]):
    def awaited(self) -> "SoughtQuerySet":
        return self.filter(state=SoughtState.AWAITED)


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> "ActionQuerySet":
        return self.filter(state=ActionState.OPEN)

    def overdue_on(self, day: dt.date) -> "ActionQuerySet":
        return self.open().filter(due_on__lt=day)

    def visible_to(self, actor: Actor) -> "ActionQuerySet":
        """Every action; or those of the actor, of their posts and of their localities."""
        if actor.has(*READS_MEETINGS):
            return self.all()
        places = Q(locality__in=actor.locality_ids(Role.COORDINATOR, Role.SRO))
        places |= Q(locality__cluster__in=actor.cluster_ids(Role.ASSISTANT))
        return self.filter(places | owned_by(actor))

    def owned_by(self, actor: Actor) -> "ActionQuerySet":
        return self.filter(owned_by(actor))

    def arising_at(self, moment: dt.datetime, *, since: dt.datetime) -> "ActionQuerySet":
        """Set before ``moment``, and not closed before ``since``."""
        still = Q(closed_at__isnull=True) | Q(closed_at__gte=since)
        return self.filter(still, recorded_at__lt=moment)


def owned_by(actor: Actor) -> Q:
    """The actor's own actions, and those of the posts whose roles they hold."""
    owned = Q(owner=actor.user) if actor.has(*OWNS_ACTIONS) else Q(pk__in=())
    for kind, role in ((PostKind.COORDINATOR, Role.COORDINATOR), (PostKind.SRO, Role.SRO)):
        owned |= Q(owner_post__kind=kind, owner_post__locality__in=actor.locality_ids(role))
    owned |= Q(
        owner_post__kind=PostKind.ASSISTANT,
        owner_post__cluster__in=actor.cluster_ids(Role.ASSISTANT),
    )
    for kind, role in NATIONAL_POSTS:
        if actor.has(role):
            owned |= Q(owner_post__kind=kind)
    return owned


NATIONAL_POSTS = (
    (PostKind.NATIONAL_COORDINATOR, Role.NATIONAL_TEAM),
    (PostKind.HEAD, Role.HEAD),
)
