"""Whether this process can do its work, told without saying anything about the data."""

import logging
import shutil
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

logger = logging.getLogger(__name__)

OK: Final = "ok"
DOWN: Final = "down"
DEGRADED: Final = "degraded"
BROKER_SECONDS: Final = 1.0
LEAST_FREE_BYTES: Final = 200 * 1024 * 1024
BROKER_PORTS: Final = {"redis": 6379, "rediss": 6379}


def report() -> dict[str, str]:
    """The state of each thing csplan leans on.

    Pages can be read without the broker and with a full disk, so these only degrade it.
    """
    return {
        "database": _checked(_database, DOWN),
        "migrations": _checked(_migrations, DOWN),
        "disk": _checked(_disk, DEGRADED),
        "broker": _checked(_broker, DEGRADED),
    }


def is_ready(states: dict[str, str]) -> bool:
    """Whether requests may be sent here."""
    return DOWN not in states.values()


def _checked(check: Callable[[], bool], otherwise: str) -> str:
    try:
        return OK if check() else otherwise
    except (DatabaseError, OSError, ValueError) as error:
        logger.warning("Readiness check failed: %s", type(error).__name__)
        return otherwise


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _disk() -> bool:
    """There is room where this process writes: its temporary files, and a database in a file."""
    return all(shutil.disk_usage(each).free >= LEAST_FREE_BYTES for each in _written_to())


def _written_to() -> list[Path]:
    name = Path(str(connection.settings_dict["NAME"]))
    is_file = connection.vendor == "sqlite" and name.is_file()
    return [Path(tempfile.gettempdir()), *([name.parent] if is_file else [])]


def _broker() -> bool:
    """A connection can be opened; brokers that are files or memory have nothing to open."""
    address = urlsplit(settings.CELERY_BROKER_URL)
    if address.scheme not in BROKER_PORTS:
        return True
    target = (address.hostname or "localhost", address.port or BROKER_PORTS[address.scheme])
    with socket.create_connection(target, timeout=BROKER_SECONDS):
        return True
