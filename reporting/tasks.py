"""What workers do. An id in, one service call."""

from celery import shared_task

from csplan.core import clock
from csplan.core.printing import pdf
from reporting.dispatch import BUILD_TASK, SWEEP_TASK, enqueue_build
from reporting.services import sweep_builds
from reporting.services.builds import Outcome, run_build


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
