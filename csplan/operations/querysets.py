"""Chainable adjectives for legal holds."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from csplan.operations.models import LegalHold


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def in_force(self) -> "LegalHoldQuerySet":
        return self.filter(lifted_at__isnull=True)
