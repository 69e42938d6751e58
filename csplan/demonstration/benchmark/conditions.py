"""What the figures were measured on and with."""

import datetime as dt
import os
import platform
from importlib.metadata import version
from typing import Any

from django.conf import ENVIRONMENT_VARIABLE
from django.db import connection

LIBRARIES = ("Django", "weasyprint", "pydyf")


def conditions(*, quick: bool) -> dict[str, Any]:
    """The machine, the libraries and the settings, without a name of either."""
    return {
        "measured_at": dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        "quick": quick,
        "settings": os.environ[ENVIRONMENT_VARIABLE],
        "database": connection.vendor,
        "seconds_connections_are_kept": connection.settings_dict["CONN_MAX_AGE"],
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "libraries": {name: version(name) for name in LIBRARIES},
    }
