"""What gunicorn does besides serving: it says its own lines as csplan does, and keeps the counts
of its processes together. Options are on the command line: see the Dockerfile.
"""

import os
from pathlib import Path
from typing import Any

from prometheus_client.multiprocess import mark_process_dead

COUNTS = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")

if os.environ.get("DJANGO_SETTINGS_MODULE") == "csplan.settings.production":
    logconfig_dict = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "csplan.settings.json_log.JsonFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
            # Nothing: an address may hold a link that opens something, such as a reset.
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }


def on_starting(server: Any) -> None:
    """Begin to count from nought: what an earlier server left is of processes that are gone."""
    if COUNTS:
        os.makedirs(COUNTS, mode=0o700, exist_ok=True)
        for left in Path(COUNTS).glob("*.db"):
            left.unlink()


def child_exit(server: Any, worker: Any) -> None:
    """Keep what a process that ended has counted, and forget what only the living count."""
    if COUNTS:
        mark_process_dead(worker.pid)
