"""Asks a csplan in this container whether it is alive: `python -m csplan.launch.probe`.

Exit code 0 when it answers, 1 when it does not.
"""

import os
import sys

from csplan.launch.ports import is_alive


def served_host(allowed: str) -> str:
    """Return a name that ALLOWED_HOSTS lets in; a leading dot allows the name after it."""
    return allowed.partition(",")[0].strip().lstrip(".")


if __name__ == "__main__":
    sys.exit(not is_alive(8000, served_host(os.environ["ALLOWED_HOSTS"])))
