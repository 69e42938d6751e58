"""Chainable adjectives for feedback."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from objectives.models import FeedbackMessage, FeedbackRequest

MESSAGE_ATTEMPTS = 3
"""How often csplan tries to send one message."""

CLAIMED_FOR = dt.timedelta(minutes=10)
"""How long a worker has to send a message before another may try."""

FORGOTTEN_AFTER = dt.timedelta(minutes=2)
"""How long a message may wait before it is queued again."""


class FeedbackRequestQuerySet(models.QuerySet["FeedbackRequest"]):
    def open_at(self, moment: dt.datetime) -> "FeedbackRequestQuerySet":
        """Those that can still be answered."""
        return self.filter(
            answered_at__isnull=True, withdrawn_at__isnull=True, round__expires_at__gt=moment
        )

    def to_remind_at(self, moment: dt.datetime, lead: dt.timedelta) -> "FeedbackRequestQuerySet":
        """Those nobody was reminded of that have ``lead`` or less to go."""
        near = self.open_at(moment).filter(round__expires_at__lte=moment + lead)
        return near.filter(reminded_at__isnull=True)


class FeedbackMessageQuerySet(models.QuerySet["FeedbackMessage"]):
    def to_claim(self, moment: dt.datetime) -> "FeedbackMessageQuerySet":
        """Messages that are to be sent and that no worker is sending."""
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=moment - CLAIMED_FOR)
        return self.filter(free, done_at__isnull=True, attempts__lt=MESSAGE_ATTEMPTS)

    def forgotten_at(self, moment: dt.datetime) -> "FeedbackMessageQuerySet":
        """Messages that a queue or a worker has lost."""
        return self.to_claim(moment).filter(
            Q(claimed_at__isnull=False) | Q(queued_at__lt=moment - FORGOTTEN_AFTER)
        )
