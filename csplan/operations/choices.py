"""What is done to an installation, and what a legal hold can be about."""

from django.db import models


class RunKind(models.TextChoices):
    BACKUP = "backup", "Backup"
    RESTORE = "restore", "Restore"
    VERIFICATION = "verification", "Verification of evidence"
    RETENTION = "retention", "Retention"
    READ_ONLY = "read_only", "Read-only mode"


class HoldScope(models.TextChoices):
    LOCALITY = "locality", "Locality"
    QUARTER = "quarter", "Quarter"
    PERSON = "person", "Person"
    RECORD = "record", "Record"
