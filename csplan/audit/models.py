"""The one history of who did what."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from csplan.accounts.models import User
from csplan.core.querysets import InsertOnlyQuerySet

ON_BEHALF_OF = "on_behalf_of"
"""What an event calls the post for which somebody else acted."""


class AuditEvent(models.Model):
    """One change or refusal. Rows are only ever added.

    ``occurred_at`` is the moment the application used; ``recorded_at`` is the database's own.
    ``actor`` is empty for what the system does by itself. ``sequence`` and ``hash`` are empty
    until the event is sealed into the chain, moments after it was committed, and never change
    from then on: see docs/audit.md.
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
    sequence = models.PositiveBigIntegerField(null=True, unique=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, db_default="", editable=False)

    objects = InsertOnlyQuerySet["AuditEvent"].as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["target_kind", "target_id"], name="audit_event_target"),
            models.Index(
                fields=["id"], condition=Q(sequence__isnull=True), name="audit_event_unsealed"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_event_hash_iff_sequence",
                condition=Q(sequence__isnull=True, hash="")
                | Q(sequence__gte=1, sequence__isnull=False) & ~Q(hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_label}"

    @property
    def who(self) -> str:
        """Who did it, and for whom where it was done for somebody else."""
        name = str(self.actor or "csplan")
        other = self.after.get(ON_BEHALF_OF, "")
        return f"{name}, on behalf of {other}" if other else name

    @property
    def is_sealed(self) -> bool:
        return self.sequence is not None
