"""Putting printing and messages on the queue, by the names of tasks, so anything may use it."""

from collections.abc import Sequence

from csplan.core.queueing import enqueue

PRINT_TASK = "objectives.print_file"
SWEEP_TASK = "objectives.sweep_prints"
FEEDBACK_TASK = "objectives.send_feedback_message"
SWEEP_FEEDBACK_TASK = "objectives.sweep_feedback"


def enqueue_prints(file_ids: Sequence[int]) -> bool:
    """Ask a worker to print the files; False when the queue does not answer.

    Nothing is lost then: each file's row still says that it waits, and the sweep asks again.
    """
    return enqueue(PRINT_TASK, file_ids)


def enqueue_feedback(message_ids: Sequence[int]) -> bool:
    """Ask a worker to send the messages; nothing is lost when the queue does not answer."""
    return enqueue(FEEDBACK_TASK, message_ids)
