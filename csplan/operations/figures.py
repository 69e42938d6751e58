"""How many requests there were and how long they took, counted by every process of a web server.

Several processes keep their counts in files of ``PROMETHEUS_MULTIPROC_DIR``, which each of them
adds up when it is asked; without that variable a process counts for itself. What is known of jobs
comes from their rows, which are the same whichever process is asked.
"""

import os
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

NO_VIEW: Final = "none"
BUCKETS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)

REQUESTS: Final = Histogram(
    "csplan_request_seconds",
    "How long requests took, by the name of the page, the method and the status of the answer.",
    ["view", "method", "status"],
    buckets=BUCKETS,
)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


def count_request(*, view: str, method: str, status: int, seconds: float) -> None:
    """Add one request; ``view`` is a name and never an address, which may hold anything."""
    named = method if method in METHODS else "other"
    REQUESTS.labels(view or NO_VIEW, named, str(status)).observe(seconds)


def exposition() -> bytes:
    """What all processes of this web server have counted, in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return generate_latest(together)
