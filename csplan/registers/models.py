"""Files that wait, between their preview and the word to go ahead, to be imported."""

from django.db import models
from django.db.models import Q

from csplan.accounts.models import User


class PendingImport(models.Model):
    """A file somebody uploaded to a register. Its bytes are emptied once they are not needed.

    ``register`` is the key of the register, or names whatever else the file is for; ``digest``
    is the SHA-256 of the bytes. The row stays, to count uploads by.
    """

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    register = models.CharField(max_length=100)
    file_name = models.CharField(max_length=200)
    data = models.BinaryField(max_length=2 * 1024 * 1024)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["owner", "created_at"], name="registers_import_owner_time")
        ]
        constraints = [
            models.CheckConstraint(
                name="registers_pendingimport_imported_in_time",
                condition=Q(imported_at__isnull=True) | Q(imported_at__lt=models.F("expires_at")),
                violation_error_message="This upload has expired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} for {self.register}"
