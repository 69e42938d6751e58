"""Chainable adjectives for reporting."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.core.models import ReportingPeriod
from csplan.core.querysets import InsertOnlyError
from reporting.choices import ABOUT_A_RECORD, IN_PROGRESS, RELEASED, PackKind, PackState
from reporting.rules import HORIZON, MOST_ATTEMPTS, NATIONAL, PATIENCE

if TYPE_CHECKING:
    from reporting.models import Pack, PackBatch

SEES_EVERY_PACK = (Role.NATIONAL_TEAM, Role.HEAD)
SEES_RELEASED_PACKS = (
    *SEES_EVERY_PACK,
    Role.NSG,
    Role.COORDINATOR,
    Role.ASSISTANT,
    Role.SRO,
    Role.PRIVATE_OFFICE,
    Role.AUDITOR,
)
SEES_EVERY_RELEASED_PACK = (*SEES_EVERY_PACK, Role.NSG, Role.AUDITOR)
"""Those who read what was published of every kind; of others see ``_readable_by``."""

LOCAL = (Role.COORDINATOR, Role.SRO)
IDENTITY = frozenset(
    {
        *("period", "kind", "subject", "subject_name", *ABOUT_A_RECORD.values()),
        *("sections", "batch", "edition", "build", "requested_by", "requested_at"),
    }
)


class PackQuerySet(models.QuerySet["Pack"]):
    """Packs may be moved on from state to state, never removed or renumbered."""

    def update(self, **kwargs: object) -> int:
        if IDENTITY & {name.removesuffix("_id") for name in kwargs}:
            raise InsertOnlyError("A pack is never given to another period, number or person")
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise InsertOnlyError("Packs are never removed")

    def for_period(self, period: ReportingPeriod, subject: str = NATIONAL.slug) -> "PackQuerySet":
        """The quarter's packs about one subject: the national ones, unless another is named."""
        return self.filter(period=period, subject=subject)

    def national(self) -> "PackQuerySet":
        return self.filter(kind=PackKind.NATIONAL)

    def published(self) -> "PackQuerySet":
        """The current edition of each period and subject."""
        return self.filter(state=PackState.PUBLISHED)

    def released(self) -> "PackQuerySet":
        """Every edition that was ever published."""
        return self.filter(state__in=RELEASED)

    def unreleased(self) -> "PackQuerySet":
        return self.exclude(state__in=RELEASED)

    def in_progress(self) -> "PackQuerySet":
        return self.filter(state__in=IN_PROGRESS)

    def visible_to(self, actor: Actor) -> "PackQuerySet":
        """The packs ``actor`` may read; see docs/access.md."""
        if actor.has(*SEES_EVERY_PACK):
            return self.all()
        if actor.has(*SEES_EVERY_RELEASED_PACK):
            return self.released()
        if actor.has(*SEES_RELEASED_PACKS):
            return self.released().filter(_readable_by(actor))
        return self.none()

    def abandoned_at(self, moment: dt.datetime) -> "PackQuerySet":
        """Builds whose worker gave no sign of life for as long as its lease ran."""
        return self.filter(_is_over("lease_until", moment), state=PackState.BUILDING)

    def free_at(self, moment: dt.datetime) -> "PackQuerySet":
        """Builds that a worker may take up."""
        lapsed = Q(state=PackState.BUILDING) & _is_over("lease_until", moment)
        return self.filter(Q(state=PackState.QUEUED) | lapsed, attempts__lt=MOST_ATTEMPTS)

    def forgotten_at(self, moment: dt.datetime) -> "PackQuerySet":
        """Builds that have waited in the queue for longer than a message should take."""
        return self.filter(_is_over("queued_at", moment - PATIENCE), state=PackState.QUEUED)


def _is_over(field: str, moment: dt.datetime) -> Q:
    return Q(**{f"{field}__lte": moment}) | Q(**{f"{field}__gt": moment + HORIZON})


def _readable_by(actor: Actor) -> Q:
    """Of packs about one locality or department, those about the person's own."""
    own = Q(locality__in=actor.locality_ids(*LOCAL))
    own |= Q(locality__cluster__in=actor.cluster_ids(Role.ASSISTANT))
    own |= Q(department__in=actor.department_ids(Role.PRIVATE_OFFICE))
    return ~Q(kind__in=(PackKind.LOCALITY, PackKind.DEPARTMENT)) | own


class PackBatchQuerySet(models.QuerySet["PackBatch"]):
    """Packs built together may be frozen once, never removed."""

    def delete(self) -> tuple[int, dict[str, int]]:
        raise InsertOnlyError("Packs built together are never removed")
