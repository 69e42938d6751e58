"""Named lists of the objectives."""

from django.db import models


class SetState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    AGREED = "agreed", "Agreed"
    PUBLISHED = "published", "Published"
