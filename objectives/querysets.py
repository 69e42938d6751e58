"""Chainable adjectives for objectives."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from objectives.choices import SetState

if TYPE_CHECKING:
    from objectives.models import ObjectiveSet


class ObjectiveSetQuerySet(models.QuerySet["ObjectiveSet"]):
    def published(self) -> "ObjectiveSetQuerySet":
        return self.filter(state=SetState.PUBLISHED)

    def visible_to(self, actor: Actor) -> "ObjectiveSetQuerySet":
        """Published sets for everybody; unpublished ones for those entitled to them."""
        if actor.has(Role.HEAD, Role.AUDITOR):
            return self.all()
        own = Q(department__in=actor.department_ids(Role.PRIVATE_OFFICE))
        return self.filter(Q(state=SetState.PUBLISHED) | own)
