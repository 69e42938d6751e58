"""What a piece of work cost the process that did it. Imports nothing of csplan or Django."""

import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TypeVar

Result = TypeVar("Result")
STATUS = Path("/proc/self/status")
PEAK_LINE = "VmHWM:"
MB = 1_000_000


@dataclass(frozen=True)
class Cost:
    """Seconds of processor and of waiting; children's processor time counts."""

    cpu_s: float
    wall_s: float


def cost_of(work: Callable[[], Result]) -> tuple[Result, Cost]:
    """Do the work once and say what it cost."""
    cpu, wall = _cpu_seconds(), perf_counter()
    result = work()
    return result, Cost(cpu_s=_cpu_seconds() - cpu, wall_s=perf_counter() - wall)


def peak_mb() -> float:
    """The most memory this process has held, in millions of bytes.

    Linux's own figure where there is one: getrusage's counts what the parent held as well.
    """
    if STATUS.exists():
        lines = STATUS.read_text().splitlines()
        kib = next(line for line in lines if line.startswith(PEAK_LINE)).split()[1]
        return int(kib) * 1024 / MB
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MB


def _cpu_seconds() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return sum(usage.ru_utime + usage.ru_stime for usage in (own, children))
