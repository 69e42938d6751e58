"""The one history of who did what."""

from django.db import models
from django.db.models.functions import Now

from csplan.accounts.models import User
from csplan.core.querysets import InsertOnlyQuerySet


class AuditEvent(models.Model):
    """One change or refusal. Rows are only ever added.

    ``occurred_at`` is the moment the application used; ``recorded_at`` is the database's own.
    ``actor`` is empty for what the system does by itself.
    """

    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=60)
    target_id = models.CharField(max_length=200)
    target_label = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    objects = InsertOnlyQuerySet["AuditEvent"].as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["target_kind", "target_id"], name="audit_event_target")]

    def __str__(self) -> str:
        return f"{self.action} {self.target_label}"
