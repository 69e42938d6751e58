"""Who reads which reviews."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role

if TYPE_CHECKING:
    from objectives.models import Review


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, actor: Actor) -> "ReviewQuerySet":
        """Reviews of the own department's holders, those one writes, and all for the auditor.

        Whoever administers csplan reads none as a reviewer, whatever they were named for.
        """
        if actor.has(Role.AUDITOR):
            return self.all()
        own = Q(objective_set__department__in=actor.department_ids(Role.PRIVATE_OFFICE))
        if actor.has(Role.ADMINISTRATOR):
            return self.filter(own)
        return self.filter(own | Q(reviewer=actor.person))
