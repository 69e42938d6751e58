"""Who holds a build, and for how long: one worker at a time, whatever the queue does."""

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any

from django.db.models import F

from csplan.audit.services import record
from reporting.choices import BuildStep, PackState
from reporting.models import Pack
from reporting.rules import LEASE, MOST_ATTEMPTS, REPORT_EVERY, is_last_attempt
from reporting.services.errors import LeaseLostError

Moments = Callable[[], dt.datetime]
RELEASED: dict[str, Any] = {"lease_token": "", "lease_until": None, "step": "", "step_words": ""}
STOPPED = (
    f"The build was cut off {MOST_ATTEMPTS} times before it was finished. Build it again, and "
    "tell the administrators if it is cut off again"
)


class Lease:
    """A build held by this worker, under a token that nobody else has."""

    def __init__(self, pack: Pack, moment: Moments) -> None:
        self.pack, self.moment = pack, moment
        # The first step is written with the lease.
        self._step, self._reported_at = BuildStep.COLLECT, moment()

    def report(self, step: BuildStep, words: str = "") -> None:
        """Write how far the build is, and hold it for longer. Raises LeaseLostError.

        Within one step little is written: see ``REPORT_EVERY``.
        """
        at = self.moment()
        if step == self._step and abs(at - self._reported_at) < REPORT_EVERY:
            return
        self._step, self._reported_at = step, at
        self.write(step=step, step_words=words[:200], lease_until=at + LEASE)

    def write(self, **changes: Any) -> None:
        """Change the pack's row, if this worker still holds it. Raises LeaseLostError."""
        held = Pack.objects.filter(
            pk=self.pack.pk, state=PackState.BUILDING, lease_token=self.pack.lease_token
        )
        if not held.update(**changes):
            raise LeaseLostError(f"Pack {self.pack.pk} was taken up by another worker")

    def give_up(self, reason: str) -> bool:
        """Let the build go, saying why; True when it will be tried again."""
        at, again = self.moment(), not is_last_attempt(self.pack.attempts)
        state = PackState.QUEUED if again else PackState.FAILED
        self.write(state=state, queued_at=at, failure_reason=reason[:500], **RELEASED)
        if not again:
            record_failure(self.pack, reason, at=at)
        return again


def take_lease(pack_id: int, moment: Moments) -> Lease | None:
    """Take the build up and count the attempt; None when it is done, given up or held."""
    at, token = moment(), secrets.token_hex(16)
    taken = (
        Pack.objects.free_at(at)
        .filter(pk=pack_id)
        .update(
            state=PackState.BUILDING,
            attempts=F("attempts") + 1,
            lease_token=token,
            lease_until=at + LEASE,
            step=BuildStep.COLLECT,
            step_words="",
        )
    )
    if not taken:
        return None
    pack = Pack.objects.select_related("period", "requested_by").filter(lease_token=token).first()
    return Lease(pack, moment) if pack else None


def record_failure(pack: Pack, reason: str, *, at: dt.datetime) -> None:
    after = {"attempts": pack.attempts, "reason": reason}
    record(action="pack.failed", target=pack, actor=None, at=at, after=after)
