"""Published revisions of a set: what the public read, word for word, on any day."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from csplan.core.querysets import InsertOnlyQuerySet
from csplan.core.text import validate_narrative
from objectives.models.sets import ObjectiveSet


class SetRevision(models.Model):
    """One published state of a set, frozen: rows are only added.

    ``content`` is everything the public may read, in the documented schema
    (``objectives.rules.content``); the public pages and files are made from it alone.
    ``digest`` is the SHA-256 of its canonical JSON, in hexadecimal. Revision 1 needs no
    reason; an amendment does.
    """

    objective_set = models.ForeignKey(
        ObjectiveSet, on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveSmallIntegerField()
    effective_on = models.DateField("takes effect on")
    reason = models.TextField(blank=True, validators=[validate_narrative])
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField()

    objects = InsertOnlyQuerySet["SetRevision"].as_manager()

    class Meta:
        ordering = ["objective_set", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["objective_set", "number"], name="objectives_setrevision_unique_number"
            ),
            models.CheckConstraint(
                name="objectives_setrevision_numbered_from_one", condition=Q(number__gte=1)
            ),
            models.CheckConstraint(
                name="objectives_setrevision_amendment_has_a_reason",
                condition=Q(number=1) | ~Q(reason=""),
                violation_error_message="Enter why the objectives are amended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.objective_set}, revision {self.number}"
