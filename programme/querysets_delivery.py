"""Chainable adjectives for the record of delivery."""

import datetime as dt
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.core.periods import Quarter
from programme.choices_delivery import SavingState, VisitState

READS_EVERY_LOCALITY = (Role.NATIONAL_TEAM, Role.HEAD, Role.AUDITOR)
READS_OWN_LOCALITY = (Role.COORDINATOR, Role.SRO)

RecordT = TypeVar("RecordT", bound=models.Model)


class DeliveryQuerySet(models.QuerySet[RecordT]):
    """Records of delivery; ``counted_on`` of the model names the day a record counts on."""

    def visible_to(self, actor: Actor) -> Self:
        """The records ``actor`` may read; see docs/access.md."""
        if actor.has(*READS_EVERY_LOCALITY):
            return self.all()
        return self.filter(
            Q(locality__in=actor.locality_ids(*READS_OWN_LOCALITY))
            | Q(locality__cluster__in=actor.cluster_ids(Role.ASSISTANT))
        )

    def standing(self) -> Self:
        """Records nobody has withdrawn as logged by mistake."""
        return self.filter(withdrawn_at__isnull=True)

    def counted_between(self, first: dt.date, last: dt.date) -> Self:
        """Records whose day falls from ``first`` to ``last``, both included."""
        counted_on: str = self.model.counted_on  # type: ignore[attr-defined]
        within: dict[str, Any] = {f"{counted_on}__range": (first, last)}
        return self.filter(**within)

    def in_quarter(self, quarter: Quarter) -> Self:
        return self.counted_between(quarter.starts_on, quarter.ends_on)


class EventQuerySet(DeliveryQuerySet[RecordT]):
    def open_to(self, least: int) -> Self:
        """Events in which at least ``least`` departments took part."""
        if least <= 0:
            return self.all()
        taking_part = models.Count("departments", distinct=True)
        wide = self.annotate(taking_part=taking_part).filter(taking_part__gte=least)
        return self.filter(pk__in=wide.order_by().values("pk"))


class SavingQuerySet(DeliveryQuerySet[RecordT]):
    def claimed(self) -> Self:
        """Claims that stand: neither refused nor withdrawn."""
        return self.standing().exclude(state=SavingState.REFUSED)

    def validated(self) -> Self:
        return self.standing().filter(state=SavingState.VALIDATED)

    def waiting(self) -> Self:
        """Claims nobody has validated or refused yet."""
        return self.standing().filter(state=SavingState.CLAIMED)


class VisitQuerySet(DeliveryQuerySet[RecordT]):
    def done(self) -> Self:
        return self.standing().filter(state=VisitState.DONE)
