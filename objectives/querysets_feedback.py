"""Chainable adjectives for feedback."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from csplan.notices.rules import MOST_ATTEMPTS, PATIENCE, held_for

if TYPE_CHECKING:
    from objectives.models import FeedbackMessage, FeedbackRequest


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
    """Messages are tried as often, and after as long, as every other email of csplan's."""

    def waiting(self) -> "FeedbackMessageQuerySet":
        """Messages that are to be sent."""
        return self.filter(done_at__isnull=True, failed_at__isnull=True)

    def late(self) -> "FeedbackMessageQuerySet":
        """Messages that the first attempt did not send, and those that none did."""
        return self.filter(done_at__isnull=True, attempts__gt=1)

    def to_claim(self, moment: dt.datetime) -> "FeedbackMessageQuerySet":
        """Messages that are to be sent now and that no worker is sending."""
        free = Q(claimed_at__isnull=True) | _tried_long_before(moment)
        return self.waiting().filter(free, attempts__lt=MOST_ATTEMPTS)

    def forgotten_at(self, moment: dt.datetime) -> "FeedbackMessageQuerySet":
        """Messages that a queue or a worker has lost, or that could not be sent before."""
        return self.to_claim(moment).filter(
            Q(claimed_at__isnull=False) | Q(queued_at__lt=moment - PATIENCE)
        )

    def hopeless_at(self, moment: dt.datetime) -> "FeedbackMessageQuerySet":
        """Messages whose last attempt has had its time."""
        return self.waiting().filter(_tried_long_before(moment), attempts__gte=MOST_ATTEMPTS)


def _tried_long_before(moment: dt.datetime) -> Q:
    """So long ago that, after so many attempts, the next may begin."""
    tried = Q(pk__in=[])
    for attempts in range(1, MOST_ATTEMPTS + 1):
        tried |= Q(attempts=attempts, claimed_at__lte=moment - held_for(attempts))
    return tried
