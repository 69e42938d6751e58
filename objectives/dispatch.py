"""Putting printing on the queue. Knows the task by name only, so anything may use it."""

from collections.abc import Sequence

from csplan.core.queueing import enqueue

PRINT_TASK = "objectives.print_file"
SWEEP_TASK = "objectives.sweep_prints"


def enqueue_prints(file_ids: Sequence[int]) -> bool:
    """Ask a worker to print the files; False when the queue does not answer.

    Nothing is lost then: each file's row still says that it waits, and the sweep asks again.
    """
    return enqueue(PRINT_TASK, file_ids)
