"""Savings claimed by localities and validated by somebody else."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from csplan.core.text import validate_narrative
from programme.choices_delivery import Recurrence, SavingKind, SavingState
from programme.models.delivery import MOST_WORDS, DeliveryRecord, person, record_constraints
from programme.querysets_delivery import SavingQuerySet
from programme.rules.delivery import likeness

STANDS = ~Q(state=SavingState.REFUSED) & Q(withdrawn_at__isnull=True)


class Saving(DeliveryRecord):
    """Money a partner agrees it no longer spends, in whole pence, claimed once.

    ``likeness`` is shared by claims that look alike, ``occurrence`` is 0 for the first of them
    and grows with each that somebody confirmed to be another. Of claims that stand, two alike
    cannot share an occurrence, nor the day they were agreed. ``logged_by`` claims.
    """

    counted_on = "agreed_on"
    details = (
        "locality", "partner", "what", "amount_pence", "agreed_on", "kind", "is_cashable",
        "recurrence", "evidence", "note", "on_behalf_of",
    )  # fmt: skip

    partner = models.CharField(max_length=120)
    what = models.CharField(max_length=MOST_WORDS)
    amount_pence = models.PositiveBigIntegerField(
        "amount",
        validators=[MinValueValidator(1, "The amount must be more than nothing")],
    )
    agreed_on = models.DateField()
    kind = models.CharField(max_length=12, choices=SavingKind.choices)
    is_cashable = models.BooleanField("cashable", help_text="Whether it leaves a budget.")
    recurrence = models.CharField(max_length=10, choices=Recurrence.choices)
    evidence = models.TextField(validators=[validate_narrative])
    likeness = models.CharField(max_length=64, editable=False)
    occurrence = models.PositiveSmallIntegerField(default=0, editable=False)
    state = models.CharField(
        max_length=10, choices=SavingState.choices, default=SavingState.CLAIMED
    )
    decided_by = person(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    refusal_reason = models.TextField(blank=True, validators=[validate_narrative])

    objects = SavingQuerySet["Saving"].as_manager()

    class Meta:
        ordering = ["-agreed_on", "-pk"]
        indexes = [
            models.Index(fields=["locality", "agreed_on"], name="programme_saving_place_day"),
        ]
        constraints = [
            *record_constraints("programme_saving"),
            models.UniqueConstraint(
                fields=["locality", "likeness", "agreed_on"],
                condition=STANDS,
                name="programme_saving_claimed_once",
                violation_error_message="This saving has been claimed already",
            ),
            models.UniqueConstraint(
                fields=["locality", "likeness", "occurrence"],
                condition=STANDS,
                name="programme_saving_unique_occurrence",
                violation_error_message="A saving like this has been claimed already",
            ),
            models.CheckConstraint(
                name="programme_saving_is_positive",
                condition=Q(amount_pence__gt=0),
                violation_error_message="The amount must be more than nothing",
            ),
            models.CheckConstraint(
                name="programme_saving_decided_iff_state",
                condition=Q(
                    state=SavingState.CLAIMED, decided_by__isnull=True, decided_at__isnull=True
                )
                | (
                    ~Q(state=SavingState.CLAIMED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="programme_saving_decider_is_not_claimer",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("logged_by")),
                violation_error_message="The person who claimed a saving cannot validate it",
            ),
            models.CheckConstraint(
                name="programme_saving_refused_iff_reason",
                condition=(Q(state=SavingState.REFUSED) & ~Q(refusal_reason=""))
                | (~Q(state=SavingState.REFUSED) & Q(refusal_reason="")),
                violation_error_message="Enter why the saving is refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}, {self.partner}"

    def own_likeness(self) -> str:
        """The digest its claim has in common with others like it."""
        return likeness(partner=self.partner, what=self.what, amount_pence=self.amount_pence)

    @property
    def is_another(self) -> bool:
        """Whether its claimer confirmed that it is no duplicate of one like it."""
        return self.occurrence > 0
