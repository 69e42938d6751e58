"""What every record that holds from one day to another shares."""

from django.db import models
from django.db.models import F, Q


class Validity(models.Model):
    """From ``starts_on`` to ``ends_on``, its last day.

    No first day means since before csplan kept the record; no last day, until further notice.
    """

    starts_on = models.DateField("first day", null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True)

    class Meta:
        abstract = True


def ends_after_start(prefix: str) -> models.CheckConstraint:
    """The constraint every table with ``Validity`` declares."""
    return models.CheckConstraint(
        name=f"{prefix}_ends_after_start",
        condition=Q(ends_on__isnull=True)
        | Q(starts_on__isnull=True)
        | Q(ends_on__gte=F("starts_on")),
        violation_error_message="The last day must not be before the first",
    )
