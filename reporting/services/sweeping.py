"""Finding builds that a queue or a worker has forgotten."""

import datetime as dt

from django.db import transaction

from reporting.choices import PackState
from reporting.models import Pack
from reporting.rules import MOST_ATTEMPTS, PATIENCE
from reporting.services.leases import RELEASED, STOPPED, record_failure


@transaction.atomic
def sweep_builds(*, at: dt.datetime) -> list[int]:
    """Put back in the queue what was abandoned or forgotten; return whom to ask a worker about.

    A build abandoned at its last attempt has failed. Doing it twice does no harm.
    """
    _fail_spent(at)
    _requeue_abandoned(at)
    waiting = Pack.objects.forgotten_at(at)
    again = list(waiting.order_by("requested_at", "pk").values_list("pk", flat=True))
    waiting.filter(pk__in=again).update(queued_at=at)
    return again


def _fail_spent(at: dt.datetime) -> None:
    spent = Pack.objects.abandoned_at(at).filter(attempts__gte=MOST_ATTEMPTS)
    for pack in spent.select_related("period"):
        mine = Pack.objects.filter(pk=pack.pk, lease_token=pack.lease_token)
        if mine.update(state=PackState.FAILED, failure_reason=STOPPED, **RELEASED):
            record_failure(pack, STOPPED, at=at)


def _requeue_abandoned(at: dt.datetime) -> None:
    """Queue them with a wait that is over already, so that the same sweep returns them."""
    Pack.objects.abandoned_at(at).filter(attempts__lt=MOST_ATTEMPTS).update(
        state=PackState.QUEUED, queued_at=at - 2 * PATIENCE, **RELEASED
    )
