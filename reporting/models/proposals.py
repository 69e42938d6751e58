"""Proposals to publish a pack that came to nothing."""

from typing import NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from csplan.core.querysets import InsertOnlyError, InsertOnlyQuerySet
from csplan.core.text import validate_narrative
from reporting.choices import ProposalEnding
from reporting.models.packs import Pack


class EndedProposal(models.Model):
    """Somebody took a proposal back, or somebody else turned it down. Rows are only ever added.

    The proposal that stands is in the pack's own row.
    """

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="ended_proposals")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    ending = models.CharField(max_length=12, choices=ProposalEnding.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True, validators=[validate_narrative])
    recorded_at = models.DateTimeField(db_default=Now())

    objects = InsertOnlyQuerySet["EndedProposal"].as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reporting_endedproposal_turned_down_why",
                condition=~Q(ending=ProposalEnding.TURNED_DOWN) | ~Q(reason=""),
                violation_error_message="Enter why the pack is turned down",
            ),
            models.CheckConstraint(
                name="reporting_endedproposal_two_people",
                condition=~Q(ending=ProposalEnding.TURNED_DOWN) | ~Q(by=F("proposed_by")),
                violation_error_message="The person who proposed a pack cannot turn it down",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack}: {self.get_ending_display()}"

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise InsertOnlyError("What became of a proposal is never removed")
