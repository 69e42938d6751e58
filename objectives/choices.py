"""Named lists of the objectives."""

from django.db import models


class SetState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    AGREED = "agreed", "Agreed"
    PUBLISHED = "published", "Published"


class SetLevel(models.TextChoices):
    """How far up the holder is; objectives cascade downwards."""

    PERMANENT_SECRETARY = "permanent_secretary", "Permanent Secretary"
    DIRECTOR_GENERAL = "director_general", "Director general"
    DIRECTOR = "director", "Director"
    DEPUTY_DIRECTOR = "deputy_director", "Deputy director"
