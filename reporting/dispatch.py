"""Putting builds on the queue. Knows the task by name only, so anything may use it."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

BUILD_TASK = "reporting.build_pack"
# Somebody is waiting for the page. The stock settings try for six seconds.
AT_ONCE = {"max_retries": 1, "interval_start": 0.1, "socket_connect_timeout": 1.5}
SWEEP_TASK = "reporting.sweep_pack_builds"


def enqueue_build(pack_id: int) -> bool:
    """Ask a worker to build the pack; False when the queue does not answer.

    Nothing is lost then: the pack's row still says that it waits, and the sweep asks again.
    """
    try:
        with current_app.connection_for_write(transport_options=AT_ONCE) as queue:
            current_app.send_task(BUILD_TASK, args=(pack_id,), connection=queue)
    except (OperationalError, OSError) as error:
        logger.warning("Pack %s could not be queued: %s", pack_id, type(error).__name__)
        return False
    return True
