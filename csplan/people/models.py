"""Invitations, and what waits for a second administrator."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.people.choices import ProposalKind, ProposalState


class Invitation(models.Model):
    """A link that lets its holder choose the password of one account, once.

    The link is in the message alone: the database keeps its SHA-256. A new invitation of the
    same person ends the one before.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, ended_at__isnull=True),
                name="people_invitation_one_open",
            ),
            models.CheckConstraint(
                name="people_invitation_used_or_ended",
                condition=Q(used_at__isnull=True) | Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="people_invitation_expires_after_made",
                condition=Q(expires_at__gt=F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation of {self.user}"

    def is_open_at(self, at: dt.datetime) -> bool:
        """Whether its link still chooses a password."""
        return self.used_at is None and self.ended_at is None and at < self.expires_at


class Proposal(models.Model):
    """A change to an administrator or the Head that a second administrator confirms.

    Which columns a kind uses: GIVE has role, starts_on and perhaps ends_on; END has grant and
    ends_on; ADDRESS has email; the others have the person alone.
    """

    kind = models.CharField(max_length=20, choices=ProposalKind.choices)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="proposals")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    grant = models.ForeignKey(
        RoleGrant, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    email = models.EmailField(blank=True)
    state = models.CharField(
        max_length=20, choices=ProposalState.choices, default=ProposalState.WAITING
    )
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "role"],
                condition=Q(state=ProposalState.WAITING),
                name="people_proposal_one_waiting",
            ),
            models.CheckConstraint(
                name="people_proposal_two_people",
                condition=~Q(state=ProposalState.CONFIRMED) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="people_proposal_never_for_oneself",
                condition=~Q(user=F("proposed_by"))
                & (Q(decided_by__isnull=True) | ~Q(user=F("decided_by"))),
            ),
            models.CheckConstraint(
                name="people_proposal_decided",
                condition=Q(
                    state=ProposalState.WAITING, decided_by__isnull=True, decided_at__isnull=True
                )
                | (
                    ~Q(state=ProposalState.WAITING)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words}: {self.user}"

    @property
    def words(self) -> str:
        """What is proposed, in words that stand alone."""
        match self.kind:
            case ProposalKind.GIVE:
                return f"Give the role {Role(self.role).label}"
            case ProposalKind.END:
                return f"End the role {Role(self.role).label}"
            case ProposalKind.ADDRESS:
                return f"Change the email address to {self.email}"
            case _:
                return ProposalKind(self.kind).label
