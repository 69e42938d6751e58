"""What was done to the installation, and what may not be deleted meanwhile."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from csplan.core.models import ReportingPeriod
from csplan.core.querysets import InsertOnlyQuerySet
from csplan.operations.choices import HoldScope, RunKind
from csplan.operations.querysets import LegalHoldQuerySet
from localities.models import Locality


class Run(models.Model):
    """One run of a command that looks after the installation. Rows are only added.

    ``outcome`` holds counts and digests, never anybody's words.
    """

    kind = models.CharField(max_length=12, choices=RunKind.choices)
    at = models.DateTimeField()
    outcome = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(db_default=Now())

    objects = InsertOnlyQuerySet["Run"].as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


def _about(scope: HoldScope, *given: str) -> Q:
    """A hold of ``scope`` names exactly what it is about."""
    columns = {
        "locality__isnull": "locality" not in given,
        "period__isnull": "period" not in given,
        "person__isnull": "person" not in given,
    }
    has_record = "record" in given
    record = ~Q(record_kind="") & ~Q(record_id="") if has_record else Q(record_kind="")
    return Q(scope=scope, **columns) & record


class LegalHold(models.Model):
    """An order to delete nothing about something, until it is lifted. Rows are never removed.

    ``record_kind`` is a table in lower case, such as "notices.notice", and ``record_id`` a key
    in it.
    """

    scope = models.CharField(max_length=8, choices=HoldScope.choices)
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    record_kind = models.CharField(max_length=60, blank=True)
    record_id = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500)
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.CharField(max_length=500, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="operations_legalhold_about_one_thing",
                condition=_about(HoldScope.LOCALITY, "locality")
                | _about(HoldScope.QUARTER, "period")
                | _about(HoldScope.PERSON, "person")
                | _about(HoldScope.RECORD, "record"),
            ),
            models.CheckConstraint(
                name="operations_legalhold_has_a_reason", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="operations_legalhold_lifted_with_a_reason",
                condition=Q(lifted_at__isnull=True, lifted_because="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {self.subject}"

    @property
    def subject(self) -> str:
        """What it is about, in words."""
        about = self.locality or self.period or self.person
        return str(about or f"{self.record_kind} {self.record_id}")
