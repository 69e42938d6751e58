"""Several packs of a quarter that are built together."""

from typing import NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q

from csplan.core.models import ReportingPeriod
from csplan.core.querysets import InsertOnlyError
from csplan.core.text import validate_narrative
from reporting.querysets import PackBatchQuerySet


class PackBatch(models.Model):
    """Packs asked for at once. They all rest on the quarter as it stood at one moment.

    The first build to start freezes ``content``, the national content; every pack of the batch
    is narrowed from it, however late it is built. ``gaps`` are the localities whose returns
    were not accepted when the batch was asked for.
    """

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="pack_batches"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    gaps = models.JSONField(default=list, blank=True)
    gap_reason = models.TextField(blank=True, validators=[validate_narrative])
    content = models.BinaryField(null=True, blank=True)
    content_digest = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = PackBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name_plural = "pack batches"
        constraints = [
            models.CheckConstraint(
                name="reporting_packbatch_frozen_whole",
                condition=Q(content__isnull=True, frozen_at__isnull=True, content_digest="")
                | (Q(content__isnull=False, frozen_at__isnull=False) & ~Q(content_digest="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Packs for {self.period.quarter.short_label}, asked for together"

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise InsertOnlyError("Packs built together are never removed")
