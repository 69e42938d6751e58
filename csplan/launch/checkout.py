"""Where things are: the checkout, its environment, and the folder it writes to."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "csplan-stamps"
VAR = Path(os.environ.get("CSPLAN_VAR") or ROOT / "var").resolve()
LOGS = VAR / "log"

# Left in place, these would send packages elsewhere or bring in modules from elsewhere.
MISLEADING = (
    "PIP_PREFIX",
    "PIP_REQUIREMENT",
    "PIP_TARGET",
    "PIP_USER",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSAFEPATH",
    "VIRTUAL_ENV",
    "__PYVENV_LAUNCHER__",
)


def environment(**additions: str) -> dict[str, str]:
    """Return the caller's environment without what would mislead a child, and with additions."""
    kept = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    return {**kept, "PYTHONUNBUFFERED": "1", **additions}


def manage(*arguments: str) -> list[str]:
    """Return the command line of one of csplan's own commands."""
    return [str(PYTHON), str(ROOT / "manage.py"), *arguments]


def say(line: str) -> None:
    """Print a line at once, so that it stands before whatever the step it announces prints."""
    print(line, flush=True)


def complain(line: str) -> None:
    """Print a line where errors go."""
    print(line, file=sys.stderr, flush=True)
