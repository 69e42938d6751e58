"""What csplan tells people by e-mail, and what they do not want to be told."""

from django.db import models
from django.db.models import Q

from csplan.accounts.models import RoleGrant, User
from csplan.notices.choices import ALWAYS_SENT, NoticeKind, NoticeState
from csplan.notices.querysets import NoticeQuerySet
from csplan.notices.rules import MOST_ATTEMPTS


class Notice(models.Model):
    """One e-mail to one person, written in the transaction that it tells of.

    The row is the job of record: ``key`` names what it tells whom, so that nothing is told
    twice. ``attempts`` is counted before anything is sent, and nobody else tries before
    ``held_until``. ``grant`` is the role by which the person may know; when it has ended, or
    is gone, the notice is dropped. It is of no use after ``good_until``, if that is given.
    """

    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    grant = models.ForeignKey(
        RoleGrant, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    key = models.CharField(max_length=120, unique=True)
    subject = models.CharField(max_length=200)
    content = models.JSONField()
    made_at = models.DateTimeField()
    good_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=NoticeState.choices, default=NoticeState.WAITING
    )
    queued_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    held_until = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(
                fields=["queued_at"],
                condition=Q(state=NoticeState.WAITING),
                name="notices_notice_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="notices_notice_attempts_limited", condition=Q(attempts__lte=MOST_ATTEMPTS)
            ),
            models.CheckConstraint(
                name="notices_notice_settled_iff_not_waiting",
                condition=Q(state=NoticeState.WAITING, settled_at__isnull=True)
                | (~Q(state=NoticeState.WAITING) & Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class TurnedOff(models.Model):
    """A kind of e-mail that a person does not want."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices_turned_off")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)

    class Meta:
        ordering = ["user", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="notices_turnedoff_unique_user_kind"
            ),
            models.CheckConstraint(
                name="notices_turnedoff_never_what_is_always_sent",
                condition=~Q(kind__in=sorted(ALWAYS_SENT)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"


class DigestDay(models.Model):
    """A day on which everybody's list has been written."""

    on = models.DateField(unique=True)
    done_at = models.DateTimeField()

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.on}"
