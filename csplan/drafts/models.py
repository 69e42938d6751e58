"""What people typed and have not saved."""

from django.db import models

from csplan.accounts.models import User
from csplan.core.draft_tokens import LONGEST_PAGE


class Draft(models.Model):
    """One person's unsaved words on one page, kept until they save or discard them.

    Nobody else reads it and no history records it: it is not evidence. ``words`` are the
    form's boxes as they were sent, each name with its list of texts.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=LONGEST_PAGE)
    words = models.JSONField()
    typed_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-typed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "page"], name="drafts_draft_unique_owner_page"
            ),
        ]

    def __str__(self) -> str:
        return f"Draft for {self.page}"
