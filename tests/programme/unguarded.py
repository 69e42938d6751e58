"""What happens without csplan's guards: everybody reads, decides, and only then writes."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

SeenT = TypeVar("SeenT")


def read_then_write(look: Callable[[], SeenT], *writes: Callable[[SeenT], object]) -> None:
    """Each looks in a thread of its own, and writes once all have looked."""
    barrier = threading.Barrier(len(writes))

    def attempt(write: Callable[[SeenT], object]) -> None:
        try:
            seen = look()
            barrier.wait(timeout=20)
            write(seen)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(writes)) as pool:
        list(pool.map(attempt, writes))
