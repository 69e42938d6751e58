"""Putting builds on the queue. Knows the task by name only, so anything may use it."""

from collections.abc import Sequence

from csplan.core.queueing import enqueue

BUILD_TASK = "reporting.build_pack"
SWEEP_TASK = "reporting.sweep_pack_builds"
REQUEST_DRAFTS_TASK = "reporting.request_drafts"
REMIND_APPROVERS_TASK = "reporting.remind_approvers"


def enqueue_builds(pack_ids: Sequence[int]) -> bool:
    """Ask workers to build several packs, as one group; False when the queue does not answer."""
    return enqueue(BUILD_TASK, pack_ids)


def enqueue_build(pack_id: int) -> bool:
    """Ask a worker to build the pack; False when the queue does not answer.

    Nothing is lost then: the pack's row still says that it waits, and the sweep asks again.
    """
    return enqueue(BUILD_TASK, [pack_id])
