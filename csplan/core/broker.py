"""A queue in Redis that outlives what should never have been put into it.

Kombu's transport lets the error of a message it cannot read end the worker. Whoever can write to
the queue could stop every worker so, one message each. Here such a message is dropped, with a
line in the log that says nothing of what it held: no job is lost by it, because the database
row of each is its record and a sweep asks for it again.
"""

import logging
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis

logger = logging.getLogger(__name__)

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
"""What reading a message raises that is no JSON, or JSON without what a message has."""


class Channel(redis.Channel):
    def _brpop_read(self, **options: Any) -> Any:
        try:
            return super()._brpop_read(**options)  # type: ignore[misc]  # its stubs leave it out
        except UNREADABLE as error:
            logger.error("Dropped a message that cannot be read: %s", type(error).__name__)
            raise Empty from None


class Transport(redis.Transport):
    Channel = Channel


def use() -> None:
    """Have every connection to a queue in Redis made with this transport."""
    ours = f"{Transport.__module__}:{Transport.__qualname__}"
    TRANSPORT_ALIASES.update(redis=ours, rediss=ours)
