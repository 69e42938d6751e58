"""Chainable adjectives for notices."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from csplan.notices.choices import NoticeState
from csplan.notices.rules import HORIZON, MOST_ATTEMPTS, PATIENCE

if TYPE_CHECKING:
    from csplan.notices.models import Notice


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> "NoticeQuerySet":
        return self.filter(state=NoticeState.WAITING)

    def free_at(self, moment: dt.datetime) -> "NoticeQuerySet":
        """Notices that a worker may take up."""
        return self.waiting().filter(
            _is_over("held_until", moment, wait=dt.timedelta()), attempts__lt=MOST_ATTEMPTS
        )

    def forgotten_at(self, moment: dt.datetime) -> "NoticeQuerySet":
        """Notices free to be sent that were not queued, or so long ago that they were lost."""
        return self.free_at(moment).filter(_is_over("queued_at", moment, wait=PATIENCE))

    def hopeless_at(self, moment: dt.datetime) -> "NoticeQuerySet":
        """Notices whose last attempt has had its time."""
        over = _is_over("held_until", moment, wait=dt.timedelta())
        return self.waiting().filter(over, attempts__gte=MOST_ATTEMPTS)


def _is_over(field: str, moment: dt.datetime, *, wait: dt.timedelta) -> Q:
    """Never, ``wait`` ago, or written by a clock that has since gone back."""
    return (
        Q(**{f"{field}__isnull": True})
        | Q(**{f"{field}__lte": moment - wait})
        | Q(**{f"{field}__gt": moment + HORIZON})
    )
