"""Putting tasks on the queue by name, so that anything may ask and nothing imports upwards."""

import logging
from collections.abc import Sequence

from celery import current_app, group
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# Somebody is waiting for the page. The stock settings try for six seconds.
AT_ONCE = {"max_retries": 1, "interval_start": 0.1, "socket_connect_timeout": 1.5}


def enqueue(task: str, ids: Sequence[int]) -> bool:
    """Ask workers to do ``task`` for each of ``ids``, as one group.

    False when the queue does not answer.

    Only for work whose database row says that it waits, and that a sweep asks for again.
    """
    together = group(current_app.signature(task, args=(pk,)) for pk in ids)
    try:
        with current_app.connection_for_write(transport_options=AT_ONCE) as queue:
            together.apply_async(producer=current_app.amqp.Producer(queue, auto_declare=False))
    except (OperationalError, OSError) as error:
        logger.warning("%s could not be queued: %s", task, type(error).__name__)
        return False
    return True
