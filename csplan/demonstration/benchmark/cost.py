"""What a piece of work cost the process that did it. Imports no library and no Django."""

import resource
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

from csplan.core.printing.memory import peak_bytes

Result = TypeVar("Result")
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
    """The most memory this process has held, in millions of bytes."""
    return peak_bytes() / MB


def _cpu_seconds() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return sum(usage.ru_utime + usage.ru_stime for usage in (own, children))
