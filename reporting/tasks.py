"""What workers do. An id in, one service call."""

from celery import shared_task
from celery.signals import worker_init

from csplan.core import clock
from csplan.core.printing import pdf
from programme.dispatch import DRAFT_PACK_TASK
from reporting.dispatch import (
    BUILD_TASK,
    REMIND_APPROVERS_TASK,
    REQUEST_DRAFTS_TASK,
    SWEEP_TASK,
    enqueue_build,
    enqueue_builds,
)
from reporting.services import sweep_builds
from reporting.services.builds import Outcome, run_build
from reporting.services.drafts import request_draft as request
from reporting.services.drafts import request_due_drafts
from reporting.services.fingerprint import rendering_fingerprint
from reporting.services.reminding import remind_approvers as remind


@worker_init.connect
def know_the_code(**_: object) -> None:
    """Look at the code before the first pack, and before an update can change the files of it.

    The processes that the worker starts later go on with its code, and with what it found.
    """
    rendering_fingerprint()


@shared_task(name=BUILD_TASK)
def build_pack(pack_id: int) -> None:
    """Make one attempt at the pack, and queue the next when there is to be one."""
    if run_build(pack_id=pack_id, moment=clock.now, printer=pdf) is Outcome.TRY_AGAIN:
        enqueue_build(pack_id)


@shared_task(name=SWEEP_TASK)
def sweep_pack_builds() -> None:
    """Queue again what has been forgotten; runs every 30 seconds."""
    for pack_id in sweep_builds(at=clock.now()):
        enqueue_build(pack_id)


@shared_task(name=DRAFT_PACK_TASK)
def request_draft(period_id: int) -> None:
    """Ask for the draft of a quarter whose last return was accepted, and have it built."""
    pack_id = request(period_id=period_id, at=clock.now())
    if pack_id is not None:
        enqueue_build(pack_id)


@shared_task(name=REQUEST_DRAFTS_TASK)
def request_drafts() -> None:
    """Ask for the drafts that are due, also of quarters that were complete before they closed."""
    if made := request_due_drafts(at=clock.now()):
        enqueue_builds(made)


@shared_task(name=REMIND_APPROVERS_TASK)
def remind_approvers() -> None:
    """Tell the Head of packs that wait to be published; asked for often, done once."""
    remind(at=clock.now())
