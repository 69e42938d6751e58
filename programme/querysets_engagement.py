"""Chainable adjectives for risks, stakeholders, communications and impact."""

import datetime as dt
from typing import Self, TypeVar

from django.db import models
from django.db.models import ExpressionWrapper, F, Q

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from programme.querysets_delivery import READS_EVERY_LOCALITY, READS_OWN_LOCALITY

READS = (*READS_EVERY_LOCALITY, *READS_OWN_LOCALITY, Role.ASSISTANT)

RecordT = TypeVar("RecordT", bound=models.Model)


class EngagementQuerySet(models.QuerySet[RecordT]):
    """Records of a plan that may belong to one locality."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the whole plan and of the actor's own localities; see docs/access.md."""
        if actor.has(*READS_EVERY_LOCALITY):
            return self.all()
        if not actor.has(*READS):
            return self.none()
        return self.filter(
            Q(locality__isnull=True)
            | Q(locality__in=actor.locality_ids(*READS_OWN_LOCALITY))
            | Q(locality__cluster__in=actor.cluster_ids(Role.ASSISTANT))
        )

    def kept_by(self, actor: Actor) -> Self:
        """Those the actor keeps, as ``programme.permissions.engagement.can_keep_for`` says."""
        if actor.has(Role.NATIONAL_TEAM):
            return self.all()
        own = Q(locality__in=actor.locality_ids(Role.COORDINATOR)) | Q(
            locality__cluster__in=actor.cluster_ids(Role.ASSISTANT)
        )
        return self.filter(own | Q(locality__isnull=True) if actor.has(Role.HEAD) else own)


class StakeholderQuerySet(EngagementQuerySet[RecordT]):
    def current_on(self, day: dt.date) -> Self:
        """Those that have not ended before ``day``."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class RiskQuerySet(EngagementQuerySet[RecordT]):
    def ranked(self) -> Self:
        """With ``ranking``, today's score, and ``has_closed``, to sort by."""
        closed = ExpressionWrapper(Q(closed_on__isnull=False), models.BooleanField())
        return self.annotate(ranking=F("likelihood") * F("impact"), has_closed=closed)

    def still_open(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def open_on(self, day: dt.date) -> Self:
        """Raised by ``day`` and not closed by its end."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), raised_on__lte=day)

    def overdue_for_review(self, day: dt.date) -> Self:
        return self.still_open().filter(review_on__lt=day)
