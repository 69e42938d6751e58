"""How much memory a process has held. Needs nothing but Python."""

import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")
PEAK_LINE = "VmHWM:"
KIB = 1024


def peak_bytes() -> int:
    """The most memory this process has held.

    Linux's own figure where there is one: getrusage's counts what the parent held as well.
    """
    if STATUS.exists():
        lines = STATUS.read_text().splitlines()
        return int(next(line for line in lines if line.startswith(PEAK_LINE)).split()[1]) * KIB
    unit = 1 if sys.platform == "darwin" else KIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
